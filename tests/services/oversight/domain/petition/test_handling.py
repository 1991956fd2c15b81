"""Given what happened, when somebody handles it, then this follows."""

from dataclasses import replace
from datetime import date

import pytest

from services.oversight.domain.petition.commands import (
    AcceptHandover,
    AddAttachment,
    AskSupplement,
    AssignPetition,
    DecideExtension,
    DeliverOpinion,
    GiveSupplement,
    RecuseHandler,
    RefuseHandover,
    RequestExtension,
    ResolvePetition,
    StartInvestigation,
)
from services.oversight.domain.petition.events import (
    AttachmentAdded,
    DeadlineExtended,
    DeadlineMissed,
    ExtensionRefused,
    ExtensionRequested,
    HandlerRecused,
    HandoverOffered,
    HandoverRefused,
    InvestigationStarted,
    OpinionDelivered,
    OpinionIssued,
    PetitionAssigned,
    PetitionClosed,
    ProvedTrue,
    SupplementAsked,
    SupplementGiven,
)
from shared.errors import Forbidden, Invalid, WrongState
from tests.services.oversight.domain.petition.cases import (
    CLAIM,
    CLAIM_ACCEPTED,
    CLAIM_ANSWERED,
    ISSUED,
    LIMITS,
    REPORT,
    RESOLVED,
    accepted,
    day,
    decide,
    given,
    registered,
)

OFFERED = HandoverOffered("li", "family-planning-office", "chen", day(1))
ASSIGNED = PetitionAssigned("li", "family-planning-office", "li", day(2))
EXTENSION = ExtensionRequested(20, "需要鉴定", "li", day(30))


def test_a_hand_over_is_offered_and_until_it_is_accepted_the_owner_stays():
    assert decide(given(registered()), AssignPetition("li", "family-planning-office", "chen", day(1))) == [OFFERED]
    state = given(registered(), OFFERED)
    assert (state.owner, state.handler) == ("petition-office", None)
    assert decide(state, AcceptHandover("li", day(2))) == [ASSIGNED]
    taken = given(registered(), OFFERED, ASSIGNED)
    assert (taken.owner, taken.handler, taken.responsible) == ("family-planning-office", "li", "family-planning-office")


def test_what_is_offered_again_or_accepted_again_is_ignored():
    again = AssignPetition("li", "family-planning-office", "chen", day(3))
    assert decide(given(registered(), OFFERED), again) == []
    assert decide(given(registered(), OFFERED, ASSIGNED), again) == []
    assert decide(given(registered(), OFFERED, ASSIGNED), AcceptHandover("li", day(3))) == []


def test_who_takes_it_upon_himself_has_it_at_once():
    assert decide(given(registered()), AssignPetition("chen", "petition-office", "chen", day(1))) == [
        PetitionAssigned("chen", "petition-office", "chen", day(1))
    ]


def test_only_who_it_is_offered_to_accepts_or_refuses():
    for command in (AcceptHandover("zhou", day(2)), RefuseHandover("忙", "zhou", day(2))):
        with pytest.raises(WrongState, match="no-handover"):
            decide(given(registered(), OFFERED), command)
    refused = HandoverRefused("不属职权", "li", day(2))
    assert decide(given(registered(), OFFERED), RefuseHandover("不属职权", "li", day(2))) == [refused]
    assert given(registered(), OFFERED, refused).offered is None


def test_a_report_never_reaches_the_office_it_is_about_and_a_claim_does():
    command = AssignPetition("li", "family-planning-office", "chen", day(1))
    with pytest.raises(Forbidden, match="recused"):
        decide(given(registered(REPORT)), command)
    assert decide(given(registered(CLAIM)), command) == [OFFERED]


def test_who_is_named_in_it_never_handles_it():
    with pytest.raises(Forbidden, match="recused"):
        decide(given(registered(replace(CLAIM, named=("li",)))), AssignPetition("li", None, "chen", day(1)))


def test_a_recused_handler_loses_it_to_one_level_up_and_never_gets_it_back():
    past = (registered(), OFFERED, ASSIGNED)
    [event] = decide(given(*past), RecuseHandler("li", "与当事人有亲属关系", "li", day(3)))
    assert event == HandlerRecused("li", "与当事人有亲属关系", "township-government", "li", day(3))
    state = given(*past, event)
    assert (state.handler, state.owner) == (None, "township-government")
    with pytest.raises(Forbidden, match="recused"):
        decide(state, AssignPetition("li", None, "zhao", day(4)))


def test_who_only_might_have_handled_it_is_recused_without_moving_it():
    [event] = decide(given(registered(), OFFERED), RecuseHandler("li", "亲属", "zhao", day(3)))
    assert event.office is None
    state = given(registered(), OFFERED, event)
    assert (state.owner, state.offered) == ("petition-office", None)
    assert decide(state, RecuseHandler("li", "亲属", "zhao", day(4))) == []


def test_looking_into_it_begins_once():
    assert decide(given(*CLAIM_ACCEPTED), StartInvestigation("li", day(2))) == [InvestigationStarted("li", day(2))]
    assert decide(given(*CLAIM_ACCEPTED, InvestigationStarted("li", day(2))), StartInvestigation("li", day(3))) == []


def test_waiting_for_a_supplement_stops_no_clock():
    state = given(*CLAIM_ACCEPTED)
    asked = decide(state, AskSupplement("cipher", "li", day(2)))
    assert asked == [SupplementAsked("cipher", "li", day(2))]
    answered = decide(given(*CLAIM_ACCEPTED, *asked), GiveSupplement("cipher", day(9)))
    assert answered == [SupplementGiven("cipher", day(9))]
    assert given(*CLAIM_ACCEPTED, *asked, *answered).clock == state.clock


