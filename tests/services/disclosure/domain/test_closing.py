"""A version that must not be public any more is closed: by whom, which, and when not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from services.disclosure.domain.publication import evolve
from services.disclosure.domain.publication_commands import CloseVersion
from services.disclosure.domain.publishing import decide
from shared.decider import Decider
from shared.errors import Invalid, NotFound, WrongState
from tests.services.disclosure.examples import (
    APPROVED,
    APPROVED_AGAIN,
    CLOSED,
    CORRECTION,
    DRAFTED,
    IDENTITY,
    PUBLISHED,
    PUBLISHED_AGAIN,
    RULES,
    SUBMITTED,
    SUBMITTED_AGAIN,
    TUESDAY,
    WITHDRAWN,
)

CLOSE = CloseVersion(1, "含有个人信息。", "zhao", date(2026, 3, 3), TUESDAY)
ONCE = [DRAFTED, SUBMITTED, APPROVED, PUBLISHED]
TWICE = [*ONCE, CORRECTION, SUBMITTED_AGAIN, APPROVED_AGAIN, PUBLISHED_AGAIN]
PUBLICATION = Decider(None, partial(decide, RULES), evolve)


@pytest.mark.parametrize(
    ("given", "command", "then"),
    [
        pytest.param(TWICE, CLOSE, [CLOSED], id="an old version"),
        pytest.param([*ONCE, WITHDRAWN], CLOSE, [CLOSED], id="a withdrawn one"),
        pytest.param([*TWICE, CLOSED], CLOSE, [], id="closed already"),
    ],
)
def test_what_holds_no_longer_can_be_closed(given, command, then):
    assert PUBLICATION.decide(PUBLICATION.fold(given), command) == then


@pytest.mark.parametrize(
    ("given", "command", "refusal", "code"),
    [
        pytest.param(ONCE, CLOSE, WrongState, "version-holds", id="what holds now"),
        pytest.param(TWICE, replace(CLOSE, version=2), WrongState, "version-holds", id="what holds now, corrected"),
        pytest.param(TWICE, replace(CLOSE, version=3), NotFound, "unknown-version", id="not there yet"),
        pytest.param(TWICE, replace(CLOSE, version=0), NotFound, "unknown-version", id="never there"),
        pytest.param([DRAFTED], CLOSE, NotFound, "unknown-version", id="a draft"),
        pytest.param(TWICE, replace(CLOSE, reason=IDENTITY), Invalid, "screening-blocked", id="says it again"),
    ],
)
def test_what_holds_now_is_not_closed_and_the_reason_does_not_say_it_again(given, command, refusal, code):
    with pytest.raises(refusal) as refused:
        PUBLICATION.decide(PUBLICATION.fold(given), command)
    assert refused.value.code == code
