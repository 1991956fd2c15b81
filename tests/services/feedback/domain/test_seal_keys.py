from services.feedback.domain.seal_keys import SealKeysTaken, TakeSealKeys, decide, evolve
from tests.services.feedback.examples import AT

OFFER = TakeSealKeys("epoch-1", ("ab", "cd"), instead=False, at=AT)


def test_an_offer_is_taken_once():
    [taken] = decide(False, OFFER)
    assert taken == SealKeysTaken("epoch-1", ("ab", "cd"), instead=False, at=AT)
    assert decide(evolve(False, taken), OFFER) == []
