"""A district with something on every page: the demo's year, and after it what is under way, each thing in its stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import urllib3

from pilot.demo.__main__ import tell
from pilot.demo.client import Client
from pilot.demo.district import People
from pilot.demo.petitions import petition_about
from pilot.demo.story import Story, days
from pilot.district import ROOT, District
from shared.clock import CHINA
from shared.eventlog import open_database
from shared.messaging.parked import park

PHOTOGRAPH = ROOT / "tests" / "services" / "oversight" / "samples" / "place.jpg"
NEXT_YEAR = datetime(2027, 1, 4, 9, 0, tzinfo=CHINA)
"""A Monday after the demo's end."""
WARNED = "本季度出生 3 人。"
MARKDOWN = """## 办理时间

- 星期一至星期五
- 法定节假日除外

| 事项 | 件数 |
|---|---|
| 生育登记 | 36 |
| 奖励扶助 | 24 |

详见[公开目录](/items/fees)。
"""


def fill(district: District, clock_file: Path) -> dict[str, str]:
    """Live through the demo, then put things under way; what the addresses of ``pages`` name, by name."""
    urls = {place.name: district.url(place.name) for place in district.places}
    tell(urls, clock_file, None)
    story, people = Story(clock_file, NEXT_YEAR), People(urls)
    found: dict[str, str] = {}
    _publications(story, people, found)
    _annual_report(people)
    _requests(story, people, found)
    _petitions(story, people, found)
    _survey(story, people, found)
    _bad_ratings(story, people, found)
    _supervision(story, people, found)
    story.go_to(story.now + days(7))
    _wait_until_overdue(story, people, found)
    _parked(district)
    return found


def _draft(people: People, item: str, title: str, **more: Any) -> str:
    body = {"item": item, "title": title, "body": MARKDOWN, **more}
    return str(people.li.post("/api/publications", body)["id"])


def _submit(people: People, id: str) -> str:
    people.li.post(f"/api/publications/{id}/submit", {"reason": "汇总数字，无个人信息"})
    return id


def _approve(people: People, id: str) -> str:
    people.wang.post(f"/api/publications/{id}/approve")
    return id


def _published(people: People, item: str, title: str, **more: Any) -> str:
    drafted = _draft(people, item, title, **more)
    _publish(people, drafted)
    return drafted


def _publish(people: People, id: str) -> None:
    _approve(people, _submit(people, id))
    people.wang.post(f"/api/publications/{id}/publish")


def _publications(story: Story, people: People, found: dict[str, str]) -> None:
    story.chapter("Publications in every stage.")
    found["published"] = corrected = _draft(people, "procedures", "办事程序和办理时间")
    found["attachment"] = _attach(people.li, corrected)
    _publish(people, corrected)
    people.li.post(
        f"/api/publications/{corrected}/correct",
        {"title": "办事程序和办理时间", "body": MARKDOWN.replace("36", "38"), "reason": "件数核对后更正"},
    )
    _publish(people, corrected)
    found["overdue"] = corrected
    found["correcting"] = _published(people, "service-promises", "服务承诺")
    people.li.post(
        f"/api/publications/{found['correcting']}/correct",
        {"title": "服务承诺", "body": MARKDOWN.replace("24", "26"), "reason": "件数核对后更正"},
    )
    _submit(people, found["correcting"])
    found["withdrawn"] = _published(people, "hotlines", "联系方式")
    people.public("disclosure").signed_in("zhao").post(
        f"/api/publications/{found['withdrawn']}/withdraw", {"reason": "号码有误，另行公布"}
    )
    found["drafted"] = _draft(people, "hotlines", "联系方式（新）")
    found["warned"] = _draft(people, "procedures", "办理情况", body=WARNED)
    found["with_attachment"] = _draft(people, "service-promises", "窗口照片")
    _attach(people.li, found["with_attachment"])
    found["submitted"] = _submit(people, _draft(people, "fees", "收费项目", body=WARNED))
    found["approved"] = _approve(people, _submit(people, _draft(people, "fees", "收费标准")))
    found["scheduled"] = _approve(people, _submit(people, _draft(people, "fees", "收费依据")))
    people.wang.post(
        f"/api/publications/{found['scheduled']}/schedule",
        {"publish_at": (story.now + timedelta(days=60)).isoformat()},
    )
    found["returned"] = _submit(people, _draft(people, "fees", "收费情况"))
    people.wang.post(f"/api/publications/{found['returned']}/return", {"reason": "请写明依据"})
    for village in people.villages:
        story.wait(
            f"It is on the board of {village}",
            partial(people.public(village).ask, "GET", f"/api/board/{corrected}"),
            lambda answer: answer.status == 200,
        )
    found["births"] = people.public("disclosure").get("/api/publications?item=births")["publications"][0]["id"]
    obligations = people.public("disclosure").get("/api/obligations?year=2026&state=overdue")["obligations"]
    found["obligation"] = obligations[0]["id"]
    found["obligation_due"] = people.public("disclosure").get("/api/obligations?state=planned")["obligations"][0]["id"]


