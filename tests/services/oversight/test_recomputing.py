"""When a year's holiday notice arrives, what was provisional is counted anew: by an event, never in silence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.oversight import clocks
from services.oversight.casework import clock as casework
from services.oversight.composition import compose
from services.oversight.domain.bad_rating.commands import OpenBadRating
from services.oversight.domain.bad_rating.events import Given
from services.oversight.domain.finding import Facts, OpenFinding
from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.domain.visit import Visit
from services.oversight.views import bad_ratings, petitions
from shared.clock import CHINA
from shared.due import first_outdated
from shared.timelimits.days import china_day
from tests.shared.timelimits.notice import data_with_the_notice

# By 2027-1, provisional, and by the invented notice (2027-2): see tests/shared/timelimits/worked_by_hand.toml.
FILED = {
    "later": ("claim", "2027-01-21"),  # acceptance due 9 February; by the notice 14 February, a Sunday worked
    "earlier": ("claim", "2027-01-15"),  # due 1 February; by the notice 30 January, a Saturday worked
    "same": ("claim", "2026-12-20"),  # due 4 January either way
    "before": ("claim", "2026-12-01"),  # due 16 December: no day of 2027 in it
    "enquiry": ("enquiry", "2027-02-04"),  # due 11 February; by the notice 16 February
}


def noon(day):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), CHINA).astimezone(UTC) + timedelta(hours=12)


@pytest.fixture
def open_service(config, clock):
    """The service over the same databases, with one folder of data files or another, as after a new start."""
    opened = []

    def make(data=config.data):
        service = compose(replace(config, data=data))
        opened.append(service)
        return service

    yield make
    for service in opened:
        service.application.database.close()
        service.keys.close()


@pytest.fixture
def file(clock):
    def make(service, *names):
        for name in names:
            kind, day = FILED[name]
            clock.move_to(noon(day))
            known = Particulars(
                "web",
                kind,
                "family-planning-office",
                "petition-office",
                None,
                china_day(clock.now()),
                "",
                name,
                "public",
            )
            service.application.handle("petition", name, c.RegisterPetition(known, clock.now()), actor="test")

    return make


@pytest.fixture
def with_notice(tmp_path):
    return data_with_the_notice(tmp_path)


def tick(service):
    while casework.tick(service):
        pass


def told(service, id, aggregate="petition"):
    """Name, legal moment and due day of what happened to a petition or a finding."""
    with service.application.database.read() as tx:
        history = service.application.history(tx, aggregate, id)
    return [(one.name, one.occurred_at, one.event.deadline.due_on.isoformat()) for one in history]


def due(service, petition):
    with service.application.database.read() as tx:
        return petitions.one(tx, petition, petitions.EVERYTHING)["due_on"]


def test_every_provisional_deadline_is_counted_anew_by_an_event_and_no_other(open_service, file, clock, with_notice):
    before = open_service()
    file(before, *FILED)
    clock.move_to(noon("2027-01-22"))
    tick(before)
    service = open_service(with_notice)
    tick(service)
    now = clock.now()
    moved = {name: [one for one in told(service, name) if one[0] == "deadline-recomputed"] for name in FILED}
    assert moved == {
        "later": [("deadline-recomputed", now, "2027-02-14")],
        "earlier": [("deadline-recomputed", now, "2027-01-30")],
        "same": [],  # it is missed by then, which a calendar does not undo
        "before": [],
        "enquiry": [("deadline-recomputed", now, "2027-02-16")],
    }
    assert (due(service, "later"), due(service, "earlier")) == ("2027-02-14", "2027-01-30")
    with service.application.database.read() as tx:
        event = service.application.history(tx, "petition", "later")[-1].event
    assert event.was_due_on == date(2027, 2, 9)
    assert (event.deadline.provisional, event.deadline.calendar_version) == (False, "2027-2")
    assert casework.tick(service) == 0


def test_a_deadline_whose_day_stays_is_no_longer_provisional(open_service, file, clock, with_notice):
    file(open_service(), "same")
    clock.move_to(noon("2026-12-21"))
    service = open_service(with_notice)
    tick(service)
    assert told(service, "same")[-1] == ("deadline-recomputed", clock.now(), "2027-01-04")


def test_what_the_notice_moves_falls_by_the_notice_even_if_nobody_was_there(open_service, file, clock, with_notice):
    """Down from 22 January to 10 February, while the notice came: the old day has passed, the lawful one has not."""
    file(open_service(), "later")
    clock.move_to(noon("2027-02-10"))
    service = open_service(with_notice)
    tick(service)
    assert [name for name, *_ in told(service, "later")] == [
        *("petition-registered", "deadline-recomputed", "deadline-warned"),
    ]
    clock.move_to(noon("2027-02-15"))
    tick(service)
    name, at, _ = told(service, "later")[-1]
    assert (name, at) == ("deadline-missed", datetime(2027, 2, 15, tzinfo=CHINA))


def test_a_deadline_that_moves_forward_is_missed_at_its_lawful_moment(open_service, file, clock, with_notice):
    file(open_service(), "earlier")
    clock.move_to(noon("2027-01-31"))
    service = open_service(with_notice)
    tick(service)
    names = [name for name, *_ in told(service, "earlier")]
    assert names == [
        *("petition-registered", "deadline-recomputed", "deadline-warned", "deadline-warned", "deadline-missed"),
    ]
    assert told(service, "earlier")[-1][1] == datetime(2027, 1, 31, tzinfo=CHINA)


def test_what_was_warned_of_is_not_warned_of_again(open_service, file, clock, with_notice):
    before = open_service()
    file(before, "later")
    clock.move_to(noon("2027-02-01"))
    tick(before)
    service = open_service(with_notice)
    tick(service)
    clock.move_to(noon("2027-02-13"))
    tick(service)
    assert [name for name, *_ in told(service, "later")] == [
        *("petition-registered", "deadline-warned", "deadline-recomputed", "deadline-warned"),
    ]


def test_who_acts_before_the_worker_has_come_by_acts_by_the_newest_calendar(open_service, file, clock, with_notice):
    file(open_service(), "later")
    clock.move_to(noon("2027-02-10"))
    service = open_service(with_notice)
    service.application.handle("petition", "later", c.AcceptPetition("chen", clock.now()), actor="chen")
    names = [name for name, *_ in told(service, "later")]
    assert names == ["petition-registered", "deadline-recomputed", "deadline-warned", "petition-accepted"]
    tick(service)
    assert "deadline-recomputed" not in [name for name, *_ in told(service, "later")][2:]


FACTS = Facts("overdue", "missed_deadline", "service-station", "一件信访事项超期。", "信访工作条例", "p/acceptance")


@pytest.mark.parametrize(
    ("opened", "back_on", "happened"),
    [
        # Due on 22 February, provisionally; by the notice on the 24th.
        ("2027-01-28", "2027-02-01", ["finding-opened", "rectification-recomputed"]),
        # Due on 1 February, provisionally; by the notice on Saturday 30 January, which is over by then.
        (
            "2027-01-11",
            "2027-01-31",
            [
                *("finding-opened", "rectification-recomputed", "rectification-warned", "rectification-warned"),
                "rectification-overdue",
            ],
        ),
    ],
)
def test_so_is_the_day_of_a_rectification(open_service, clock, with_notice, opened, back_on, happened):
    clock.move_to(noon(opened))
    open_service().application.handle("finding", "f", OpenFinding(FACTS, clock.now()), actor="test")
    clock.move_to(noon(back_on))
    service = open_service(with_notice)
    tick(service)
    assert [name for name, *_ in told(service, "f", "finding")] == happened


def test_a_process_with_older_data_files_moves_nothing_back(open_service, file, clock, with_notice):
    older = open_service()
    file(older, "later")
    tick(open_service(with_notice))
    assert casework.tick(older) == 0
    assert due(older, "later") == "2027-02-14"


def test_more_than_one_look_holds_are_all_counted_anew_before_anything_falls(open_service, clock, with_notice):
    before = open_service()
    clock.move_to(noon("2027-01-21"))
    for number in range(60):
        known = Particulars(
            "web",
            "claim",
            "family-planning-office",
            "petition-office",
            None,
            date(2027, 1, 21),
            "",
            f"n{number}",
            "public",
        )
        before.application.handle("petition", f"n{number:02}", c.RegisterPetition(known, clock.now()), actor="test")
    clock.move_to(noon("2027-02-20"))
    service = open_service(with_notice)
    tick(service)
    with service.application.database.read() as tx:
        names = [one.name for one in service.application.log.after(tx, 60, 1000)]
    assert names.count("deadline-recomputed") == 60
    assert set(names[:60]) == {"deadline-recomputed"}
    assert names.count("deadline-missed") == 60


def test_nothing_is_read_but_the_index_to_see_that_nothing_is_outdated(open_service, file):
    service = open_service()
    file(service, *FILED)
    with service.application.database.read() as tx:
        assert first_outdated(tx, service.limits.calendar) is None
        asked = "SELECT calendar FROM clocks WHERE calendar > '' ORDER BY calendar LIMIT 1"
        plan = " ".join(str(row) for row in tx.execute(f"EXPLAIN QUERY PLAN {asked}"))
    assert "SEARCH clocks USING COVERING INDEX clocks_calendar" in plan
    assert "TEMP" not in plan


def test_views_made_anew_wait_for_the_same_moments(open_service, file, clock, with_notice):
    file(open_service(), *FILED)
    clock.move_to(noon("2027-01-22"))
    service = open_service(with_notice)
    tick(service)

    def rows():
        with service.application.database.read() as tx:
            return tx.execute("SELECT * FROM clocks ORDER BY due, id")

    before = rows()
    service.application.rebuild()
    assert rows() == before


def test_both_clocks_of_a_bad_rating_are_counted_anew(open_service, clock, with_notice):
    before = open_service()
    clock.move_to(noon("2027-02-04"))
    visit = Visit("family-planning-office", "yangshe", 1, (), date(2027, 2, 4))
    given = Given(visit, "c", contact=True, words=False, words_withheld=False, named=(), receipt_hash="h")
    before.application.handle("bad_rating", "b1", OpenBadRating(given), actor="test")
    tick(before)
    service = open_service(with_notice)
    tick(service)
    with service.application.database.read() as tx:
        history = service.application.history(tx, "bad_rating", "b1")
        row = bad_ratings.one(tx, "b1", petitions.EVERYTHING)
        assert first_outdated(tx, service.limits.calendar) is None
    anew = [one.event for one in history if one.name == "bad-rating-clock-recomputed"]
    assert [event.deadline.limit for event in anew] == ["bad_rating_contact", "bad_rating_rectification"]
    assert row["due_on"] == anew[1].deadline.due_on.isoformat() != anew[1].was_due_on.isoformat()
    assert [len(clock.changes) for clock in clocks.of_bad_rating(history)] == [1, 1]
