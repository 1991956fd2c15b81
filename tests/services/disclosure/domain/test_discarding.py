"""A draft that was begun by mistake can be discarded, and what it was to answer is free again."""

from dataclasses import replace
from functools import reduce

import pytest

from services.disclosure.domain.publication import Stage, evolve
from services.disclosure.domain.publication_commands import DiscardDraft, SubmitForApproval
from services.disclosure.domain.publishing import decide
from shared.errors import Forbidden, Invalid, WrongState
from tests.services.disclosure.examples import (
    APPROVED,
    CIRCULAR_BLOCKED,
    CIRCULAR_RECEIVED,
    CORRECTION,
    DISCARDED,
    DRAFTED,
    IDENTITY,
    PUBLISHED,
    RULES,
    SUBMITTED,
    TUESDAY,
    WITHDRAWN,
)

DISCARD = DiscardDraft(DISCARDED.reason, "li", TUESDAY)
FOR_BIRTHS = replace(DRAFTED, item="births", timing="periodic", obligation="births.2026-q1")


def state_after(given):
    return reduce(evolve, given, None)


def after(given, command):
    return decide(RULES, state_after(given), command)


def test_a_first_draft_is_discarded_once_and_nothing_more_can_be_done_with_it():
    assert after([DRAFTED], DISCARD) == [DISCARDED]
    assert after([DRAFTED, DISCARDED], DISCARD) == []
    assert state_after([DRAFTED, DISCARDED]).stage is Stage.DISCARDED
    with pytest.raises(WrongState):
        after([DRAFTED, DISCARDED], SubmitForApproval(None, "li", TUESDAY))


def test_what_it_was_to_answer_is_free_again():
    (discarded,) = after([FOR_BIRTHS], DISCARD)
    assert discarded.obligations == ("births.2026-q1",)
    assert state_after([FOR_BIRTHS, discarded]).obligations == ()


def test_a_discarded_correction_leaves_what_is_published_as_it_stands():
    published = [DRAFTED, SUBMITTED, APPROVED, PUBLISHED]
    (discarded,) = after([*published, CORRECTION], DISCARD)
    assert discarded.version == 2
    assert state_after([*published, CORRECTION, discarded]).stage is Stage.PUBLISHED


@pytest.mark.parametrize("given", [[DRAFTED, SUBMITTED], [DRAFTED, SUBMITTED, APPROVED, PUBLISHED]])
def test_what_somebody_else_is_reading_or_everybody_has_read_is_not_discarded(given):
    with pytest.raises(WrongState):
        after(given, DISCARD)
    with pytest.raises(WrongState):
        after([DRAFTED, SUBMITTED, APPROVED, PUBLISHED, WITHDRAWN], DISCARD)


def test_a_circular_is_rewritten_and_never_discarded():
    with pytest.raises(Forbidden) as refused:
        after([CIRCULAR_RECEIVED, CIRCULAR_BLOCKED], DISCARD)
    assert refused.value.code == "circular-must-be-published"


def test_the_reason_is_kept_for_ever_and_so_holds_nobodys_data():
    with pytest.raises(Invalid):
        after([DRAFTED], replace(DISCARD, reason=IDENTITY))
