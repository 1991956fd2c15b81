"""The answer needs two people; what follows it needs an answer."""

from dataclasses import replace
from datetime import date

import pytest

from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.outcomes import ANSWERS
from shared.errors import Forbidden, Invalid, WrongState
from tests.services.disclosure.domain.information_request.test_handling import refused
from tests.services.disclosure.requesting import (
    ANSWERED,
    APPROVE,
    ASKED,
    CONSULTED,
    CORRECTED,
    DRAFT,
    DRAFTED,
    HEARD,
    HELD,
    REGISTERED,
    at,
    then,
)

WAITING = [*HELD, DRAFTED]
DONE = [*WAITING, ANSWERED]
DAY = date(2026, 7, 23)
DELIVER = c.RecordDelivery("post", DAY, "li", at("07-23"))
NOTE = c.NotePublication("p1", "li", at("07-23"))
REVIEW = c.RecordCase("review", "corrected", DAY, "li", at("07-23"))
ERASE = c.OrderErasure("保存期满。", "zhao", at("07-23"))


def test_one_drafts_the_answer_and_another_approves_it():
    assert then(HELD, DRAFT) == [DRAFTED]
    assert then(WAITING, APPROVE) == [ANSWERED]
    assert refused(WAITING, replace(APPROVE, by="li"), Forbidden) == "own-answer"


def test_nothing_is_answered_without_a_draft_or_by_somebody_else():
    assert refused(HELD, APPROVE, WrongState) == "no-answer-drafted"
    assert refused([REGISTERED], DRAFT, Forbidden) == "not-yours"
    assert refused(WAITING, DRAFT, WrongState) == "request-drafted"
    assert refused(DONE, APPROVE, WrongState) == "request-answered"


def test_what_was_read_is_what_is_approved():
    returned = e.AnswerReturned("请写明依据。", "wang", at("07-22"))
    assert then(WAITING, c.ReturnAnswer("请写明依据。", "wang", at("07-22"))) == [returned]
    again = [*WAITING, returned, DRAFTED]
    assert refused(again, APPROVE, WrongState) == "answer-changed"
    assert then(again, replace(APPROVE, draft=2)) == [ANSWERED]
    assert then(again, replace(APPROVE, draft=None)) == [ANSWERED]


def test_an_outcome_is_one_of_the_form():
    assert refused(HELD, replace(DRAFT, outcome="postponed"), Invalid) == "unknown-outcome"
    assert refused(HELD, replace(DRAFT, outcome="withdrawn"), Invalid) == "unknown-outcome"


def test_unclear_after_a_correction_needs_one():
    unclear = replace(DRAFT, outcome="still_unclear")
    assert refused(HELD, unclear, WrongState) == "not-corrected-yet"
    assert then([*HELD, ASKED, CORRECTED], replace(unclear, at=at("07-31")))


def test_a_third_party_is_protected_after_it_was_asked():
    protected = replace(DRAFT, outcome="third_party")
    assert refused(HELD, protected, WrongState) == "third-party-not-asked"
    assert then([*HELD, CONSULTED, HEARD], replace(protected, at=at("08-05")))


def test_a_late_answer_says_first_that_it_is_late():
    events = then(WAITING, replace(APPROVE, at=at("08-17")))
    assert [type(event) for event in events][-2:] == [e.DeadlineMissed, e.RequestAnswered]


def test_delivery_is_noted_once_and_not_before_the_answer():
    delivered = e.AnswerDelivered("post", DAY, "li", at("07-23"))
    assert then(DONE, DELIVER) == [delivered]
    assert then([*DONE, delivered], DELIVER) == []
    assert refused(DONE, replace(DELIVER, delivered_on=date(2026, 7, 21)), Invalid) == "delivered-when"
    assert refused(WAITING, DELIVER, WrongState) == "request-drafted"


def test_an_answer_that_gave_information_becomes_a_publication_once():
    noted = e.AnswerMadePublic("p1", "li", at("07-23"))
    assert then(DONE, NOTE) == [noted]
    assert then([*DONE, noted], NOTE) == []
    assert refused([*DONE, noted], replace(NOTE, publication="p2"), WrongState) == "made-public-already"
    refusal = [*HELD, replace(DRAFTED, outcome="not_held"), replace(ANSWERED, outcome="not_held")]
    assert refused(refusal, NOTE, WrongState) == "nothing-to-publish"


def test_reviews_and_lawsuits_are_recorded_from_lodged_to_decided():
    pending = e.ReviewOutcomeRecorded("pending", DAY, "li", at("07-23"))
    decided = e.ReviewOutcomeRecorded("corrected", DAY, "li", at("07-23"))
    assert then(DONE, replace(REVIEW, outcome="pending")) == [pending]
    assert then([*DONE, pending], REVIEW) == [decided]
    assert then([*DONE, decided], REVIEW) == []
    assert refused([*DONE, decided], replace(REVIEW, outcome="upheld"), WrongState) == "case-decided"
    suit = replace(REVIEW, case="lawsuit_after_review", outcome="upheld")
    assert refused(DONE, suit, WrongState) == "no-review-before"
    assert then([*DONE, decided], suit) == [e.LawsuitOutcomeRecorded(True, "upheld", DAY, "li", at("07-23"))]
    assert refused(DONE, replace(REVIEW, case="appeal"), Invalid) == "unknown-case"
    assert refused(DONE, replace(REVIEW, on=date(2026, 7, 24)), Invalid) == "case-in-future"


def test_the_applicant_may_withdraw_until_it_is_answered():
    withdrawn = e.RequestWithdrawn(at("07-22"))
    assert then(WAITING, c.WithdrawRequest(at("07-22"))) == [withdrawn]
    assert then([*WAITING, withdrawn], c.WithdrawRequest(at("07-22"))) == []
    assert refused(DONE, c.WithdrawRequest(at("07-23")), WrongState) == "request-answered"


def test_text_and_name_are_erased_once_it_is_over():
    ordered, erased = e.ErasureOrdered("保存期满。", "zhao", at("07-23")), e.IdentityErased(at("07-23"))
    assert then(DONE, ERASE) == [ordered]
    assert then([*DONE, ordered], ERASE) == []
    assert then([*DONE, ordered], c.RecordErasure(at("07-23"))) == [erased]
    assert then([*DONE, ordered, erased], c.RecordErasure(at("07-24"))) == []
    assert refused(WAITING, replace(ERASE, at=at("07-21")), WrongState) == "still-running"
    pending = e.ReviewOutcomeRecorded("pending", DAY, "li", at("07-23"))
    assert refused([*DONE, pending], ERASE, WrongState) == "case-pending"


def test_reading_a_name_is_recorded_and_ends_with_its_erasure():
    read = c.ReadIdentity("邮寄答复", "li", at("07-23"))
    assert then(DONE, read) == [e.IdentityRead("邮寄答复", "li", at("07-23"))]
    ordered = e.ErasureOrdered("保存期满。", "zhao", at("07-23"))
    assert refused([*DONE, ordered], read, WrongState) == "identity-erased"


@pytest.mark.parametrize("outcome", sorted(set(ANSWERS) - {"still_unclear", "third_party"}))
def test_every_other_outcome_can_be_answered_at_once(outcome):
    assert then(HELD, replace(DRAFT, outcome=outcome)) == [replace(DRAFTED, outcome=outcome)]
