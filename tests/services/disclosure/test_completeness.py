"""A board on any day, compared with a naive replay of its events up to that day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.disclosure.domain.posting import (
    BoardNotified,
    BoardReleased,
    PublicationPosted,
    PublicationTakenDown,
    ReceiptRecorded,
)
from services.disclosure.domain.publication import PublicationPublished, PublicationWithdrawn
from services.disclosure.views import boards, postings
from shared.eventlog import Metadata, Recorded, open_database
from shared.timelimits.days import china_day
from tests.services.disclosure.examples import PUBLISHED, RULES, SIGNED_PAPER, TEXT

BEGIN = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAYS = 8
PLACES = ("yangshe", "hongmei", "township")


def moment(day):
    return BEGIN + timedelta(days=day)


# One act of a history: who does what on which day, and how many days later it is heard of.
ACTS = st.tuples(
    st.integers(0, DAYS),
    st.sampled_from(["publish", "publish", "post", "post", "post", "show", "withdraw", "down", "down"]),
    st.sampled_from(["p1", "p2", "p3"]),
    st.sampled_from(PLACES),
    st.integers(0, 5),
)


def history(acts):
    """Events as the service records them: in the order in which they are heard of."""
    versions, told, gone, hung, log = {}, {}, set(), set(), []
    for day, what, publication, place, delay in sorted(acts, key=lambda act: act[0]):
        at, version = moment(day), versions.get(publication, 0)
        if what == "publish" and publication not in gone:
            versions[publication] = version = version + 1
            due = RULES.posting_due(at)
            log.append((at, publication, replace(PUBLISHED, version=version, posting_due=due, at=at)))
            # A village that joined later is told of later versions alone.
            for board in PLACES if version > 1 else PLACES[1:] if publication == "p3" else PLACES:
                told.setdefault((publication, board), []).append((version, day))
                notified = BoardNotified(publication, board, version, TEXT.title, due, at)
                log.append((at, f"{publication}.{board}", notified))
        elif what == "withdraw" and version and publication not in gone:
            gone.add(publication)
            withdrawn = PublicationWithdrawn(version, ("yangshe", "hongmei"), "理由", "zhao", china_day(at), at)
            log.append((at, publication, withdrawn))
            log += [(at, f"{publication}.{board}", BoardReleased(publication, board, at)) for board in PLACES]
        elif what in ("post", "show") and (publication, place) in told and publication not in gone:
            version, day_on = told[publication, place][-1][0], china_day(at)
            if (what, publication, place, version) in hung:
                continue
            hung.add((what, publication, place, version))
            event = (
                PublicationPosted(publication, place, version, day_on, at)
                if what == "post"
                else replace(
                    SIGNED_PAPER,
                    publication=publication,
                    village=place,
                    version=version,
                    medium="electronic",
                    given_on=day_on,
                )
            )
            log.append((at + timedelta(days=delay), f"{publication}.{place}", event))
        elif what == "down" and publication in gone and ("down", publication, place) not in hung:
            hung.add(("down", publication, place))
            down = PublicationTakenDown(publication, place, china_day(at), at)
            log.append((at + timedelta(days=delay), f"{publication}.{place}", down))
    return [event for _, event in sorted(enumerate(log), key=lambda pair: (pair[1][0], pair[0]))]


def replayed(log, place, on):
    """By the words of the rule, from all events: what had to hang there at the end of a day, and what did."""
    owed, withdrawn, down, posted, shown = {}, {}, {}, {}, {}
    for _, _, event in log:
        match event:
            case BoardNotified() if event.village == place and event.due.starts_on <= on:
                owed[event.publication] = event
            case PublicationWithdrawn():
                withdrawn[_id(log, event)] = event.withdrawn_on
            case PublicationPosted() if event.village == place and event.posted_on <= on:
                posted[event.publication, event.version] = event.posted_on
            case ReceiptRecorded() if event.village == place and event.given_on <= on:
                shown[event.publication, event.version] = event.given_on
            case PublicationTakenDown() if event.village == place and event.taken_down_on <= on:
                down[event.publication] = event.taken_down_on
    last = {}
    for _, known, event in log:
        if isinstance(event, PublicationPublished) and event.posting_due.starts_on <= on:
            last[known] = event.version
    standing = {
        key: told for key, told in owed.items() if withdrawn.get(key, date.max) > on and last[key] == told.version
    }
    lines = {}
    for key, told in standing.items():
        there = (key, told.version) in posted
        late = told.due.due_on < on
        lines[key] = (told.version, "hanging" if there else "missing" if late else "due", (key, told.version) in shown)
    left = {
        key
        for key, day in withdrawn.items()
        if day <= on and key not in down and any(each == key for each, _ in posted)
    }
    return lines, left


def _id(log, event):
    return next(known for _, known, each in log if each is event)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('boards') / 'views.db'}")
    opened.create(postings.TABLES)
    yield opened
    opened.close()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=10, max_size=40))
def test_it_is_what_a_replay_of_its_events_says(database, acts):
    log = history(acts)
    with database.write() as tx:
        for table in ("postings", "deadlines"):
            tx.execute(f"DELETE FROM {table}")
        for number, (at, known, event) in enumerate(log, start=1):
            stream = "publication" if isinstance(event, PublicationPublished | PublicationWithdrawn) else "posting"
            postings.project(tx, Recorded(number, f"{stream}-{known}", 1, "x", event, at, at, Metadata("", "")))
    with database.read() as tx:
        for place, day in product(PLACES, [china_day(moment(day)) for day in range(-1, DAYS + 6)]):
            expected, left = replayed(log, place, day)
            lines = boards.lines(tx, place, day, limit=100)
            found = {line.publication: (line.version, line.state, line.shown_on is not None) for line in lines}
            assert found == expected
            counted = boards.completeness(tx, place, day)
            states = [state for _, state, _ in expected.values()]
            assert (counted.owed, counted.hanging, counted.missing, counted.in_time, counted.shown) == (
                *(len(states), states.count("hanging"), states.count("missing"), states.count("due")),
                sum(shown for _, _, shown in expected.values()),
            )
            assert {one.publication for one in boards.still_hanging(tx, place, day)[0]} == left


def test_a_board_is_looked_at_as_it_was(call, publish, hear, clock, app):
    from tests.services.disclosure.examples import RECEIPT

    publication = publish(villages=["yangshe"])["id"]
    clock.advance(timedelta(days=10))

    def on(day):
        return call(None, "GET", f"/api/boards/yangshe?on={day}")[1]

    assert (on("2026-03-01")["owed"], on("2026-03-04")["in_time"], on("2026-03-05")["missing"]) == (0, 1, 1)
    assert on("2026-03-12")["postings"][0]["missing_since"] == "2026-03-05"
    hear(replace(RECEIPT, data={**RECEIPT.data, "publication": publication}))  # posted on 3 March, heard of today
    assert [on(day)["share"] for day in ("2026-03-02", "2026-03-03", "2026-03-12")] == [None, 1.0, 1.0]
    call("zhao", "POST", f"/api/publications/{publication}/withdraw", {"reason": "依据已废止。"})
    clock.advance(timedelta(days=2))
    today = call(None, "GET", "/api/boards/yangshe")[1]
    assert (today["owed"], [one["days"] for one in today["still_hanging"]]) == (0, [2])
    page = app.test_client().get("/boards/yangshe").text
    assert "该取下还挂着的" in page
    assert "<svg" in app.test_client().get("/boards/yangshe?on=2026-03-05").text
    assert app.test_client().get("/boards/township").status_code == 200
    for wrong in ("2026-03-15", "2026-02-30", "x", "1999-01-01"):
        assert call(None, "GET", f"/api/boards/yangshe?on={wrong}")[0] == 422
        assert app.test_client().get(f"/boards/yangshe?on={wrong}").status_code == 422
    assert call(None, "GET", "/api/boards/atlantis")[0] == 404
