"""Supervisors, and a draw that nobody can steer: committed, contributed to, followed, and verified a year later."""

from __future__ import annotations

from datetime import datetime

from pilot.demo.client import Client
from pilot.demo.district import People
from pilot.demo.story import Story
from services.oversight.verify_draw import agrees
from shared.clock import CHINA

YEAR = 2026
_CHECKLIST = ("promises-kept", "fees-posted", "board-complete", "attitude", "requests-heard", "hours-kept")


def appoint_and_draw(story: Story, people: People) -> None:
    story.chapter("Supervisors are appointed; who inspects what is drawn. 聘任监督员，暗访抽签。")
    term = {"origin": "resident", "first_day": story.now.date().isoformat(), "last_day": f"{YEAR}-12-31"}
    for name in people.supervisors:
        people.zhao.post("/api/supervisors", {"name": name, **term})
    serving = people.public("oversight").get("/api/supervisors")["items"]
    story.check("Everybody reads who they are", {one["name"] for one in serving} == set(people.supervisors), serving)
    people.zhao.post("/api/draws", {"year": YEAR})
    again = people.zhao.ask("POST", "/api/draws", {"year": YEAR})
    story.check("The leading group commits to the draw, once", again.status == 409, again)
    drawn = people.ding.post(f"/api/draws/{YEAR}/contribution", {"contribution": "Baisha2026Sunshine0108"})["attempts"][
        -1
    ]
    story.check(
        "The district contributes; what was drawn nobody is told",
        bool(drawn["commitment"]) and drawn["secret"] is None and not drawn["tasks"],
        drawn,
    )


def inspect(story: Story, people: People) -> None:
    story.chapter("A supervisor comes unannounced. 暗访。")
    supervisor, task, mode = _next_task(story, people)
    given = {"place": task, "day": story.now.date().isoformat(), "mode": mode, "text": "上午十时到访。"}
    wrong = {"attitude": "工作人员让群众在门外等了四十分钟。"}
    seen = [
        {"item": item, "seen": "no" if item in wrong else "yes", "text": wrong.get(item, "")} for item in _CHECKLIST
    ]
    other = "open" if mode == "undercover" else "undercover"
    elsewhere = supervisor.ask("POST", "/api/inspections", {**given, "mode": other, "answers": seen})
    story.check("Nobody inspects otherwise than he was told to", elsewhere.code == "not-to-inspect", elsewhere)
    report = supervisor.post("/api/inspections", {**given, "answers": seen})
    story.check(f"The report of {task} is filed, with what was wrong", report["mode"] == mode, report)
    year = people.public("oversight").get(f"/api/inspections/years/{YEAR}")
    had = next(one for one in year["places"] if one["place"] == task)
    story.check("Everybody reads what is still owed there", (had[mode], had["missing"]) == (1, 1), had)


def verify_draw(story: Story, people: People) -> None:
    story.go_to(datetime(YEAR + 1, 1, 2, 9, 0, tzinfo=CHINA))
    story.chapter("The year is over: the draw is revealed. 抽签公开，人人可验。")
    draws = story.wait(
        "The secret is published",
        lambda: people.public("oversight").get(f"/api/draws/{YEAR}")["attempts"],
        lambda attempts: attempts[-1]["secret"] is not None,
    )
    story.check("Anybody does the sum again, and it agrees", agrees(draws[-1]))
    forged = {**draws[-1], "contribution": "Baisha2026Sunshine0109"}
    story.check("With another contribution it does not", not agrees(forged))


def _next_task(story: Story, people: People) -> tuple[Client, str, str]:
    """The first undercover visit that has come due, whosever it is; where chance has put none of them into the first
    quarter, an open one that is announced for today.
    """
    for supervisor in people.supervisors.values():
        for task in supervisor.get("/api/inspections/to-do")["items"]:
            return supervisor, task["place"], "undercover"
    name, supervisor = next(iter(people.supervisors.items()))
    today = {"place": "service-station", "day": story.now.date().isoformat(), "supervisors": [name]}
    people.zhao.post("/api/inspections/announced", today)
    return supervisor, "service-station", "open"
