"""Given how it came out, when somebody rates, rewards, withdraws, reads or erases, then this follows."""

import pytest

from services.oversight.domain.petition.commands import (
    DecideReward,
    OrderErasure,
    PayReward,
    RateOutcome,
    ReadIdentity,
    RecordErasure,
    UpholdRating,
    WithdrawPetition,
)
from services.oversight.domain.petition.events import (
    ErasureOrdered,
    IdentityErased,
    IdentityRead,
    OutcomeRated,
    PetitionClosed,
    PetitionWithdrawn,
    RatingUpheld,
    RewardDecided,
    RewardPaid,
)
from shared.errors import Forbidden, Invalid, WrongState
from tests.services.oversight.domain.petition.cases import (
    CLAIM_ACCEPTED,
    CLAIM_ANSWERED,
    CLAIM_DELIVERED,
    DECLINED,
    ISSUED,
    PROVED,
    REPORT,
    accepted,
    day,
    decide,
    delivered,
    given,
    registered,
)

PROVED_REPORT = (registered(REPORT), accepted(REPORT), ISSUED, PROVED)
CLOSED_REPORT = (*PROVED_REPORT, delivered(limit=None), PetitionClosed("delivered", day(4)))
REWARD = RewardDecided(50_000, "zhao", day(5))
ORDERED = ErasureOrdered("信访人要求", "petitioner", day(6))


def test_a_petitioner_withdraws_once_and_the_clock_stops():
    [event] = decide(given(*CLAIM_ACCEPTED), WithdrawPetition(day(2)))
    assert event == PetitionWithdrawn(day(2))
    after = given(*CLAIM_ACCEPTED, event)
    assert (after.status, after.clock) == ("withdrawn", None)
    assert decide(after, WithdrawPetition(day(3))) == []
    with pytest.raises(WrongState):
        decide(given(registered(), DECLINED), WithdrawPetition(day(3)))


def test_the_outcome_is_rated_once_by_the_petitioner():
    assert decide(given(*CLAIM_DELIVERED), RateOutcome(2, day(5))) == [OutcomeRated(2, day(5))]
    rated = given(*CLAIM_DELIVERED, OutcomeRated(2, day(5)))
    assert decide(rated, RateOutcome(2, day(6))) == []
    with pytest.raises(WrongState, match="rated-already"):
        decide(rated, RateOutcome(5, day(6)))
    with pytest.raises(WrongState):
        decide(given(*CLAIM_ANSWERED), RateOutcome(2, day(5)))  # not delivered yet
    with pytest.raises(Invalid, match="score-out-of-range"):
        decide(given(*CLAIM_DELIVERED), RateOutcome(6, day(5)))


def test_a_bad_rating_is_upheld_by_another_than_who_gave_the_opinion():
    rated = given(*CLAIM_DELIVERED, OutcomeRated(1, day(5)))
    with pytest.raises(Forbidden, match="own-opinion"):
        decide(rated, UpholdRating("chen", day(6)))
    [event] = decide(rated, UpholdRating("zhao", day(6)))
    assert event == RatingUpheld("petition-office", 1, "zhao", day(6))
    assert decide(given(*CLAIM_DELIVERED, OutcomeRated(1, day(5)), event), UpholdRating("zhao", day(7))) == []
    for score in (None, 3):
        past = (OutcomeRated(score, day(5)),) if score else ()
        with pytest.raises(WrongState, match="no-bad-rating"):
            decide(given(*CLAIM_DELIVERED, *past), UpholdRating("zhao", day(6)))


def test_only_a_report_that_proved_true_earns_a_reward_and_once():
    assert decide(given(*PROVED_REPORT), DecideReward(50_000, "zhao", day(5))) == [REWARD]
    assert decide(given(*PROVED_REPORT, REWARD), DecideReward(50_000, "zhao", day(6))) == []
    with pytest.raises(WrongState, match="reward-decided"):
        decide(given(*PROVED_REPORT, REWARD), DecideReward(60_000, "zhao", day(6)))
    for past in (CLAIM_ANSWERED, (registered(REPORT), accepted(REPORT), ISSUED)):
        with pytest.raises(WrongState, match="nothing-to-reward"):
            decide(given(*past), DecideReward(50_000, "zhao", day(5)))


def test_a_reward_is_paid_once_by_another_than_who_decided_it():
    rewarded = (*CLOSED_REPORT, REWARD)
    with pytest.raises(Forbidden, match="own-reward"):
        decide(given(*rewarded), PayReward("zhao", day(6)))
    paid = RewardPaid(50_000, "chen", day(6))
    assert decide(given(*rewarded), PayReward("chen", day(6))) == [paid]
    with pytest.raises(WrongState, match="reward-paid"):
        decide(given(*rewarded, paid), PayReward("chen", day(7)))
    with pytest.raises(WrongState, match="no-reward"):
        decide(given(*CLOSED_REPORT), PayReward("chen", day(7)))


def test_who_reads_an_identity_is_recorded_with_the_reason():
    assert decide(given(registered()), ReadIdentity("要回电", "chen", day(1))) == [
        IdentityRead("要回电", "chen", day(1))
    ]


@pytest.mark.parametrize(
    "past", [(DECLINED,), (PetitionWithdrawn(day(2)), ORDERED), (IdentityErased(day(2)),)], ids=str
)
def test_what_has_to_go_is_read_by_nobody_any_more(past):
    with pytest.raises(WrongState, match="identity-erased"):
        decide(given(registered(), *past), ReadIdentity("要联系", "chen", day(3)))


def test_an_erasure_is_ordered_when_it_has_ended_and_recorded_once():
    command = OrderErasure("信访人要求", "petitioner", day(6))
    with pytest.raises(WrongState, match="still-running"):
        decide(given(*CLAIM_ACCEPTED), command)
    assert decide(given(*CLOSED_REPORT), command) == [ORDERED]
    assert decide(given(*CLOSED_REPORT, ORDERED), command) == []
    assert decide(given(*CLOSED_REPORT, ORDERED), RecordErasure(day(7))) == [IdentityErased(day(7))]
    assert decide(given(*CLOSED_REPORT, ORDERED, IdentityErased(day(7))), RecordErasure(day(8))) == []


def test_a_reward_that_waits_keeps_the_receipt_alive():
    with pytest.raises(WrongState, match="reward-unpaid"):
        decide(given(*CLOSED_REPORT, REWARD), OrderErasure("信访人要求", "petitioner", day(6)))
