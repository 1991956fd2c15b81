from datetime import date

import pytest

from services.feedback.domain.round import (
    CloseRound,
    CodesHandedOut,
    CodesVoided,
    HandOutCodes,
    Round,
    RoundClosed,
    VoidCodes,
    decide,
    evolve,
)
from shared.decider import Decider
from shared.errors import NotFound, WrongState
from tests.services.feedback.examples import AT, open_round, round_opened

ROUND = Decider(Round(), decide, evolve)
CLOSE = CloseRound(date(2026, 3, 21), AT)
CLOSED = RoundClosed(date(2026, 3, 21), AT)


@pytest.mark.parametrize(
    ("history", "command", "then"),
    [
        ([], open_round(), [round_opened()]),
        ([round_opened()], open_round(title="另一个"), []),
        ([round_opened(), CLOSED], open_round(), []),
        ([round_opened()], CLOSE, [CLOSED]),
        ([round_opened(), CLOSED], CLOSE, []),
        ([], CLOSE, []),
        ([round_opened()], HandOutCodes(50, AT), [CodesHandedOut(50, AT)]),
        ([round_opened(), CLOSED], VoidCodes(8, AT), [CodesVoided(8, AT)]),
    ],
)
def test_given_a_history_a_command_decides(history, command, then):
    assert decide(ROUND.fold(history), command) == then


def test_codes_for_a_round_never_heard_of_are_refused():
    with pytest.raises(NotFound, match="unknown-round"):
        decide(Round(), HandOutCodes(1, AT))


def test_codes_for_a_closed_round_are_refused():
    with pytest.raises(WrongState, match="round-closed") as refused:
        decide(ROUND.fold([round_opened(), CLOSED]), HandOutCodes(1, AT))
    assert refused.value.details["state"] == "closed"


@pytest.mark.parametrize(
    ("on", "phase"),
    [
        (date(2026, 2, 28), "upcoming"),
        (date(2026, 3, 1), "open"),
        (date(2026, 3, 20), "open"),
        (date(2026, 3, 21), "ended"),
    ],
)
def test_a_round_is_open_from_its_first_day_to_its_last(on, phase):
    assert ROUND.fold([round_opened()]).phase(on) == phase
    assert ROUND.fold([round_opened(), CLOSED]).phase(on) == "closed"