def _attach(client: Client, publication: str) -> str:
    answer = urllib3.request(
        "POST",
        f"{client.url}/api/publications/{publication}/attachments",
        headers={"Authorization": f"Bearer {client._token}"},
        fields={"title": "公开栏照片", "file": ("place.jpg", PHOTOGRAPH.read_bytes())},
    )
    assert answer.status == 201, answer.data
    whole = answer.json()
    return str((whole.get("draft") or whole)["attachments"][0]["id"])


def _annual_report(people: People) -> None:
    none = ("rules_made", "rules_abolished", "rules_in_force", "documents_abolished", "coercions", "fees")
    some = {"documents_made": 2, "documents_in_force": 7, "licences": 5, "penalties": 6}
    texts = {"overview": "全年工作平稳。", "problems": "个别村张榜迟。", "other": "无。"}
    given = {"figures": {**dict.fromkeys(none, 0), **some}, "texts": texts}
    _publish(people, people.li.post("/api/annual-reports/2026", given)["publication"])


def _requests(story: Story, people: People, found: dict[str, str]) -> None:
    story.chapter("Requests for information in every stage.")
    anybody, today = people.public("disclosure"), story.now.date().isoformat()
    leader = anybody.signed_in("zhao")
    stages = ("registered", "correcting", "consulting", "extension", "answer_drafted", "answer_returned", "answered")
    for stage in stages:
        given = {"applicant": "person", "name": "林秀兰", "contact": "18659700123", "form": "paper"}
        filed = anybody.post("/api/requests", {**given, "wanted": f"2025年奖励扶助资金发放明细（{stage}）"})
        found[f"request_{stage}"], found[f"request_code_{stage}"] = filed["request"], filed["receipt_code"]
        if stage != "registered":
            people.li.post(f"/api/requests/{filed['request']}/take")

    def act(stage: str, action: str, who: Client = people.li, **given: Any) -> None:
        who.post(f"/api/requests/{found[f'request_{stage}']}/{action}", given)

    act("correcting", "ask-correction", question="请说明要哪几个项目、哪个年度。")
    asked = {"whom": "third_party", "text": "白沙镇农民合作社：是否同意公开补贴明细。"}
    act("consulting", "consult", **asked, sent_on=today, received_on=today)
    act("extension", "request-extension", days=10, reason="需要调取档案")
    for stage in ("answer_drafted", "answer_returned", "answered"):
        act(stage, "answer", outcome="granted", text="2025年农村奖励扶助发放856户，特别扶助发放24户。")
    act("answer_returned", "return", people.wang, reason="请写明依据")
    act("answered", "approve", people.wang)
    act("answered", "deliver", means="in_person", delivered_on=today)
    act("registered", "text", leader, reason="核查办理情况")


def _petitions(story: Story, people: People, found: dict[str, str]) -> None:
    story.chapter("Petitions in hand.")
    oversight = people.public("oversight")
    claim = petition_about("claim", "family-planning-office", "奖励未发放", "去年申请的奖励至今没有发放。")
    for name, who in (("registered", oversight), ("accepted", oversight), ("with_code", oversight)):
        filed = who.post("/api/petitions", {**claim, "title": f"奖励未发放（{name}）", "name": "王秀兰"})
        found[f"petition_{name}"], found[f"code_{name}"] = filed["petition"], filed["receipt_code"]
    for name in ("accepted", "with_code"):
        people.chen.post(f"/api/petitions/{found[f'petition_{name}']}/accept")
    people.zhao.post(f"/api/petitions/{found['petition_accepted']}/assign", {"handler": "chen"})
    people.chen.post(f"/api/petitions/{found['petition_accepted']}/take")
    where = f"/api/petitions/{found['petition_accepted']}"
    people.chen.post(f"{where}/request-extension", {"days": 20, "reason": "需要调取原始材料"})
    found["clock"] = people.chen.get(where)["clocks"][-1]["id"]
    people.chen.post(f"{where}/ask", {"question": "请问大约是哪一年申请的？"})
    done = petition_about("claim", "family-planning-office", "证件补办", "证件补办已两个月。")
    filed = oversight.post("/api/petitions", done)
    found["petition_answered"], found["code_answered"] = filed["petition"], filed["receipt_code"]
    people.chen.post(f"/api/petitions/{filed['petition']}/accept")
    people.chen.post(f"/api/petitions/{filed['petition']}/resolve", {"opinion": "已经补办。", "founded": True})


