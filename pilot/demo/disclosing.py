"""A quarter is over: its figures are published in time, some are forgotten, and somebody asks for more."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import partial
from typing import Any

import urllib3

from pilot.demo.client import Answer
from pilot.demo.district import People
from pilot.demo.publishing import post_at_township
from pilot.demo.story import Story
from shared.clock import CHINA

APPLICANT, CONTACT, WANTED = "林秀兰", "18659700123", "2025年奖励扶助资金的发放明细（按项目）"
SECRETS = (APPLICANT, CONTACT, WANTED)
FORGOTTEN = datetime(2026, 4, 22, 9, 0, tzinfo=CHINA)
_BIRTHS = {"births": 86, "first_child": 39, "second_child": 36, "third_child": 11}
_REPORTED = (
    *("rules_made", "rules_abolished", "rules_in_force", "documents_made", "documents_abolished"),
    *("documents_in_force", "licences", "penalties", "coercions", "fees"),
)
_TEXT = {"item": "births", "title": "2026年第一季度人口出生情况", "body": "第一季度全镇出生登记情况如下。"}


def check_first_quarter(story: Story, people: People) -> None:
    """What the founding publications answered of what was due in January."""
    status = {each["id"]: each["status"] for each in people.public("disclosure").get("/api/catalogue")["items"]}
    story.check(
        "The figures of the last quarter were due by 15 January, and are there",
        all(status[item]["state"] == "published" for item in ("births", "rewards-paid", "fees-collected")),
        status["births"],
    )


def publish_annual_report(story: Story, people: People) -> None:
    story.chapter("The report of the year before is due by 31 January. 政府信息公开工作年度报告。")
    given = {
        "figures": {**dict.fromkeys(_REPORTED, 0), "documents_in_force": 6},
        "texts": {"overview": "本系统今年启用，上一年没有系统记录。", "problems": "公开不够及时。", "other": "无。"},
    }
    early = people.li.ask("POST", "/api/annual-reports/2026", given)
    story.check("A year that is not over cannot be reported", early.code == "period-not-over", early)
    drafted = people.li.post("/api/annual-reports/2025", given)["publication"]
    people.li.post(f"/api/publications/{drafted}/submit")
    people.wang.post(f"/api/publications/{drafted}/approve")
    published = people.wang.post(f"/api/publications/{drafted}/publish")
    post_at_township(people, drafted)
    obligation = published["versions"][0]["obligation"]
    story.check("It answers what the law asks of the year", obligation == "annual-report.2025", obligation)
    for village in people.villages:
        story.wait(
            f"The report is on the board of {village}",
            partial(people.public(village).ask, "GET", f"/api/board/{drafted}"),
            lambda answer: answer.status == 200,
        )
        people.clerk(village).post(f"/api/postings/{drafted}")
    post_at_township(people, drafted)
    report = people.public("disclosure").get("/api/annual-reports/2025")
    story.check("Everybody reads it in the national form", len(report["tables"]) == 6, report["title"])
    book = _bytes(people, "/annual-report/2025.xlsx")
    story.check("Its tables can be taken as a workbook", book.startswith(b"PK"), book[:20])


def publish_quarter(story: Story, people: People) -> str:
    story.chapter("A quarter is over: its figures are published. 公开第一季度数字。")
    for sentence, figures, code in (
        ("Figures that do not add up are refused", {**_BIRTHS, "births": 96}, "totals-do-not-add-up"),
        ("So is a figure below five", {**_BIRTHS, "births": 78, "third_child": 3}, "figure-too-small"),
        ("Withheld alone it could be had by subtraction", {**_BIRTHS, "third_child": None}, "figure-subtractable"),
    ):
        refused = _draft(people, figures=figures)
        story.check(sentence, (refused.status, refused.code) == (422, code), refused)
    early = _draft(people, figures=_BIRTHS, obligation="births.2026-q2")
    story.check("A quarter that is not over cannot be drafted", early.code == "period-not-over", early)
    draft = _draft(people, figures={**_BIRTHS, "second_child": None, "third_child": None}).body
    twice = _draft(people, figures=_BIRTHS, obligation="births.2026-q1")
    story.check("Nor can the same quarter twice", twice.code == "period-taken", twice)
    where = f"/api/publications/{draft['id']}"
    people.li.post(f"{where}/submit", {"reason": "与登记数核对无误"})
    people.wang.post(f"{where}/approve")
    published = people.wang.post(f"{where}/publish")
    version = published["versions"][0]
    story.check("It answers what was due for the quarter", version["obligation"] == "births.2026-q1", version)
    story.tell(f"{published['number']}，{published['published_on']}")
    for village in people.villages:
        story.wait(
            f"The board of {village} shows it at once",
            partial(people.public(village).ask, "GET", f"/api/board/{draft['id']}"),
            lambda answer: answer.status == 200,
        )
        people.clerk(village).post(f"/api/postings/{draft['id']}")
    post_at_township(people, draft["id"])
    found = people.public("disclosure").get("/api/search?q=%E5%87%BA%E7%94%9F")
    story.check("A word of two characters finds it", draft["id"] in json.dumps(found), found)
    said = _bytes(people, f"/archive/{draft['id']}/1.json")
    story.check(
        "Its file in the archive has the digest that receipts are signed for",
        hashlib.sha256(said).hexdigest() == version["digest"],
        version["digest"],
    )
    for size in ("A4", "A3"):
        paper = _bytes(people, f"/publications/{draft['id']}/notice.pdf?size={size}")
        story.check(f"It can be printed as a notice of size {size}", paper.startswith(b"%PDF-"), paper[:20])
    return str(draft["id"])


def forget_the_others(story: Story, people: People) -> None:
    story.go_to(FORGOTTEN)
    story.chapter("The other figures were due on 15 April, and were forgotten. 逾期未公开。")
    story.wait(
        "The catalogue says for everybody what is overdue, and by how much",
        lambda: {each["id"]: each["status"] for each in people.public("disclosure").get("/api/catalogue")["items"]},
        lambda status: (
            status["births"]["state"] == "published"
            and (status["rewards-paid"]["state"], status["rewards-paid"]["overdue_days"]) == ("overdue", 7)
        ),
    )
    story.wait(
        "Each is a finding about the office that owes it",
        lambda: people.ding.get("/api/findings?status=open")["items"],
        lambda items: (
            sorted((one["origin"], one["about"]) for one in items)
            == [
                *[("overdue_disclosure", "family-planning-office")] * 3,
                ("overdue_disclosure", "service-station"),
            ]
        ),
    )


def ask_for_information(story: Story, people: People) -> None:
    story.chapter("Somebody asks for information that was not published. 依申请公开。")
    anybody = people.public("disclosure")
    filed = anybody.post(
        "/api/requests",
        {
            "applicant": "person",
            "name": APPLICANT,
            "contact": CONTACT,
            "wanted": WANTED,
            "form": "electronic",
        },
    )
    story.tell(f"The answer is due on {filed['due_on']}: twenty working days.")
    where, code = f"/api/requests/{filed['request']}", {"code": filed["receipt_code"]}
    people.li.post(f"{where}/take")
    people.li.post(f"{where}/ask-correction", {"question": "请说明要哪几个项目、哪个年度。"})
    followed = anybody.post("/api/requests/follow", code)
    story.check("With the code it is seen what has to be made clear", bool(followed["correction"]), followed)
    anybody.post("/api/requests/follow/correct", {**code, "text": "2025年度，农村奖励扶助和特别扶助两项。"})
    people.li.post(
        f"{where}/answer", {"outcome": "granted", "text": "2025年农村奖励扶助发放856户，特别扶助发放24户，明细见附表。"}
    )
    alone = people.li.ask("POST", f"{where}/approve", {})
    story.check("Who drafts an answer does not approve it", alone.status == 403, alone)
    people.wang.post(f"{where}/approve", {})
    answer = anybody.post("/api/requests/follow", code)["answer"]
    story.check("The applicant reads the answer with the code alone", answer["outcome"] == "granted", answer)
    offered = people.li.post(
        f"{where}/publication",
        {
            "item": "family-rewards",
            "title": "2025年奖励扶助资金发放情况",
            "body": "2025年农村奖励扶助发放856户，特别扶助发放24户。",
        },
    )
    story.check("What is of interest to all becomes a draft of a publication", bool(offered["publication"]), offered)


def _draft(people: People, **chosen: Any) -> Answer:
    return people.li.ask("POST", "/api/publications", {**_TEXT, **chosen})


def _bytes(people: People, path: str) -> bytes:
    return bytes(urllib3.request("GET", people.public("disclosure").url + path, timeout=20).data)
