"""Given what happened, when somebody decides whose matter it is, then this follows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.oversight.domain.petition.commands import (
    AcceptPetition,
    DeclinePetition,
    LinkPetition,
    MergePetition,
    ObjectToTransfer,
    PassDeadline,
    ReadIdentity,
    RecordErasure,
    RegisterPetition,
    ResolvePetition,
    TakeOver,
    TransferPetition,
    WithdrawPetition,
)
from services.oversight.domain.petition.events import (
    DeadlineWarned,
    PetitionAccepted,
    PetitionDeclined,
    PetitionLinked,
    PetitionMerged,
    PetitionRegistered,
    PetitionResolved,
    PetitionTakenOver,
    PetitionTransferred,
    TransferObjected,
)
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from tests.services.oversight.domain.petition.cases import (
    CLAIM,
    CLAIM_ACCEPTED,
    DECLINED,
    ENQUIRY,
    LIMITS,
    REPORT,
    T0,
    TRANSFERRED,
    accepted,
    day,
    decide,
    given,
    registered,
)


@pytest.mark.parametrize(("known", "limit"), [(CLAIM, "acceptance"), (REPORT, "acceptance"), (ENQUIRY, "enquiry")])
def test_registration_starts_the_clock_of_its_kind(known, limit):
    [event] = decide(given(), RegisterPetition(known, T0))
    assert event == PetitionRegistered(known, LIMITS.deadline(limit, T0), T0)


def test_registering_the_same_again_is_ignored():
    assert decide(given(registered()), RegisterPetition(CLAIM, day(1))) == []


def test_another_petition_under_a_known_id_is_refused():
    with pytest.raises(WrongState, match="petition-known"):
        decide(given(registered()), RegisterPetition(replace(CLAIM, receipt_hash="other"), day(1)))


@pytest.mark.parametrize(
    "changed", [{"received_on": date(2026, 3, 3)}, {"received_at": T0 + timedelta(minutes=1)}], ids=str
)
def test_a_petition_is_not_received_after_it_is_registered(changed):
    with pytest.raises(Invalid, match="received-in-future"):
        decide(given(), RegisterPetition(replace(CLAIM, **changed), T0))


def test_the_day_and_the_minute_of_receipt_agree():
    with pytest.raises(Invalid, match="received-twice"):
        decide(given(), RegisterPetition(replace(CLAIM, received_at=day(-3)), T0))


@pytest.mark.parametrize(("known", "limit"), [(CLAIM, "resolution"), (REPORT, "promise_60")])
def test_acceptance_starts_the_next_clock(known, limit):
    assert decide(given(registered(known)), AcceptPetition("chen", day(1))) == [
        PetitionAccepted(LIMITS.deadline(limit, day(1)), "chen", day(1))
    ]


def test_an_enquiry_is_answered_without_acceptance():
    state = given(registered(ENQUIRY))
    with pytest.raises(WrongState, match="enquiry-needs-no-acceptance"):
        decide(state, AcceptPetition("chen", day(1)))
    assert decide(state, ResolvePetition("cipher", True, "chen", day(1))) == [
        PetitionResolved("cipher", True, "chen", day(1))
    ]


@pytest.mark.parametrize(
    "command", [AcceptPetition("a", T0), PassDeadline(T0, T0), ReadIdentity("x", "a", T0), RecordErasure(T0)]
)
def test_an_unknown_petition_is_not_found(command):
    with pytest.raises(NotFound, match="unknown-petition"):
        decide(given(), command)


def test_declining_says_why_and_where_to_go_without_personal_data():
    state = given(registered())
    assert decide(state, DeclinePetition("before_court", "等候判决", "chen", day(1))) == [
        PetitionDeclined("before_court", "等候判决", "chen", day(1))
    ]
    with pytest.raises(Invalid, match="personal-data"):
        decide(state, DeclinePetition("before_court", "打 13800000000", "chen", day(1)))


def test_a_transfer_stops_the_clock_and_gives_the_office_five_working_days_to_object():
    command = TransferPetition("family-planning-office", True, "属其职权", "chen", day(2))
    [event] = decide(given(registered()), command)
    assert event == TRANSFERRED
    assert given(registered(), event).clock.deadline.due_on == date(2026, 3, 11)  # Wed 4 March + 5 working days


def test_a_transfer_to_another_body_leaves_no_clock():
    [event] = decide(given(registered()), TransferPetition("县人社局", False, "属其职权", "chen", day(2)))
    assert event == PetitionTransferred("县人社局", False, "属其职权", None, "chen", day(2))
    assert given(registered(), event).clock is None


def test_a_report_is_never_transferred_to_the_office_it_is_about():
    with pytest.raises(Forbidden, match="recused"):
        decide(given(registered(REPORT)), TransferPetition(REPORT.about, True, "转", "chen", day(2)))


def test_nothing_is_transferred_to_where_it_is():
    with pytest.raises(Invalid, match="transfer-to-owner"):
        decide(given(registered()), TransferPetition("petition-office", True, "转", "chen", day(2)))


def test_after_an_objection_the_first_clock_runs_on_as_if_it_had_never_stopped():
    start = registered()
    warned = DeadlineWarned(start.deadline, 0.5, start.deadline.warn_at[0])
    transferred = replace(TRANSFERRED, at=day(9), deadline=LIMITS.deadline("transfer_objection", day(9)))
    [event] = decide(given(start, warned, transferred), ObjectToTransfer("不属职权", "sun", day(10)))
    assert event == TransferObjected("不属职权", start.deadline, 0.5, (), "sun", day(10))
    state = given(start, warned, transferred, event)
    assert (state.status, state.clock.deadline, state.clock.said) == ("registered", start.deadline, 0.5)
    assert state.responsible == "petition-office"


def test_who_takes_over_has_the_days_since_the_transfer_was_received():
    events = decide(given(registered(), TRANSFERRED), TakeOver("li", day(4)))
    deadline = LIMITS.deadline("acceptance", TRANSFERRED.at)
    assert events[-1] == PetitionTakenOver("family-planning-office", deadline, "li", day(4))
    state = given(registered(), TRANSFERRED, *events)
    assert (state.owner, state.handler, state.status) == ("family-planning-office", None, "registered")


def test_what_went_to_another_body_is_not_taken_over_here():
    elsewhere = replace(TRANSFERRED, to="县人社局", inside=False, deadline=None)
    with pytest.raises(WrongState, match="transferred-elsewhere"):
        decide(given(registered(), elsewhere), TakeOver("li", day(4)))


def test_the_same_matter_again_is_linked_and_not_opened_twice():
    state = given(registered())
    [event] = decide(state, LinkPetition("first", "chen", day(1)))
    assert event == PetitionLinked("first", "chen", day(1))
    assert given(registered(), event).clock is None
    assert decide(given(registered(), event), LinkPetition("first", "chen", day(2))) == []


def test_a_merged_petition_keeps_its_own_clock():
    state = given(*CLAIM_ACCEPTED)
    [event] = decide(state, MergePetition("first", "chen", day(2)))
    assert event == PetitionMerged("first", "chen", day(2))
    merged = given(*CLAIM_ACCEPTED, event)
    assert merged.clock == state.clock
    assert decide(merged, MergePetition("first", "chen", day(3))) == []
    with pytest.raises(WrongState, match="already-merged"):
        decide(merged, MergePetition("other", "chen", day(3)))


@pytest.mark.parametrize("command", [AcceptPetition("chen", day(3)), LinkPetition("first", "chen", day(3))], ids=str)
def test_what_is_decided_is_not_decided_again(command):
    for past in (CLAIM_ACCEPTED, (registered(), DECLINED), (registered(REPORT), accepted(REPORT))):
        state = given(*past)
        with pytest.raises(WrongState) as refused:
            decide(state, command)
        assert refused.value.details["state"] == state.status


def test_what_went_to_another_body_has_ended_here_until_that_body_objects():
    elsewhere = replace(TRANSFERRED, to="县人社局", inside=False, deadline=None)
    gone = given(registered(), elsewhere)
    assert gone.ended
    with pytest.raises(WrongState, match="petition-transferred"):
        decide(gone, WithdrawPetition(day(3)))
    [back] = decide(gone, ObjectToTransfer("不属职权", "chen", day(4)))
    assert not given(registered(), elsewhere, back).ended
