"""Given what happened, when somebody acts, then this follows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial, reduce

import pytest

from services.oversight.domain import petition
from services.oversight.domain.petition import (
    AcceptPetition,
    AssignPetition,
    DeadlineMissed,
    DeadlineWarned,
    DeclinePetition,
    IdentityErased,
    IdentityRead,
    Particulars,
    PassDeadline,
    Petition,
    PetitionAccepted,
    PetitionAssigned,
    PetitionDeclined,
    PetitionRegistered,
    PetitionResolved,
    ReadIdentity,
    RecordErasure,
    RegisterPetition,
    ResolvePetition,
    Rules,
)
from shared.config import SHIPPED_DATA
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.timelimits.loading import load_time_limits

LIMITS = load_time_limits(SHIPPED_DATA)
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CLAIM = Particulars(
    "web", "claim", "family-planning-office", "petition-office", None, date(2026, 3, 2), "cipher", "hash", "public"
)
REPORT, ENQUIRY = replace(CLAIM, kind="report"), replace(CLAIM, kind="enquiry")


def public_text(text):
    if "13800000000" in text:
        raise Invalid("personal-data", "有电话", "A telephone number")
    return text


RULES = Rules(LIMITS, lambda office, about: office == about, public_text)
decide = partial(petition.decide, RULES)


def day(days):
    return T0 + timedelta(days=days)


def given(*events):
    return reduce(petition.evolve, events, Petition())


def registered(known=CLAIM):
    return PetitionRegistered(known, LIMITS.deadline("enquiry" if known.kind == "enquiry" else "acceptance", T0), T0)


def accepted(known=CLAIM, at=None):
    limit = "resolution" if known.kind == "claim" else "promise_60"
    return PetitionAccepted(LIMITS.deadline(limit, at or day(1)), "chen", at or day(1))


DECLINED = PetitionDeclined("private_matter", "请到村委会", "chen", day(1))
RESOLVED = PetitionResolved("cipher", True, "chen", day(2))


@pytest.mark.parametrize(("known", "limit"), [(CLAIM, "acceptance"), (REPORT, "acceptance"), (ENQUIRY, "enquiry")])
def test_registration_starts_the_clock_of_its_kind(known, limit):
    [event] = decide(given(), RegisterPetition(known, T0))
    assert event == PetitionRegistered(known, LIMITS.deadline(limit, T0), T0)


def test_registering_the_same_again_is_ignored():
    assert decide(given(registered()), RegisterPetition(CLAIM, day(1))) == []


def test_another_petition_under_a_known_id_is_refused():
    with pytest.raises(WrongState, match="petition-known"):
        decide(given(registered()), RegisterPetition(replace(CLAIM, receipt_hash="other"), day(1)))


def test_a_petition_is_not_received_tomorrow():
    with pytest.raises(Invalid, match="received-in-future"):
        decide(given(), RegisterPetition(replace(CLAIM, received_on=date(2026, 3, 3)), T0))


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
    ("state", "command"),
    [
        (given(registered(), accepted()), AcceptPetition("chen", day(3))),
        (given(registered(), DECLINED), AcceptPetition("chen", day(3))),
        (given(registered(), accepted()), DeclinePetition("before_court", "法院", "chen", day(3))),
        (given(registered()), ResolvePetition("cipher", True, "chen", day(3))),
        (given(registered(), accepted(), RESOLVED), ResolvePetition("cipher", True, "chen", day(3))),
        (given(registered(), accepted(), RESOLVED), AssignPetition("li", None, "chen", day(3))),
        (given(registered(), DECLINED), ReadIdentity("要联系", "chen", day(3))),
    ],
)
def test_a_command_in_the_wrong_state_says_in_which(state, command):
    with pytest.raises(WrongState) as refused:
        decide(state, command)
    assert refused.value.details["state"] == state.status


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


def test_assigning_to_the_same_handler_again_is_ignored():
    state = given(registered(), PetitionAssigned("li", "o", "chen", day(1)))
    assert decide(state, AssignPetition("li", "o", "chen", day(2))) == []


def test_a_report_is_never_assigned_to_the_office_it_is_about():
    command = AssignPetition("li", "family-planning-office", "chen", day(1))
    with pytest.raises(Forbidden, match="recused"):
        decide(given(registered(REPORT)), command)
    assert decide(given(registered(CLAIM)), command) == [
        PetitionAssigned("li", "family-planning-office", "chen", day(1))
    ]


def test_the_clock_warns_twice_and_then_falls_at_its_legal_moments():
    start = registered()
    half, nine, due = *start.deadline.warn_at, start.deadline.due_at
    missed = DeadlineMissed(start.deadline, "claim", "family-planning-office", due)
    assert decide(given(start), PassDeadline(half, day(30))) == [DeadlineWarned(start.deadline, 0.5, half)]
    assert decide(given(start), PassDeadline(due, day(30))) == [
        DeadlineWarned(start.deadline, 0.5, half),
        DeadlineWarned(start.deadline, 0.9, nine),
        missed,
    ]
    assert decide(given(start, missed), PassDeadline(due, day(31))) == []


def test_a_stopped_clock_says_nothing_any_more():
    start = registered()
    assert decide(given(start, DECLINED), PassDeadline(start.deadline.due_at, day(30))) == []


def test_acting_too_late_before_the_tick_has_come_by_hides_nothing():
    start = registered()
    events = decide(given(start), AcceptPetition("chen", day(20)))
    assert [type(event) for event in events] == [DeadlineWarned, DeadlineWarned, DeadlineMissed, PetitionAccepted]
    assert events[2].at == start.deadline.due_at


@pytest.mark.parametrize(
    "event", [PetitionAssigned("li", "o", "chen", day(1)), IdentityRead("x", "li", day(1)), IdentityErased(day(1))]
)
def test_nothing_but_the_named_events_moves_a_clock(event):
    assert given(registered(), event).running == registered().deadline


def test_the_facts_that_stop_a_clock_here_are_the_ones_its_rule_names():
    stops = {limit: LIMITS.limit(limit, T0.date()).stop for limit in ("acceptance", "resolution", "promise_60")}
    assert {"accepted", "declined"} <= set(stops["acceptance"])
    assert "opinion_issued" in stops["resolution"]
    assert "opinion_issued" in stops["promise_60"]
    assert "answered" in LIMITS.limit("enquiry", T0.date()).stop


def test_who_reads_an_identity_is_recorded_with_the_reason():
    assert decide(given(registered()), ReadIdentity("要回电", "chen", day(1))) == [
        IdentityRead("要回电", "chen", day(1))
    ]


def test_an_erasure_is_recorded_once():
    state = given(registered(), DECLINED)
    assert decide(state, RecordErasure(day(2))) == [IdentityErased(day(2))]
    assert decide(given(registered(), DECLINED, IdentityErased(day(2))), RecordErasure(day(3))) == []