def _survey(story: Story, people: People, found: dict[str, str]) -> None:
    story.chapter("A survey runs.")
    today = story.now.date()
    opened = people.zhao.post(
        "/api/rounds",
        {
            "questionnaire": "residents",
            "office": "family-planning-office",
            "villages": list(people.villages),
            "title": "年度村民评议",
            "opens_on": today.isoformat(),
            "closes_on": (today + timedelta(days=20)).isoformat(),
        },
    )
    found["round"] = opened["id"]
    rounds = people.public("oversight").get("/api/rounds")["items"]
    closed = next(one for one in rounds if one["id"] != opened["id"])
    found["round_closed"], found["question_rated"] = closed["id"], closed["questions"][0]["id"]
    village = people.public("yangshe")
    story.wait(
        "The village has been told of it",
        lambda: village.get("/api/rounds")["rounds"],
        lambda rounds: opened["id"] in [one["round"] for one in rounds],
    )
    codes = people.clerk("yangshe").post("/api/codes", {"round": opened["id"], "count": 4})["codes"]
    found["survey_code"], found["survey_code_2"] = codes[0], codes[1]
    slip = people.clerk("yangshe").post("/api/visit-slips", {"office": "family-planning-office", "count": 1})
    (found["visit_code"],) = slip["codes"]


def _bad_ratings(story: Story, people: People, found: dict[str, str]) -> None:
    story.chapter("Visits rated badly.")
    village, office = people.public("yangshe"), "family-planning-office"
    codes = people.clerk("yangshe").post("/api/visit-slips", {"office": office, "count": 2})["codes"]
    for name, code in zip(("open", "answered"), codes, strict=True):
        said = {"level": 2, "reasons": ["slow"], "text": "等了一上午。", "contact": "13859700123"}
        rated = village.post("/api/visits", {"code": code, **said})
        found[f"rating_code_{name}"] = rated["receipt_code"]
        known = set(found.values())
        items = story.wait(
            "Oversight follows it",
            lambda: people.li_at_oversight.get("/api/bad-ratings")["items"],
            lambda items, known=known: [one for one in items if one["id"] not in known],
        )
        found[f"rating_{name}"] = next(one["id"] for one in items if one["id"] not in known)
    where = f"/api/bad-ratings/{found['rating_answered']}"
    people.li_at_oversight.post(f"{where}/contact", {"reached": True, "tries": 1})
    people.li_at_oversight.post(f"{where}/report", {"outcome": "put_right", "text": "窗口已加派一人。"})
    people.zhao.post(f"{where}/confirm", {"screened": True})


def _supervision(story: Story, people: People, found: dict[str, str]) -> None:
    story.chapter("Inspections announced, findings open.")
    year = story.now.year
    term = {"origin": "resident", "first_day": story.now.date().isoformat(), "last_day": f"{year}-12-31"}
    people.zhao.post("/api/supervisors", {"name": "zhou", **term})
    day = (story.now.date() + timedelta(days=9)).isoformat()
    people.zhao.post("/api/inspections/announced", {"place": "yangshe", "day": day, "supervisors": ["zhou"]})
    people.zhao.post("/api/draws", {"year": year})
    people.zhao.post(
        "/api/hearings-of-opinion",
        {"day": story.now.date().isoformat(), "place": "yangshe", "heard": 12, "text": "希望延长服务时间。"},
    )
    released = ""
    while released != "2026":
        released = people.zhao.get("/api/statistics/next")["period"]
        people.zhao.post("/api/statistics", {"period": released, "advice": "奖励金发放要按期。"})
    found["inspection"] = people.ding.get("/api/inspections")["items"][0]["id"]


def _wait_until_overdue(story: Story, people: People, found: dict[str, str]) -> None:
    story.wait(
        "A board is overdue",
        lambda: people.public("disclosure").get("/api/postings/overdue")["postings"],
        lambda late: found["overdue"] in [one["publication"] for one in late],
    )
    findings = story.wait(
        "and that is a finding",
        lambda: people.ding.get("/api/findings?status=open")["items"],
        bool,
    )
    found["finding_open"] = findings[0]["id"]
    found["finding_closed"] = people.ding.get("/api/findings?status=closed")["items"][0]["id"]
    if len(findings) > 1:
        people.zhao.post(f"/api/findings/{findings[1]['id']}/report", {"rectification": "已经张贴。"})
        found["finding_reported"] = findings[1]["id"]


def _parked(district: District) -> None:
    """Messages that could not be applied, at every node that has a page of them."""
    for place in district.places:
        database = open_database(f"sqlite:///{place.folder / 'sunshine.db'}")
        try:
            with database.write() as tx:
                source = "/oversight" if place.name != "oversight" else "/feedback/yangshe"
                park(tx, source, 100_000, "{}", ValueError("this is not a message"), at="2027-01-02T01:00:00+00:00")
        finally:
            database.close()
