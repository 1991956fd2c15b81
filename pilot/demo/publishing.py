"""The township publishes its founding catalogue, and both villages post it."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from io import BytesIO
from typing import Any

import segno

from pilot.demo.district import People
from pilot.demo.story import Story
from services.disclosure.catalogue_file import FoundingPublication, load_founding_publications
from shared.config import SHIPPED_DATA


def publish_founding_catalogue(story: Story, people: People) -> None:
    story.chapter("The township publishes its founding catalogue. 镇政府公布公开目录。")
    founding = load_founding_publications(SHIPPED_DATA)
    first = people.li.post(
        "/api/publications",
        _draft(founding[0]),
    )
    people.li.post(f"/api/publications/{first['id']}/submit")
    refused = people.li.ask("POST", f"/api/publications/{first['id']}/approve")
    story.check("Li drafts, but may not approve: that takes a second person", refused.status == 403, refused)
    blocked = people.li.ask(
        "POST",
        "/api/publications",
        {"item": "hotlines", "title": "联系方式", "body": "联系人身份证号码 11010519491231002X"},
    )
    story.check("A text with an identity number is stopped by the screening", blocked.status == 422, blocked)
    published = [_approve_and_publish(people, first["id"])]
    for text in founding[1:]:
        draft = people.li.post("/api/publications", _draft(text))
        people.li.post(f"/api/publications/{draft['id']}/submit", {"reason": "汇总数字，无个人信息"})
        published.append(_approve_and_publish(people, draft["id"]))
    story.check(
        f"All {len(founding)} items of the catalogue are published",
        len(published) == 15 and {each["state"] for each in published} == {"published"},
        [each["state"] for each in published],
    )
    overdue_on = {each["posting_due_on"] for each in published}
    story.check(f"Each board owes a posting receipt by {overdue_on}", len(overdue_on) == 1, overdue_on)
    for village in people.villages:
        _post_everything(story, people, village, len(published))
    for each in published:
        post_at_township(people, each["id"])
    story.tell("Li posts them on the township's own board too, each with a photograph.")
    story.wait(
        "Every posting receipt has come back to the township",
        lambda: [people.public("disclosure").get(f"/api/publications/{each['id']}") for each in published],
        lambda found: all(
            len(each["postings"]) == 3 and all(posting["state"] == "posted" for posting in each["postings"])
            for each in found
        ),
    )


def post_at_township(people: People, publication: str) -> None:
    """The township's own board owes a receipt too; a drawing stands for the photograph."""
    picture = BytesIO()
    segno.make(publication).save(picture, kind="png")
    photograph = b64encode(picture.getvalue()).decode()
    people.li.post(f"/api/publications/{publication}/posted", {"photograph": photograph})


def _draft(text: FoundingPublication) -> dict[str, Any]:
    return {"item": text.item, "title": text.title_zh, "body": text.body_zh, "figures": dict(text.figures)}


def publish_notice(story: Story, people: People) -> str:
    """One more, which Yangshe posts and Hongmei forgets; the publication's id."""
    story.chapter("An urgent notice: Yangshe posts it, Hongmei forgets. 红梅社区忘了张贴。")
    draft = people.li.post(
        "/api/publications",
        {
            "item": "service-promises",
            "title": "春节期间便民服务时间",
            "body": "春节期间服务窗口照常受理，工作日上午八时三十分至下午五时三十分。",
        },
    )
    people.li.post(f"/api/publications/{draft['id']}/submit")
    _approve_and_publish(people, draft["id"])
    _wait_for_board(story, people, "yangshe", draft["id"])
    people.clerk("yangshe").post(f"/api/postings/{draft['id']}")
    post_at_township(people, draft["id"])
    # Before days pass: a receipt that comes after its day would find the board overdue.
    story.wait(
        "Yangshe's posting receipt has come back",
        lambda: people.public("disclosure").get(f"/api/publications/{draft['id']}")["postings"],
        lambda found: {each["village"]: each["state"] for each in found}["yangshe"] == "posted",
    )
    return str(draft["id"])


def check_overdue_board(story: Story, people: People, publication: str) -> None:
    story.wait(
        "After two working days the township sees that Hongmei's board is overdue",
        lambda: people.public("disclosure").get("/api/postings/overdue"),
        lambda found: (
            [(each["publication"], each["village"]) for each in found["postings"]] == [(publication, "hongmei")]
        ),
    )


def post_late(story: Story, people: People, publication: str) -> None:
    people.clerk("hongmei").post(f"/api/postings/{publication}")
    late = story.wait(
        "Hongmei posts it late, and late it is shown",
        lambda: people.public("disclosure").get(f"/api/publications/{publication}")["postings"],
        lambda found: (
            {each["village"]: each["state"] for each in found}
            == {"yangshe": "posted", "hongmei": "late", "township": "posted"}
        ),
    )
    story.tell(f"Late by {next(each['late_days'] for each in late if each['state'] == 'late')} days.")


def check_circular_on_boards(story: Story, people: People, number: str) -> None:
    for village in people.villages:
        board = story.wait(
            f"The circular {number} is on the board of {village}",
            partial(people.public(village).get, "/api/board?section=current"),
            lambda found: any(number in each["body"] for each in found["postings"]),
        )
        posting = next(each for each in board["postings"] if number in each["body"])
        people.clerk(village).post(f"/api/postings/{posting['publication']}")
    post_at_township(people, posting["publication"])


def _approve_and_publish(people: People, publication: str) -> Any:
    people.wang.post(f"/api/publications/{publication}/approve")
    return people.wang.post(f"/api/publications/{publication}/publish")


def _post_everything(story: Story, people: People, village: str, number: int) -> None:
    todo = story.wait(
        f"All {number} have arrived at {village}",
        lambda: people.clerk(village).get("/api/clerk")["to_post"],
        lambda found: len(found) == number,
    )
    for each in todo:
        people.clerk(village).post(f"/api/postings/{each['publication']}")
    story.tell(f"The clerk of {village} posts them all on the village board.")


def _wait_for_board(story: Story, people: People, village: str, publication: str) -> None:
    story.wait(
        f"The notice has arrived at {village}",
        lambda: people.public(village).ask("GET", f"/api/board/{publication}").status,
        lambda status: status == 200,
    )
