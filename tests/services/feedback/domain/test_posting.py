from dataclasses import replace
from datetime import date

import pytest

from services.feedback.domain.posting import (
    NotifyWithdrawal,
    Post,
    Posting,
    PublicationPosted,
    PublicationTakenDown,
    TakeDown,
    WithdrawalNotified,
    decide,
    evolve,
)
from shared.decider import Decider
from shared.errors import NotFound, WrongState
from tests.services.feedback.examples import AT, ON, notified, notify, shown

POSTING = Decider(Posting(), decide, evolve)
WITHDRAW = NotifyWithdrawal("数字有误", date(2026, 3, 10), AT)
WITHDRAWN = WithdrawalNotified("数字有误", date(2026, 3, 10), AT)
POSTED = PublicationPosted(1, ON, AT)
DOWN = PublicationTakenDown(ON, AT, 1)
PHOTOGRAPH = "ab" * 32


def given(*events):
    return POSTING.fold(events)


@pytest.mark.parametrize(
    ("history", "command", "then"),
    [
        ([], notify(1), [notified(1), shown(1)]),
        ([notified(1)], notify(1), []),
        ([notified(2)], notify(1), []),
        ([notified(1), POSTED], notify(2), [notified(2), shown(2)]),
        ([notified(1)], Post(1, ON, AT), [POSTED]),
        ([notified(1)], Post(None, ON, AT), [POSTED]),
        ([notified(1), POSTED], Post(1, ON, AT), []),
        ([notified(1), POSTED, notified(2)], Post(None, ON, AT), [PublicationPosted(2, ON, AT)]),
        ([notified(1), POSTED], WITHDRAW, [WITHDRAWN]),
        ([notified(1), POSTED, WITHDRAWN], WITHDRAW, []),
        ([], WITHDRAW, []),
        ([notified(1), POSTED, WITHDRAWN], TakeDown(ON, AT), [DOWN]),
        ([notified(1), POSTED, WITHDRAWN, DOWN], TakeDown(ON, AT), []),
        ([notified(1), POSTED, WITHDRAWN, DOWN], notify(2), [notified(2), shown(2)]),
        ([notified(1), POSTED, WITHDRAWN, DOWN, notified(2)], Post(2, ON, AT), [PublicationPosted(2, ON, AT)]),
    ],
)
def test_given_a_history_a_command_decides(history, command, then):
    assert decide(given(*history), command) == then


def test_what_never_hung_on_the_paper_board_is_down_at_once():
    assert decide(given(notified(1)), WITHDRAW) == [WITHDRAWN, PublicationTakenDown(date(2026, 3, 10), AT, 1)]


def test_what_is_confirmed_names_the_text_that_hangs_there_and_its_photograph():
    told = replace(notified(1), notice=replace(notified(1).notice, digest="d"))
    (posted,) = decide(given(told), Post(1, ON, AT, PHOTOGRAPH))
    assert (posted.digest, posted.photograph) == ("d", PHOTOGRAPH)
    (down,) = decide(given(told, posted, WITHDRAWN), TakeDown(ON, AT, PHOTOGRAPH))
    assert (down.version, down.digest, down.photograph) == (1, "d", PHOTOGRAPH)


@pytest.mark.parametrize("command", [Post(1, ON, AT), TakeDown(ON, AT)])
def test_a_publication_never_heard_of_is_not_found(command):
    with pytest.raises(NotFound, match="unknown-publication"):
        decide(given(), command)


def test_a_withdrawn_publication_is_not_posted():
    with pytest.raises(WrongState, match="publication-withdrawn") as refused:
        decide(given(notified(1), POSTED, WITHDRAWN), Post(1, ON, AT))
    assert refused.value.details["state"] == "to_take_down"


def test_an_older_version_than_the_present_one_is_not_confirmed():
    with pytest.raises(WrongState, match="newer-version") as refused:
        decide(given(notified(1), notified(2)), Post(1, ON, AT))
    assert refused.value.details == {"state": "to_post", "version": 2}


def test_what_has_not_been_withdrawn_stays_on_the_board():
    with pytest.raises(WrongState, match="not-withdrawn"):
        decide(given(notified(1), POSTED), TakeDown(ON, AT))
