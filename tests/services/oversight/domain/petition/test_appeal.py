"""Given an opinion, when the petitioner does not accept it, then this follows."""

from datetime import timedelta

import pytest

from services.oversight.domain.petition.commands import (
    DecideReview,
    DeliverOpinion,
    HoldHearing,
    PassDeadline,
    RequestReview,
)
from services.oversight.domain.petition.events import (
    HearingHeld,
    OpinionDelivered,
    PetitionClosed,
    ReReviewDecided,
    ReReviewRequested,
    ReviewDecided,
    ReviewRequested,
)
from shared.errors import Forbidden, Invalid, WrongState
from tests.services.oversight.domain.petition.cases import (
    CLAIM_ANSWERED,
    CLAIM_DELIVERED,
    CLAIM_RE_REVIEWED,
    CLAIM_REVIEWED,
    ISSUED,
    LIMITS,
    REPORT,
    accepted,
    asked,
    asked_again,
    day,
    decide,
    delivered,
    given,
    registered,
)


def test_a_review_goes_one_level_up_and_has_thirty_days():
    [event] = decide(given(*CLAIM_DELIVERED), RequestReview("cipher", day(5)))
    assert event == ReviewRequested("cipher", "township-government", LIMITS.deadline("review", day(5)), day(5))


def test_after_thirty_days_without_a_request_the_opinion_is_final():
    due = delivered().deadline.due_at
    closed = PetitionClosed("review_request_passed", due)
    assert decide(given(*CLAIM_DELIVERED), PassDeadline(due, due + timedelta(days=3))) == [closed]
    with pytest.raises(WrongState, match="petition-final"):
        decide(given(*CLAIM_DELIVERED), RequestReview("cipher", due))  # the tick has not come by yet
    assert decide(given(*CLAIM_DELIVERED), RequestReview("cipher", due - timedelta(seconds=1)))


def test_a_report_has_no_appeal():
    state = given(
        registered(REPORT), accepted(REPORT), ISSUED, delivered(limit=None), PetitionClosed("delivered", day(4))
    )
    with pytest.raises(WrongState, match="petition-closed"):
        decide(state, RequestReview("cipher", day(5)))


def test_reviewer_and_handler_are_never_the_same():
    state = given(*CLAIM_DELIVERED, asked())
    with pytest.raises(Forbidden, match="own-opinion"):
        decide(state, DecideReview("cipher", "upheld", "chen", day(10)))
    assert decide(state, DecideReview("cipher", "upheld", "zhao", day(10))) == [
        ReviewDecided("cipher", "upheld", "zhao", day(10))
    ]


def test_who_reviewed_does_not_re_review():
    state = given(*CLAIM_RE_REVIEWED)
    for account in ("chen", "zhao"):
        with pytest.raises(Forbidden, match="own-opinion"):
            decide(state, DecideReview("cipher", "changed", account, day(20)))
    assert decide(state, DecideReview("cipher", "changed", "qian", day(20))) == [
        ReReviewDecided("cipher", "changed", "qian", day(20))
    ]


def test_a_delivered_review_gives_thirty_days_for_the_re_review():
    [event] = decide(given(*CLAIM_REVIEWED), DeliverOpinion("post", day(11).date(), "zhao", day(11)))
    assert event.deadline == LIMITS.deadline("re_review_request", day(11))
    [again] = decide(given(*CLAIM_REVIEWED, event), RequestReview("cipher", day(12)))
    assert again == ReReviewRequested("cipher", "township-government", LIMITS.deadline("re_review", day(12)), day(12))


def test_the_days_of_a_hearing_are_not_counted():
    first, last = day(20).date(), day(24).date()
    [event] = decide(given(*CLAIM_RE_REVIEWED), HoldHearing(first, last, "qian", day(15)))
    running = asked_again().deadline
    assert event == HearingHeld(first, last, LIMITS.paused(running, first, last), "qian", day(15))
    assert (event.deadline.due_on - running.due_on).days >= 5
    assert given(*CLAIM_RE_REVIEWED, event).clock.deadline == event.deadline


@pytest.mark.parametrize(("first", "last"), [(15, 16), (60, 61)])
def test_a_hearing_is_announced_and_begins_while_the_clock_runs(first, last):
    with pytest.raises(Invalid, match="hearing-when"):
        decide(given(*CLAIM_RE_REVIEWED), HoldHearing(day(first).date(), day(last).date(), "qian", day(15)))


def test_the_re_review_is_final_once_it_is_delivered():
    past = (*CLAIM_RE_REVIEWED, ReReviewDecided("cipher", "upheld", "qian", day(20)))
    events = decide(given(*past), DeliverOpinion("in_person", day(21).date(), "qian", day(21)))
    assert events == [
        OpinionDelivered("re_review", "in_person", day(21).date(), None, "qian", day(21)),
        PetitionClosed("re_review_decided", day(21)),
    ]
    assert given(*past, *events).status == "final"


def test_a_review_is_asked_for_only_of_what_was_delivered():
    for past in (CLAIM_ANSWERED, CLAIM_REVIEWED):
        with pytest.raises(WrongState):
            decide(given(*past), RequestReview("cipher", day(11)))
