"""One example of everything that the tests of requests for information need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial, reduce
from typing import get_args

from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request import rules
from services.disclosure.domain.information_request.clock import ANSWER, CORRECTION, SUPPLEMENT
from services.disclosure.domain.information_request.decide import decide as decided
from services.disclosure.domain.information_request.particulars import Particulars
from services.disclosure.domain.information_request.state import Request, evolve
from shared.privacy.screening import screen
from shared.timelimits.days import noon
from tests.contracts.test_stored_events import example
from tests.services.disclosure.examples import IDENTITY, time_limits

LIMITS = time_limits()
RULES = rules.Rules(LIMITS, screen)
decide = partial(decided, RULES)


def at(day: str, hour: int = 1) -> datetime:
    """A moment of a day of 2026, by default nine in the morning in China."""
    return datetime.fromisoformat(f"2026-{day}").replace(hour=hour, tzinfo=UTC)


T0 = at("07-17")
"""A Friday. To answer by 14 August, to ask for a correction by 28 July: tests/shared/timelimits/worked_by_hand.toml."""
NUMBER = IDENTITY.split()[-1]

PARTICULARS = Particulars(
    "web", "person", "electronic", "township-government", date(2026, 7, 17), "ct", "hash", "applicant"
)
REGISTER = c.RegisterRequest(PARTICULARS, T0)
BY_LETTER = c.RegisterRequest(
    replace(PARTICULARS, channel="letter", registered_by="li", received_on=date(2026, 7, 15), identity_checked=True), T0
)
ANSWER_DUE = LIMITS.deadline(ANSWER, noon(date(2026, 7, 17)))
CORRECTION_DUE = LIMITS.deadline(CORRECTION, noon(date(2026, 7, 17)))
REGISTERED = e.RequestRegistered(PARTICULARS, ANSWER_DUE, CORRECTION_DUE, T0)
TAKEN = e.RequestTaken("li", T0)
ASK = c.AskCorrection("ct-ask", "li", at("07-20"))
SUPPLEMENT_DUE = LIMITS.deadline(SUPPLEMENT, at("07-20"))
ASKED = e.CorrectionAsked("ct-ask", SUPPLEMENT_DUE, "li", at("07-20"))
CORRECT = c.CorrectRequest("ct-more", date(2026, 7, 30), None, "applicant", at("07-30"))
CORRECTED = e.RequestCorrected(
    "ct-more", date(2026, 7, 30), LIMITS.deadline(ANSWER, at("07-30")), None, "applicant", at("07-30")
)
CONSULT = c.Consult("third_party", "ct-whom", date(2026, 7, 21), date(2026, 7, 22), "li", at("07-22"))
OPINION_DUE = LIMITS.deadline("third_party_opinion", at("07-22"))
CONSULTED = e.ConsultationStarted(
    "third_party", "ct-whom", date(2026, 7, 21), date(2026, 7, 22), OPINION_DUE, "li", at("07-22")
)
END_CONSULTATION = c.EndConsultation("objects", "ct-opinion", date(2026, 8, 5), "li", at("08-05"))
RESUMED_DUE = LIMITS.paused(ANSWER_DUE, date(2026, 7, 22), date(2026, 8, 5))
HEARD = e.ConsultationEnded(
    "third_party", "objects", "ct-opinion", date(2026, 8, 5), RESUMED_DUE, 0.0, "li", at("08-05")
)
DRAFT = c.DraftAnswer("granted", "ct-answer", "li", at("07-21"))
DRAFTED = e.AnswerDrafted("granted", "ct-answer", "li", at("07-21"))
APPROVE = c.ApproveAnswer(1, "wang", at("07-22"))
ANSWERED = e.RequestAnswered("granted", "ct-answer", "li", "wang", at("07-22"))

EVENTS = [example(kind) for kind in get_args(e.Event)]
"""One of each, every field filled."""
HELD = [REGISTERED, TAKEN]
"""A request that an officer has in hand."""


def state_of(history: Sequence[e.Event]) -> Request:
    return reduce(evolve, history, Request())


def then(history: Sequence[e.Event], command: c.Command) -> list[e.Event]:
    """What is decided after this history; what is decided folds without a refusal."""
    events = decide(state_of(history), command)
    state_of([*history, *events])
    return events
