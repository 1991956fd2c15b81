from datetime import UTC, datetime, timedelta

import pytest

from services.oversight.domain.membership import (
    Invite,
    Join,
    JoinRefused,
    Membership,
    ShutOut,
    VillageInvited,
    VillageJoined,
    VillageShutOut,
    decide,
    evolve,
    why_not,
)
from shared.errors import NotFound, WrongState

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(days=14)


def after(*events):
    state = Membership()
    for event in events:
        state = evolve(state, event)
    return state


def decided(state, command):
    return decide(lambda text: text, state, command)


INVITED = VillageInvited("invitation-1", LATER, AT)
JOINED = VillageJoined("invitation-1", "own", AT)


def test_a_village_is_invited_and_joins_with_a_key_of_its_own():
    assert decided(Membership(), Invite("invitation-1", LATER, AT)) == [INVITED]
    assert decided(after(INVITED), Join("invitation-1", "own", AT)) == [JOINED]


def test_the_same_key_again_is_a_harmless_repeat():
    state = after(INVITED, JOINED)
    assert decided(state, Join("invitation-1", "own", LATER)) == []
    assert why_not(state, Join("invitation-1", "own", LATER)) is None


def test_a_file_that_was_used_registers_no_other_key_and_that_is_recorded_once():
    state, command = after(INVITED, JOINED), Join("invitation-1", "another", AT)
    refused = JoinRefused("invitation-1", "another", "used", AT)
    assert decided(state, command) == [refused]
    assert decided(evolve(state, refused), command) == []
    assert state.verify_key == "own"


@pytest.mark.parametrize(
    ("events", "at", "why"),
    [
        ((INVITED,), LATER, "expired"),
        ((INVITED, VillageInvited("invitation-2", LATER, AT)), AT, "replaced"),
        ((INVITED, VillageShutOut("lost", AT)), AT, "replaced"),
    ],
)
def test_a_file_that_is_no_longer_good_is_refused(events, at, why):
    assert decided(after(*events), Join("invitation-1", "own", at)) == [JoinRefused("invitation-1", "own", why, at)]


def test_a_file_that_was_never_issued_is_unknown():
    with pytest.raises(NotFound):
        decided(Membership(), Join("made up", "own", AT))


def test_who_was_shut_out_comes_back_with_a_new_file_alone():
    state = after(INVITED, JOINED, VillageShutOut("stolen", AT))
    assert why_not(state, Join("invitation-1", "own", AT)) == "used"
    state = evolve(state, VillageInvited("invitation-2", LATER, AT))
    assert decided(state, Join("invitation-2", "new", AT)) == [VillageJoined("invitation-2", "new", AT)]


def test_only_who_is_in_or_invited_can_be_shut_out():
    with pytest.raises(WrongState):
        decided(Membership(), ShutOut("no", AT))
    assert decided(after(INVITED), ShutOut("lost", AT)) == [VillageShutOut("lost", AT)]
