"""Steps that the tests of inspections share, through the JSON API."""

from datetime import date, datetime, timedelta, timezone

from services.oversight.casework import draws
from services.oversight.checklist import load_checklist
from services.oversight.domain.draw import who_goes
from tests.services.oversight.examples import DATA

CHECKLIST = load_checklist(DATA)
DICE = "41526334152263415263"
CHINA = timezone(timedelta(hours=8))
TERM = {"first_day": "2026-01-01", "last_day": "2027-01-31"}
SUPERVISORS = ("zhou", "zhu")


def appoint(call, *names, **changed):
    for name in names or SUPERVISORS:
        status, answer = call(
            "zhao", "POST", "/api/supervisors", {"name": name, "origin": "resident", **TERM, **changed}
        )
        assert status == 201, answer


def decide_draw(call, year=2026):
    """Appoint, commit and contribute."""
    appoint(call)
    assert call("zhao", "POST", "/api/draws", {"year": year})[0] == 201
    status, answer = call("ding", "POST", f"/api/draws/{year}/contribution", {"contribution": DICE})
    assert status == 200, answer
    return answer


def drawn(service, year=2026):
    """What nobody may see before its week: who goes where in which week."""
    with service.application.database.read() as tx:
        latest = service.application.state(tx, "plan", str(year)).latest
    secret = bytes.fromhex(service.keys.decrypt(f"draw-{year}-{latest.attempt}", latest.sealed)["secret"])
    tasks = latest.tasks(secret)
    return list(zip(tasks, who_goes(tasks, sorted(SUPERVISORS)), strict=True)), latest


def first_task_of(service, name):
    tasks, latest = drawn(service)
    task = next(task for task, whose in tasks if whose == name)
    return task, draws.visit_id(2026, latest.attempt, task)


def morning(day):
    return datetime.combine(day, datetime.min.time(), CHINA) + timedelta(hours=9)


def report(place, day, mode, *wrong, text="都看过了"):
    answers = [
        {"item": line.id, "seen": "no", "text": "不是那样"} if line.id in wrong else {"item": line.id, "seen": "yes"}
        for line in CHECKLIST.lines
    ]
    day = day.isoformat() if isinstance(day, date) else day
    return {"place": place, "day": day, "mode": mode, "answers": answers, "text": text}


def announce(call, place="yangshe", day="2026-03-02", supervisors=("zhou",), who="zhao"):
    given = {"place": place, "day": day, "supervisors": list(supervisors)}
    return call(who, "POST", "/api/inspections/announced", given)
