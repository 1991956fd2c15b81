"""Petitions by five channels, one of them out of scope; their clocks start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pilot.demo.client import Answer, Client
from pilot.demo.district import People
from pilot.demo.story import Story

NAME, TELEPHONE, MATTER = "王秀兰", "13812345678", "去年申请的奖励至今没有发放"
"""What one petitioner says of herself. It must be found nowhere in clear."""


@dataclass(frozen=True)
class Filed:
    petition: str
    code: str


def file_by_five_channels(story: Story, people: People) -> dict[str, Filed]:
    story.chapter("Five people come with a petition, each by another way. 五个渠道收到信访。")
    oversight, chen = people.public("oversight"), people.chen
    received = (story.now.date() - timedelta(days=1)).isoformat()
    filed = {
        "village": file(
            people.public("yangshe"),
            {
                "kind": "claim",
                "about": "family-planning-office",
                "title": "奖励未发放",
                "text": MATTER,
                "name": NAME,
                "contact": TELEPHONE,
            },
        ),
        "web": file(oversight, petition_about("enquiry", "service-station", "办事时间", "请问服务窗口周六是否受理？")),
        "hotline": file(
            chen,
            {
                **petition_about("suggestion", "service-station", "增设座椅", "建议服务大厅增设座椅。"),
                "channel": "hotline",
                "received_on": received,
            },
        ),
        "letter": file(
            chen,
            {
                **petition_about("report", "service-station", "搭车收费", "服务所办证时搭售宣传品，收取十元。"),
                "channel": "letter",
                "received_on": received,
            },
        ),
        "visit": file(
            chen,
            {
                **petition_about("claim", "family-planning-office", "邻居家事", "反映邻居家里的私事。"),
                "channel": "visit",
            },
        ),
    }
    story.check("All five have a receipt code of 16 digits", all(len(each.code) == 16 for each in filed.values()))
    for channel, each in filed.items():
        story.wait(
            f"The petition by {channel} can be followed with its receipt code",
            partial(_follow, oversight, each),
            lambda answer: answer.status == 200,
        )
    due = _follow(oversight, filed["village"]).body
    story.check(
        "The acceptance clock runs: 15 days",
        (due["limit"], due["due_on"]) == ("acceptance", (story.now.date() + timedelta(days=15)).isoformat()),
        due,
    )
    forged = oversight.ask("POST", "/api/petitions/follow", {"code": "1234567890123452"})
    story.check("An invented receipt code opens nothing", forged.status in {404, 422}, forged)
    return filed


def handle(story: Story, people: People, filed: dict[str, Filed]) -> None:
    story.chapter("The petition office decides. 信访办受理、告知、交办。")
    chen, oversight = people.chen, people.public("oversight")
    declined = chen.post(
        f"/api/petitions/{filed['visit'].petition}/decline",
        {"reason": "private_matter", "where_to_go": "这是他人的私事，不属于受理范围。邻里纠纷请找村人民调解委员会。"},
    )
    story.check("The matter that is private is declined, with where to go", declined["status"] == "declined", declined)
    story.wait(
        "and its text is not kept",
        lambda: people.zhao.ask("POST", f"/api/petitions/{filed['visit'].petition}/text", {"reason": "核查"}),
        lambda answer: answer.code == "identity-erased",
    )
    for channel in ("village", "hotline", "letter"):
        chen.post(f"/api/petitions/{filed[channel].petition}/accept")
    enquiry = filed["web"].petition
    answer = chen.ask("POST", f"/api/petitions/{enquiry}/resolve", {"opinion": "周六上午受理。", "founded": True})
    story.check("The enquiry is answered within 3 working days", answer.status == 200, answer)
    seen = people.li_at_oversight.ask("GET", f"/api/petitions/{filed['letter'].petition}")
    story.check("A report is not seen by the office it is about, nor by the one above it", seen.status == 404, seen)
    refused = people.zhao.ask("POST", f"/api/petitions/{filed['letter'].petition}/assign", {"handler": "li"})
    story.check("and it cannot be given to them either", (refused.status, refused.code) == (403, "recused"), refused)
    for channel in ("village", "hotline", "letter"):
        people.zhao.post(f"/api/petitions/{filed[channel].petition}/assign", {"handler": "chen"})
        chen.post(f"/api/petitions/{filed[channel].petition}/take")
    again = chen.ask("POST", f"/api/petitions/{filed['visit'].petition}/accept")
    story.check("What is declined cannot be accepted: 409, and it says why", again.status == 409, again)
    clock = _follow(oversight, filed["village"], explain=True).body["clocks"][-1]
    story.check(
        "The resolution clock of the claim runs 60 days, and explains itself day by day",
        clock["limit"] == "resolution" and sum(day["counted"] for day in clock["days"]) == 60,
        {key: value for key, value in clock.items() if key != "days"},
    )
    for channel in ("hotline", "letter"):
        chen.post(f"/api/petitions/{filed[channel].petition}/resolve", {"opinion": "已经核实并处理。", "founded": True})


def check_secrecy(story: Story, folder: Path, *others: str) -> None:
    """Search every file that the district has written, logs and databases alike. ``others``: what else is secret."""
    story.chapter("Nothing tells who complained, or asked. 不泄露信访人和申请人。")
    secrets = [word.encode() for word in (NAME, TELEPHONE, MATTER, *others)]
    telling = [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(secret in path.read_bytes() for secret in secrets)
    ]
    story.check("No name, number or words of theirs stand in a file of any node", not telling, telling)


def follow(people: People, filed: Filed, *, explain: bool = False) -> Any:
    """What the petitioner reads with the receipt code."""
    return _follow(people.public("oversight"), filed, explain=explain).body


def with_code(people: People, filed: Filed, what: str, **given: Any) -> Answer:
    """What the petitioner does with the receipt code, whatever the answer."""
    return people.public("oversight").ask("POST", f"/api/petitions/follow/{what}", {"code": filed.code, **given})


def act(client: Client, filed: Filed, what: str, **given: Any) -> Any:
    """What staff does with a petition. Raises Unexpected where it is refused."""
    return client.post(f"/api/petitions/{filed.petition}/{what}", given)


def refused(client: Client, filed: Filed, what: str, **given: Any) -> tuple[int, str]:
    """Status and code of what staff tries in vain."""
    answer = client.ask("POST", f"/api/petitions/{filed.petition}/{what}", given)
    return answer.status, answer.code


def _follow(client: Client, filed: Filed, *, explain: bool = False) -> Answer:
    return client.ask("POST", "/api/petitions/follow", {"code": filed.code, "explain": explain})


def petition_about(kind: str, about: str, title: str, text: str) -> dict[str, str]:
    return {"kind": kind, "about": about, "title": title, "text": text}


def file(client: Client, petition: dict[str, str]) -> Filed:
    answer = client.post("/api/petitions", petition)
    return Filed(answer["petition"], answer["receipt_code"].replace(" ", ""))
