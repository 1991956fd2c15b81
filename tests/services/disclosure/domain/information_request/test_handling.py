"""Given these events of a request, when this is asked, then these events or this refusal."""

from dataclasses import replace
from datetime import date

import pytest

from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.clock import ANSWER
from shared.errors import Forbidden, Invalid, NotFound, Refusal, WrongState
from tests.services.disclosure.requesting import (
    ANSWER_DUE,
    ASK,
    ASKED,
    BY_LETTER,
    CONSULT,
    CONSULTED,
    CORRECT,
    CORRECTED,
    END_CONSULTATION,
    HEARD,
    HELD,
    LIMITS,
    NUMBER,
    REGISTER,
    REGISTERED,
    RESUMED_DUE,
    T0,
    TAKEN,
    at,
    then,
)

EXTENSION = c.RequestExtension(20, "资料分散在多年档案中。", "li", at("08-10"))
WARNED = e.DeadlineWarned(ANSWER_DUE, 0.5, ANSWER_DUE.warn_at[0])
EXTENSION_ASKED = e.ExtensionRequested(20, "资料分散在多年档案中。", "li", at("08-10"))
GRANT = c.DecideExtension(True, "zhao", at("08-11"))
EXTENDED_DUE = LIMITS.extended(ANSWER_DUE, 20)


def refused(history, command, kind: type[Refusal]) -> str:
    with pytest.raises(kind) as refusal:
        then(history, command)
    return refusal.value.code


def test_both_times_run_from_the_day_of_receipt():
    assert then([], REGISTER) == [REGISTERED]


def test_what_came_by_letter_runs_from_the_day_of_art_31_and_belongs_to_who_took_it_in():
    registered, taken = then([], BY_LETTER)
    assert registered.deadline.starts_on == date(2026, 7, 15)
    assert registered.correction.due_on == date(2026, 7, 24)
    assert taken == e.RequestTaken("li", T0)


def test_registering_twice_does_nothing_and_another_under_the_id_is_refused():
    assert then([REGISTERED], REGISTER) == []
    other = replace(REGISTER, particulars=replace(REGISTER.particulars, receipt_hash="other"))
    assert refused([REGISTERED], other, WrongState) == "request-known"


def test_nothing_is_received_tomorrow():
    tomorrow = replace(REGISTER.particulars, received_on=date(2026, 7, 18))
    assert refused([], c.RegisterRequest(tomorrow, T0), Invalid) == "received-in-future"


def test_nothing_can_be_asked_of_a_request_that_is_not_there():
    assert refused([], ASK, NotFound) == "unknown-request"


def test_whoever_takes_it_first_owns_it_until_the_next_has_taken_it():
    assert then([REGISTERED], c.TakeRequest("li", T0)) == [TAKEN]
    assert then(HELD, c.TakeRequest("li", T0)) == []
    assert refused(HELD, c.TakeRequest("qian", T0), Forbidden) == "not-offered"
    offered = e.HandoverOffered("qian", "li", T0)
    assert then(HELD, c.OfferHandover("qian", "li", T0)) == [offered]
    assert then([*HELD, offered], c.OfferHandover("qian", "li", T0)) == []
    assert refused([*HELD, offered], replace(ASK, by="qian"), Forbidden) == "not-yours"
    assert then([*HELD, offered], c.TakeRequest("qian", T0)) == [e.RequestTaken("qian", T0)]
    assert then([*HELD, offered], c.RefuseHandover("不归我管。", "qian", T0)) == [
        e.HandoverRefused("不归我管。", "qian", T0)
    ]
    assert refused(HELD, c.RefuseHandover("不归我管。", "qian", T0), WrongState) == "no-handover"


def test_that_an_identity_was_checked_is_noted_once():
    checked = e.IdentityChecked("li", T0)
    assert then(HELD, c.CheckIdentity("li", T0)) == [checked]
    assert then([*HELD, checked], c.CheckIdentity("li", T0)) == []


def test_a_correction_is_asked_for_once_and_stops_the_time_to_answer():
    assert then(HELD, ASK) == [ASKED]
    assert refused([*HELD, ASKED], ASK, WrongState) == "correction-asked"
    assert refused([*HELD, ASKED, CORRECTED], replace(ASK, at=at("07-31")), WrongState) == "correction-asked"


def test_a_correction_is_asked_for_within_seven_working_days_alone():
    assert then(HELD, replace(ASK, at=at("07-28", 15)))  # 23:00 in China
    assert refused(HELD, replace(ASK, at=at("07-28", 16)), WrongState) == "correction-too-late"


def test_the_time_to_answer_begins_anew_with_the_corrected_request():
    assert then([*HELD, ASKED], CORRECT) == [CORRECTED]
    assert CORRECTED.deadline.starts_on == date(2026, 7, 30)


def test_not_corrected_in_time_it_counts_as_given_up_at_the_legal_moment():
    given_up = e.RequestGivenUp(ASKED.deadline.due_at)
    assert then([*HELD, ASKED], c.PassDeadline(ASKED.deadline.due_at, at("09-01"))) == [given_up]
    late = replace(CORRECT, received_on=date(2026, 8, 11), at=at("08-11"))
    assert refused([*HELD, ASKED, given_up], late, WrongState) == "correction-late"


def test_a_correction_that_came_in_time_and_was_registered_late_is_in_time():
    given_up = e.RequestGivenUp(ASKED.deadline.due_at)
    posted = replace(CORRECT, received_on=date(2026, 8, 10), by="li", at=at("08-11"))
    (corrected,) = then([*HELD, ASKED, given_up], posted)
    assert corrected.deadline == LIMITS.deadline(ANSWER, at("08-10"))
    assert corrected.late_because is None


