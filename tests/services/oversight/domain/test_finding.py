from datetime import UTC, datetime
from functools import reduce

import pytest

from services.oversight.domain import finding
from services.oversight.domain.finding import CloseFinding, Facts, Finding, FindingClosed, FindingOpened, OpenFinding
from shared.errors import Invalid, NotFound, WrongState

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FACTS = Facts("overdue", "missed_deadline", "petition-office", "到期未完成。", "条例", "p1/acceptance")
OPENED = FindingOpened(FACTS, T0)
CLOSED = FindingClosed(FACTS, "已办结", "zhao", T0)


def given(*events):
    return reduce(finding.evolve, events, Finding())


def decide(state, command):
    return finding.decide(lambda text: text, state, command)


def test_a_finding_opens():
    assert decide(given(), OpenFinding(FACTS, T0)) == [OPENED]


@pytest.mark.parametrize("state", [given(OPENED), given(OPENED, CLOSED)])
def test_opening_the_same_again_is_ignored(state):
    assert decide(state, OpenFinding(FACTS, T0)) == []


def test_closing_says_how_it_was_put_right():
    assert decide(given(OPENED), CloseFinding("已办结", "zhao", T0)) == [CLOSED]


def test_a_closed_finding_cannot_be_closed_again():
    with pytest.raises(WrongState, match="finding-closed") as refused:
        decide(given(OPENED, CLOSED), CloseFinding("又一次", "zhao", T0))
    assert refused.value.details["state"] == "closed"


def test_an_unknown_finding_is_not_found():
    with pytest.raises(NotFound, match="unknown-finding"):
        decide(given(), CloseFinding("已办结", "zhao", T0))


def test_a_rectification_with_personal_data_is_refused():
    def refuse(text):
        raise Invalid("personal-data", "有电话", "A telephone number")

    with pytest.raises(Invalid, match="personal-data"):
        finding.decide(refuse, given(OPENED), CloseFinding("打 13800000000", "zhao", T0))
