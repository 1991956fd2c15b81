"""Given these events of one board, when this is asked, then these events or this refusal."""

from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pytest

from services.disclosure.domain.posting import (
    MissPosting,
    NotifyBoard,
    Posting,
    RecordPosting,
    RecordReceipt,
    RecordTakenDown,
    ReleaseBoard,
    decide,
    evolve,
)
from shared.errors import NotFound
from tests.services.disclosure.examples import (
    DISPROVED,
    DUE,
    KEY,
    MISSED,
    MONDAY,
    NOTIFIED,
    NOTIFIED_AGAIN,
    POSTED,
    POSTED_AGAIN,
    POSTING_EVENTS,
    RELEASED,
    SIGNED_PAPER,
    TAKEN_DOWN,
    TEXT,
    TUESDAY,
)

NOTIFY = NotifyBoard("p1", "yangshe", 1, TEXT.title, DUE, MONDAY)
POST = RecordPosting(1, date(2026, 3, 3), TUESDAY)
POST_AGAIN = RecordPosting(2, date(2026, 3, 3), TUESDAY)
RECEIVE = RecordReceipt(1, "paper", date(2026, 3, 3), "d", "ab" * 32, "good", KEY, at=MONDAY, heard_at=TUESDAY)
MISS = MissPosting(DUE.due_at)
RELEASE = ReleaseBoard(TUESDAY)
TAKE_DOWN = RecordTakenDown(date(2026, 3, 4), TUESDAY)


def when(given, command):
    return decide(reduce(evolve, given, Posting()), command)


@pytest.mark.parametrize(
    ("given", "command", "then"),
    [
        pytest.param([], NOTIFY, [NOTIFIED], id="a board is told"),
        pytest.param([NOTIFIED], POST, [POSTED], id="it posts"),
        pytest.param([NOTIFIED], MISS, [MISSED], id="its time is up"),
        pytest.param([NOTIFIED, MISSED], POST, [POSTED], id="it posts late, and that is recorded too"),
        pytest.param(
            [NOTIFIED],
            replace(POST, at=DUE.due_at + timedelta(seconds=1)),
            [MISSED, replace(POSTED, at=DUE.due_at + timedelta(seconds=1))],
            id="a late receipt that outruns the clock does not hide the miss",
        ),
        pytest.param(
            [NOTIFIED],
            replace(RELEASE, at=DUE.due_at),
            [MISSED, replace(RELEASED, at=DUE.due_at)],
            id="a late withdrawal does not hide the miss",
        ),
        pytest.param([NOTIFIED], RELEASE, [RELEASED], id="what is withdrawn is owed no more"),
        pytest.param([NOTIFIED, RELEASED], POST, [POSTED], id="it posted before it heard of the withdrawal"),
        pytest.param([NOTIFIED, POSTED, RELEASED], TAKE_DOWN, [TAKEN_DOWN], id="it takes down"),
        pytest.param([NOTIFIED, NOTIFIED_AGAIN], POST_AGAIN, [POSTED_AGAIN], id="it posts the later version"),
        pytest.param([NOTIFIED, NOTIFIED_AGAIN], MISS, [MISSED], id="a new version does not stop the earlier clock"),
        pytest.param([NOTIFIED], RECEIVE, [SIGNED_PAPER], id="its signed receipt is kept"),
        pytest.param(
            [NOTIFIED, MISSED, POSTED],
            RECEIVE,
            [SIGNED_PAPER, DISPROVED],
            id="a receipt that was in time and only came late disproves the miss",
        ),
        pytest.param(
            [NOTIFIED, NOTIFIED_AGAIN, MISSED],
            replace(RECEIVE, version=2),
            [replace(SIGNED_PAPER, version=2), DISPROVED],
            id="so does that of a later version, which settles the earlier one",
        ),
        pytest.param(
            [NOTIFIED, MISSED],
            replace(RECEIVE, given_on=date(2026, 3, 5)),
            [replace(SIGNED_PAPER, given_on=date(2026, 3, 5))],
            id="a late one does not",
        ),
        pytest.param(
            [NOTIFIED, MISSED],
            replace(RECEIVE, given_on=date(2026, 3, 1)),
            [replace(SIGNED_PAPER, given_on=date(2026, 3, 1))],
            id="nor one from before it was published, by a clock that is wrong",
        ),
        pytest.param(
            [NOTIFIED, MISSED],
            replace(RECEIVE, medium="electronic"),
            [replace(SIGNED_PAPER, medium="electronic")],
            id="nor one of the electronic board",
        ),
        pytest.param(
            [NOTIFIED],
            replace(MISS, at=DUE.due_at + timedelta(days=3)),
            [MISSED],
            id="a miss is dated to the legal moment, however late it is noticed",
        ),
    ],
)
def test_what_comes_of_a_command(given, command, then):
    assert when(given, command) == then


@pytest.mark.parametrize(
    ("given", "command"),
    [
        pytest.param([NOTIFIED], NOTIFY, id="told twice"),
        pytest.param([NOTIFIED, POSTED], POST, id="posted twice"),
        pytest.param([NOTIFIED, SIGNED_PAPER], RECEIVE, id="the same receipt twice"),
        pytest.param([NOTIFIED, MISSED, SIGNED_PAPER, DISPROVED], RECEIVE, id="disproved twice"),
        pytest.param([], RELEASE, id="never told, nothing to release"),
        pytest.param([NOTIFIED, MISSED], MISS, id="missed twice"),
        pytest.param([NOTIFIED, RELEASED], RELEASE, id="released twice"),
        pytest.param([NOTIFIED, POSTED], RELEASE, id="nothing to release"),
        pytest.param([NOTIFIED, TAKEN_DOWN], TAKE_DOWN, id="taken down twice"),
        pytest.param([NOTIFIED, POSTED], MISS, id="posted in time"),
        pytest.param([NOTIFIED, RELEASED], MISS, id="withdrawn in time"),
        pytest.param([NOTIFIED, NOTIFIED_AGAIN, POSTED_AGAIN], MISS, id="a later version settles the earlier"),
        pytest.param([NOTIFIED], replace(MISS, at=DUE.due_at - timedelta(seconds=1)), id="not due yet"),
    ],
)
def test_a_harmless_command_is_ignored(given, command):
    assert when(given, command) == []


@pytest.mark.parametrize("command", [POST, RECEIVE, MISS, TAKE_DOWN])
def test_a_board_that_was_never_told_owes_nothing_and_posts_nothing(command):
    with pytest.raises(NotFound, match="not-addressed"):
        when([], command)


@pytest.mark.parametrize("command", [POST_AGAIN, replace(RECEIVE, version=2)])
def test_a_version_that_a_board_was_not_told_of_is_refused(command):
    with pytest.raises(NotFound, match="unknown-version"):
        when([NOTIFIED], command)


@pytest.mark.parametrize("event", POSTING_EVENTS, ids=lambda event: type(event).__name__)
def test_evolve_never_raises(event):
    assert evolve(Posting(), event)