def test_a_late_correction_is_taken_for_a_good_reason():
    given_up = e.RequestGivenUp(ASKED.deadline.due_at)
    late = replace(CORRECT, received_on=date(2026, 8, 12), late_because="住院。", by="li", at=at("08-12"))
    (corrected,) = then([*HELD, ASKED, given_up], late)
    assert corrected.late_because == "住院。"
    assert refused([*HELD, ASKED], replace(CORRECT, received_on=date(2026, 7, 19)), Invalid) == "corrected-when"


def test_the_days_of_consulting_a_third_party_are_not_counted():
    assert then(HELD, CONSULT) == [CONSULTED]
    assert then([*HELD, CONSULTED], END_CONSULTATION) == [HEARD]
    assert RESUMED_DUE.due_on == date(2026, 8, 31)


def test_who_does_not_answer_in_time_leaves_it_to_the_office_and_the_time_to_answer_runs_on():
    (ended,) = then([*HELD, CONSULTED], c.PassDeadline(CONSULTED.deadline.due_at, at("09-30")))
    assert (ended.opinion, ended.text, ended.at) == ("none", None, CONSULTED.deadline.due_at)
    assert ended.answered_on == date(2026, 8, 12)
    assert ended.deadline == LIMITS.paused(ANSWER_DUE, date(2026, 7, 22), date(2026, 8, 12))


def test_a_late_tick_says_all_that_fell_meanwhile_in_its_order():
    events = then([*HELD, CONSULTED], c.TakeRequest("li", at("09-30")))
    assert [type(event) for event in events] == [e.ConsultationEnded, e.DeadlineWarned, e.DeadlineMissed]
    moments = [event.at for event in events]
    assert moments == sorted(moments)


def test_an_opinion_on_the_day_of_the_letter_stops_nothing():
    same_day = replace(CONSULTED, received_on=date(2026, 7, 21))
    (ended,) = then([*HELD, same_day], replace(END_CONSULTATION, answered_on=date(2026, 7, 21), at=at("07-22")))
    assert ended.deadline == ANSWER_DUE


def test_a_missed_time_stays_missed_while_others_are_consulted():
    missed = e.DeadlineMissed(ANSWER_DUE, "township-government", ANSWER_DUE.due_at)
    late = replace(CONSULT, sent_on=date(2026, 8, 17), received_on=date(2026, 8, 17), at=at("08-17"))
    (consulted,) = then([*HELD, missed], late)
    (ended,) = then(
        [*HELD, missed, consulted], replace(END_CONSULTATION, answered_on=date(2026, 8, 20), at=at("08-20"))
    )
    assert ended.deadline == ANSWER_DUE
    assert then([*HELD, missed, consulted, ended], c.PassDeadline(at("12-01"), at("12-01"))) == []


@pytest.mark.parametrize(
    "command",
    [
        replace(CONSULT, sent_on=date(2026, 7, 16)),
        replace(CONSULT, sent_on=date(2026, 7, 22), received_on=date(2026, 7, 21)),
        replace(CONSULT, received_on=date(2026, 7, 23)),
    ],
)
def test_a_letter_is_sent_then_received_and_neither_before_the_request_nor_tomorrow(command):
    assert refused(HELD, command, Invalid) == "consulted-when"


def test_an_opinion_comes_after_it_was_asked_for():
    early = replace(END_CONSULTATION, answered_on=date(2026, 7, 21))
    assert refused([*HELD, CONSULTED], early, Invalid) == "answered-when"


def test_an_extension_is_asked_for_by_one_and_approved_by_another():
    asked = then(HELD, EXTENSION)
    assert asked == [WARNED, EXTENSION_ASKED]
    assert then([*HELD, *asked], GRANT) == [
        e.DeadlineExtended(EXTENDED_DUE, EXTENSION.reason, "li", "zhao", at("08-11"))
    ]
    assert EXTENDED_DUE.due_on == date(2026, 9, 11)
    assert then([*HELD, *asked], replace(GRANT, granted=False)) == [e.ExtensionRefused("zhao", at("08-11"))]
    assert refused([*HELD, *asked], replace(GRANT, by="li"), Forbidden) == "own-extension"
    assert refused([*HELD, *asked], EXTENSION, WrongState) == "extension-requested"
    assert refused(HELD, GRANT, WrongState) == "no-extension-requested"


def test_an_extension_is_of_twenty_working_days_at_most_once_and_never_of_what_is_missed():
    assert refused(HELD, replace(EXTENSION, days=21), Invalid) == "extension-too-long"
    extended = e.DeadlineExtended(EXTENDED_DUE, EXTENSION.reason, "li", "zhao", at("08-11"))
    assert refused([*HELD, extended], replace(EXTENSION, at=at("08-12")), WrongState) == "already-extended"
    assert refused(HELD, replace(EXTENSION, at=at("08-17")), WrongState) == "no-clock-to-move"
    assert refused([*HELD, CONSULTED], EXTENSION, WrongState) == "no-clock-to-move"


def test_what_staff_write_in_clear_holds_no_identity_number():
    assert refused(HELD, replace(EXTENSION, reason=NUMBER), Invalid) == "screening-blocked"


def test_the_office_is_warned_at_half_and_at_nine_tenths_and_misses_at_the_legal_moment():
    events = then(HELD, c.PassDeadline(ANSWER_DUE.due_at, at("12-01")))
    assert [(type(event), event.at) for event in events] == [
        (e.DeadlineWarned, ANSWER_DUE.warn_at[0]),
        (e.DeadlineWarned, ANSWER_DUE.warn_at[1]),
        (e.DeadlineMissed, ANSWER_DUE.due_at),
    ]
    assert then([*HELD, *events], c.PassDeadline(at("12-01"), at("12-01"))) == []
