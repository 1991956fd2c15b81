"""After a week's downtime everything is recorded: in its order, each at its legal moment, with both times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.oversight.casework import clock as casework
from services.oversight.composition import compose
from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition.particulars import Particulars
from shared.clock import ManualClock
from shared.timelimits.days import china_day

BEGINS = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ENDS = datetime(2026, 6, 20, 1, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def filed(kind):
    def command(now):
        known = Particulars(
            "web", kind, "family-planning-office", "petition-office", None, china_day(now), "", f"{kind}{now}", "public"
        )
        return c.RegisterPetition(known, now)

    return command


def later(days, hours=0):
    return BEGINS + timedelta(days=days, hours=hours)


# Who does what when: petitions, whose warnings, misses and escalations fall between one another's.
DONE = [
    (later(0), "claim-1", filed("claim")),
    (later(0, 2), "enquiry-1", filed("enquiry")),
    (later(1), "report-1", filed("report")),
    (later(2), "claim-2", filed("claim")),
    (later(3), "claim-1", lambda now: c.AcceptPetition("chen", now)),
    (later(4), "enquiry-2", filed("enquiry")),
    (later(5), "claim-3", filed("claim")),
    (later(6), "enquiry-2", lambda now: c.ResolvePetition("", False, "chen", now)),
    (later(8), "report-1", lambda now: c.AcceptPetition("chen", now)),
    (later(11), "claim-5", filed("claim")),
    (later(12), "enquiry-3", filed("enquiry")),
    (later(20, 3), "claim-2", lambda now: c.AcceptPetition("chen", now)),  # missed by then
    (later(21), "claim-4", filed("claim")),
    (later(30), "claim-1", lambda now: c.ResolvePetition("", True, "chen", now)),
    (later(31), "claim-1", lambda now: c.DeliverOpinion("in_person", china_day(now), "chen", now)),
    (later(40), "suggestion-1", filed("suggestion")),
]


@pytest.fixture
def lived(config, tmp_path):
    """Live through all that is done, with a worker whose clock comes by as told; returns what was recorded."""
    opened = []

    def make(name, comes_by):
        clock = ManualClock(BEGINS)
        folder = tmp_path / name
        folder.mkdir()
        databases = {kind: f"sqlite:///{folder / kind}.db" for kind in ("database", "keys_database")}
        service = compose(replace(config, clock=clock, state=folder, **databases))
        opened.append(service)
        acts = [(moment, index, act) for index, (moment, *act) in enumerate(DONE)]
        wakes = [(moment, len(DONE), None) for moment in comes_by]
        for moment, _, act in sorted(acts + wakes, key=lambda one: one[:2]):
            clock.move_to(moment)
            if act:
                service.application.handle("petition", act[0], act[1](moment), actor="test")
            else:
                while casework.tick(service):
                    pass
        with service.application.database.read() as tx:
            return service.application.log.after(tx, 0, 1000)

    yield make
    for service in opened:
        service.application.database.close()
        service.keys.close()


def every(step, *, but=()):
    moments = (BEGINS + step * n for n in range(1, int((ENDS - BEGINS) / step) + 1))
    return [moment for moment in moments if not any(first <= moment < last for first, last in but)]


def said(recorded):
    """What was said of which petition or finding, at which legal moment."""
    cases = (one for one in recorded if one.name != "quarter-evaluated")
    return sorted((one.occurred_at, one.id, one.name, getattr(one.event, "share", None)) for one in cases)


def by_the_clock(recorded):
    said_by_it = ("deadline-", "finding-", "rectification-", "petition-closed")
    return [one for one in recorded if one.name.startswith(said_by_it)]


def test_a_worker_that_was_away_records_the_same_as_one_that_was_not(lived):
    always = lived("always", every(timedelta(hours=6)))
    away = lived(
        "away", every(timedelta(hours=6), but=[(later(13), later(13) + WEEK), (later(60), later(60) + 3 * WEEK)])
    )
    only_at_the_end = lived("end", [ENDS])
    assert said(always) == said(away) == said(only_at_the_end)
    names = {one.name for one in by_the_clock(always)}
    assert names == {
        *("deadline-warned", "deadline-missed", "deadline-escalated", "petition-closed"),
        *("finding-opened", "rectification-warned", "rectification-overdue"),
    }


def test_what_fell_meanwhile_is_recorded_in_its_order_with_both_times(lived):
    down, up = later(13), later(13) + WEEK
    recorded = lived("week", every(timedelta(hours=6), but=[(down, up)]))
    caught_up = [one for one in by_the_clock(recorded) if one.recorded_at == up]
    assert len({one.id for one in caught_up}) >= 4
    assert {"deadline-warned", "deadline-missed", "deadline-escalated"} <= {one.name for one in caught_up}
    moments = [one.occurred_at for one in caught_up]
    assert moments == sorted(moments)
    assert all(down - timedelta(hours=6) < moment <= up for moment in moments)
    whose = [one.id for one in caught_up if one.name != "finding-opened"]
    assert whose != sorted(whose), "those of one petition fall between those of others"


def test_who_acts_before_the_worker_is_back_hides_nothing_either(lived):
    """claim-2 is accepted on day 20, after its time was up; nobody had noticed by then."""
    recorded = lived("acted", [ENDS])
    of_claim_2 = [one for one in recorded if one.id == "claim-2"]
    accepted = next(one for one in of_claim_2 if one.name == "petition-accepted")
    before = [one for one in of_claim_2 if one.position < accepted.position]
    assert [one.name for one in before] == [
        *("petition-registered", "deadline-warned", "deadline-warned", "deadline-missed"),
        *("deadline-escalated",) * (len(before) - 4),
    ]
    assert all(one.recorded_at == accepted.recorded_at > one.occurred_at for one in before[1:])


def test_a_second_look_records_nothing_twice(lived):
    once = lived("once", [ENDS])
    twice = lived("twice", [ENDS, ENDS + timedelta(seconds=1)])
    assert said(once) == said(twice)
