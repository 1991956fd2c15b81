"""61 days pass: warnings, a missed clock, the finding, the circular on both boards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilot.demo.district import People
from pilot.demo.petitions import Filed, follow
from pilot.demo.publishing import check_circular_on_boards
from pilot.demo.story import Story, days


def let_the_clock_run(story: Story, people: People, claim: Filed, accepted: datetime) -> datetime:
    """Until it is missed; the moment of the story then."""
    story.go_to(accepted + days(31))
    story.chapter("A month has passed; nobody has answered the claim. 一个月过去。")
    _wait_for_warning(story, people, claim, 0.5, "At half of its time the clock warns")
    story.go_to(accepted + days(55))
    story.chapter("Still no answer. 仍未答复。")
    _wait_for_warning(story, people, claim, 0.9, "At nine tenths it warns again")
    story.go_to(accepted + days(61))
    story.chapter("The 61st day. 第六十一天。")
    clock = story.wait(
        "The resolution clock has been missed",
        lambda: resolution(people, claim),
        lambda found: found["state"] == "missed",
    )
    story.check(
        "and it is recorded with its legal moment, the end of the last day",
        clock["missed_at"].startswith("2026-03-23T16:00:00"),
        clock["missed_at"],
    )
    district = people.ding.get("/api/district")
    story.check("The district sees the missed clock", district["clocks"]["missed"] == 1, district["clocks"])
    hidden = people.ding.ask("POST", f"/api/petitions/{claim.petition}/text", {"reason": "想看"})
    story.check("but not who complained", hidden.status == 403, hidden)
    return accepted + days(61)


def close_findings(story: Story, people: People) -> None:
    story.chapter("What was found is put right and made public. 整改并通报。")
    open_findings = people.zhao.get("/api/findings?status=open")["items"]
    story.check(
        "Two findings are open: the overdue board and the missed clock",
        sorted(each["origin"] for each in open_findings) == ["missed_deadline", "overdue_posting"],
        open_findings,
    )
    for finding in open_findings:
        where = f"/api/findings/{finding['id']}"
        people.zhao.post(f"{where}/report", {"rectification": "已责成责任单位限期办结，并对相关责任人批评教育。"})
        alone = people.zhao.ask("POST", f"{where}/close", {"screened": True})
        story.check("Whoever reports it put right cannot verify it", alone.status == 403, alone)
        people.ding.post(f"{where}/close", {"screened": True})
    circulars: list[Any] = people.public("oversight").get("/api/circulars")["items"]
    numbers = sorted(each["number"] for each in circulars)
    story.check(f"Each closed finding has a circular: {'、'.join(numbers)}", len(numbers) == 2, numbers)
    for number in numbers:
        check_circular_on_boards(story, people, number)


def answer_at_last(story: Story, people: People, claim: Filed) -> None:
    people.chen.post(
        f"/api/petitions/{claim.petition}/resolve", {"opinion": "奖励金已于今日发放，向您致歉。", "founded": True}
    )
    told = follow(people, claim)
    story.check(
        "The petitioner reads the opinion with her receipt code",
        told["status"] == "delivered" and "奖励金" in told["opinion"],
        told,
    )


def _wait_for_warning(story: Story, people: People, claim: Filed, share: float, sentence: str) -> None:
    story.wait(sentence, lambda: resolution(people, claim), lambda found: found["warned"] == share)


def resolution(people: People, claim: Filed) -> Any:
    """The clock by which the claim has to be answered."""
    clocks = people.chen.get(f"/api/petitions/{claim.petition}")["clocks"]
    return next(clock for clock in clocks if clock["limit"] == "resolution")
