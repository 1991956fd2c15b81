from datetime import UTC, date, datetime

from services.oversight.domain.seal_keys import (
    ErasedPetitionHeard,
    HearErasedPetition,
    OfferSealKeys,
    SealKeys,
    SealKeysOffered,
    decide,
    evolve,
)

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def offer(after, name="o1"):
    return OfferSealKeys(name, "epoch-1", ("ab",), instead=False, after=after, at=AT)


def test_keys_are_offered():
    assert decide(SealKeys(), offer(0)) == [SealKeysOffered("o1", "epoch-1", ("ab",), instead=False, at=AT)]


def test_two_who_see_the_same_shortage_offer_once():
    state = evolve(SealKeys(), decide(SealKeys(), offer(0))[0])
    assert decide(state, offer(0, "o2")) == []
    assert decide(state, offer(1, "o2"))[0].offer == "o2"


def test_an_erased_petition_that_is_told_again_is_noted_once():
    again = HearErasedPetition("p1", "ab", date(2026, 3, 2), AT)
    [noted] = decide(SealKeys(), again)
    assert noted == ErasedPetitionHeard("p1", "ab", date(2026, 3, 2), AT)
    assert decide(evolve(SealKeys(), noted), again) == []