def test_attachments_are_few_and_small_together():
    state = given(*CLAIM_ACCEPTED)
    added = AttachmentAdded("a1", "image/jpeg", 4 * 2**20, "petitioner", day(2))
    assert decide(state, AddAttachment("a1", "image/jpeg", 4 * 2**20, "petitioner", day(2))) == [added]
    full = given(*CLAIM_ACCEPTED, *[replace(added, size=1)] * 6)
    heavy = given(*CLAIM_ACCEPTED, *[added] * 5)
    for crowded in (full, heavy):
        with pytest.raises(Invalid, match="too-many-attachments"):
            decide(crowded, AddAttachment("a9", "image/jpeg", 1, "petitioner", day(2)))


def test_an_extension_is_approved_by_another_and_moves_the_deadline_once():
    state = given(*CLAIM_ACCEPTED)
    asked = decide(state, RequestExtension(20, "需要鉴定", "li", day(30)))
    assert asked[-1] == EXTENSION
    past = (*CLAIM_ACCEPTED, *asked)
    deadline = LIMITS.extended(accepted().deadline, 20)
    with pytest.raises(Forbidden, match="own-extension"):
        decide(given(*past), DecideExtension(True, "li", day(31)))
    granted = decide(given(*past), DecideExtension(True, "zhao", day(31)))
    assert granted == [DeadlineExtended(deadline, "需要鉴定", "li", "zhao", day(31))]
    assert given(*past, *granted).clock.deadline == deadline
    with pytest.raises(WrongState, match="already-extended"):
        decide(given(*past, *granted), RequestExtension(5, "还不够", "li", day(40)))


def test_an_extension_refused_leaves_the_clock_as_it_is():
    state = given(*CLAIM_ACCEPTED, EXTENSION)
    [event] = [e for e in decide(state, DecideExtension(False, "zhao", day(20))) if type(e) is ExtensionRefused]
    assert given(*CLAIM_ACCEPTED, EXTENSION, event).clock == given(*CLAIM_ACCEPTED).clock


@pytest.mark.parametrize("days", [31, 365])
def test_no_extension_is_longer_than_the_law_allows(days):
    with pytest.raises(Invalid, match="extension-too-long"):
        decide(given(*CLAIM_ACCEPTED), RequestExtension(days, "复杂", "li", day(10)))


def test_a_deadline_that_is_missed_is_not_extended_any_more():
    with pytest.raises(WrongState, match="no-clock-to-move"):
        decide(given(*CLAIM_ACCEPTED), RequestExtension(10, "复杂", "li", day(70)))
    events = decide(given(*CLAIM_ACCEPTED), ResolvePetition("cipher", False, "li", day(70)))
    assert DeadlineMissed in {type(event) for event in events}


def test_an_opinion_stops_the_clock_and_what_proves_true_is_said():
    assert decide(given(*CLAIM_ACCEPTED), ResolvePetition("cipher", True, "chen", day(3))) == [ISSUED]
    events = decide(given(*CLAIM_ACCEPTED), ResolvePetition("cipher", True, "chen", day(3), "unlawful_fee"))
    assert events == [ISSUED, ProvedTrue("claim", "family-planning-office", "unlawful_fee", day(3))]
    assert decide(given(*CLAIM_ACCEPTED), ResolvePetition("cipher", False, "chen", day(3), "unlawful_fee")) == [
        OpinionIssued("cipher", False, "chen", day(3))
    ]
    assert given(*CLAIM_ANSWERED).clock is None


def test_delivery_of_a_claims_opinion_gives_the_petitioner_thirty_days():
    command = DeliverOpinion("post", date(2026, 3, 6), "chen", day(6))
    assert decide(given(*CLAIM_ANSWERED), command) == [
        OpinionDelivered(
            "handling", "post", date(2026, 3, 6), LIMITS.deadline("review_request", day(4)), "chen", day(6)
        )
    ]


def test_delivery_of_a_reports_opinion_closes_it():
    past = (registered(REPORT), accepted(REPORT), ISSUED)
    events = decide(given(*past), DeliverOpinion("read_online", day(4).date(), "petitioner", day(4)))
    assert events == [
        OpinionDelivered("handling", "read_online", day(4).date(), None, "petitioner", day(4)),
        PetitionClosed("delivered", day(4)),
    ]
    assert given(*past, *events).status == "closed"


@pytest.mark.parametrize("delivered_on", [date(2026, 3, 4), date(2026, 3, 9)])
def test_nothing_is_delivered_before_it_is_issued_nor_tomorrow(delivered_on):
    with pytest.raises(Invalid, match="delivered-when"):
        decide(given(*CLAIM_ANSWERED), DeliverOpinion("post", delivered_on, "chen", day(6)))


@pytest.mark.parametrize(
    "command",
    [
        StartInvestigation("chen", day(3)),
        ResolvePetition("cipher", True, "chen", day(3)),
        AssignPetition("li", None, "chen", day(3)),
        GiveSupplement("cipher", day(3)),
        RequestExtension(3, "x", "chen", day(3)),
        DeliverOpinion("post", day(3).date(), "chen", day(3)),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_has_ended_is_not_handled_any_more(command):
    state = given(registered(), accepted(), RESOLVED)
    with pytest.raises(WrongState) as refused:
        decide(state, command)
    assert refused.value.details["state"] == "resolved"
