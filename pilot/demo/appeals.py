"""A late answer comes before one level after the other; then review, hearing and re-review, each by another."""

from __future__ import annotations

from datetime import datetime, timedelta

from pilot.demo.clocks import answer_at_last, resolution
from pilot.demo.district import People
from pilot.demo.petitions import Filed, act, follow, refused, with_code
from pilot.demo.story import Story, days

_LEVELS = ((1, "head_of_office"), (3, "leading_group"), (7, "district"))


def escalate_and_answer(story: Story, people: People, claim: Filed, missed: datetime) -> None:
    """``missed``: a moment on the first day on which it is late."""
    for late, level in _LEVELS:
        story.go_to(missed + days(late))
        if late == 1:
            story.chapter("Late, and still no answer: one level after the other is told. 逐级升级督办。")
        story.wait(
            f"{late} days late, it is brought before: {level}",
            lambda: resolution(people, claim),
            lambda clock, level=level: clock["escalated_to"] == level,  # type: ignore[misc]
        )
    story.chapter("The answer at last. 终于答复。")
    answer_at_last(story, people, claim)


def appeal(story: Story, people: People, claim: Filed) -> None:
    _review(story, people, claim)
    _re_review(story, people, claim)


def _review(story: Story, people: People, claim: Filed) -> None:
    story.chapter("She is not content, and asks for a review. 申请复查。")
    asked = with_code(people, claim, "review", grounds="奖励金少发了一年，意见里没有说明原因。").body
    story.check(
        "The review is due in 30 days", (asked["status"], asked["limit"]) == ("review_requested", "review"), asked
    )
    story.go_to(story.now + days(3))
    own = refused(people.chen, claim, "review", opinion="原意见没有问题。", outcome="upheld")
    story.check("Chen, whose opinion it was, cannot review it", own[0] == 403, own)
    act(people.zhao, claim, "review", opinion="补算一年，差额已补发。", outcome="changed")
    told = follow(people, claim)
    story.check(
        "Zhao changes the opinion; she reads that too",
        (told["status"], [one["outcome"] for one in told["opinions"]]) == ("review_delivered", [None, "changed"]),
        told,
    )


def _re_review(story: Story, people: People, claim: Filed) -> None:
    story.go_to(story.now + days(4))
    story.chapter("She asks for a re-review, and is heard in public. 复核、听证。")
    with_code(people, claim, "review", grounds="补发的年份还是算错了，请再核一次。")
    twice = refused(people.zhao, claim, "review", opinion="已经说清楚了。", outcome="upheld")
    story.check("Who reviewed it cannot re-review it", twice == (403, "own-opinion"), twice)
    first = story.now.date() + timedelta(days=2)
    last = first + timedelta(days=1)
    act(people.qian, claim, "hearing", first=first.isoformat(), last=last.isoformat())
    clock = follow(people, claim, explain=True)["clocks"][-1]
    heard = [day for day in clock["days"] if first.isoformat() <= day["day"] <= last.isoformat()]
    story.check(
        "The two days of the hearing are not counted: the explanation shows 30 others",
        len(heard) == 2
        and not any(day["counted"] for day in heard)
        and sum(day["counted"] for day in clock["days"]) == 30,
        [clock["pauses"], heard],
    )
    story.go_to(story.now + days(4))
    act(people.qian, claim, "review", opinion="年份核对无误，维持复查意见。", outcome="upheld")
    told = follow(people, claim)
    story.check("Qian upholds it, and that is final", told["status"] == "final", told)
    more = with_code(people, claim, "review", grounds="还是不服。")
    story.check("No further review is given", (more.status, more.code) == (409, "petition-final"), more)
