from datetime import UTC, date, datetime
from functools import reduce

import pytest

from services.oversight.domain import supervisor
from services.oversight.domain.supervisor import (
    AppointmentEnded,
    AppointSupervisor,
    EndAppointment,
    Supervisor,
    SupervisorAppointed,
    Term,
)
from shared.errors import Invalid, NotFound

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
TERM = Term(date(2026, 1, 1), date(2026, 12, 31))
APPOINTED = SupervisorAppointed("resident", TERM, "zhao", T0)
ENDED = AppointmentEnded(TODAY, "迁出", "zhao", T0)


def given(*events):
    return reduce(supervisor.evolve, events, Supervisor())


def decide(state, command):
    return supervisor.decide(lambda text: text, state, command)


def appoint(first, last):
    return AppointSupervisor("resident", Term(first, last), "zhao", T0)


def test_a_supervisor_is_appointed_for_a_term():
    assert decide(given(), AppointSupervisor("resident", TERM, "zhao", T0)) == [APPOINTED]


def test_the_same_appointment_again_is_ignored():
    assert decide(given(APPOINTED), AppointSupervisor("resident", TERM, "zhao", T0)) == []


def test_a_new_term_begins_after_the_old_one():
    again = appoint(date(2027, 1, 1), date(2027, 12, 31))
    [event] = decide(given(APPOINTED), again)
    assert event.term == again.term
    with pytest.raises(Invalid, match="terms-overlap") as refused:
        decide(given(APPOINTED), appoint(date(2026, 12, 31), date(2027, 12, 31)))
    assert refused.value.details["free_from"] == "2027-01-01"


def test_after_an_early_end_a_new_term_may_begin_the_same_day():
    assert decide(given(APPOINTED, ENDED), appoint(TODAY, date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 5, 1), date(2026, 4, 1)), (date(2025, 1, 1), date(2026, 3, 1))]
)
def test_a_term_that_is_over_is_refused(first, last):
    with pytest.raises(Invalid, match="term-over"):
        decide(given(), appoint(first, last))


def test_an_appointment_ends_today_with_a_reason():
    assert decide(given(APPOINTED), EndAppointment("迁出", "zhao", T0)) == [ENDED]


def test_ending_what_is_over_is_ignored():
    assert decide(given(APPOINTED, ENDED), EndAppointment("又一次", "zhao", T0)) == []
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert decide(given(APPOINTED), EndAppointment("过期", "zhao", later)) == []


def test_nobody_ends_what_never_began():
    with pytest.raises(NotFound, match="unknown-supervisor"):
        decide(given(), EndAppointment("迁出", "zhao", T0))


def test_the_first_and_the_last_day_are_in_the_term():
    assert [TERM.covers(day) for day in (date(2025, 12, 31), TERM.first, TERM.last, date(2027, 1, 1))] == [
        *(False, True, True, False)
    ]


def test_the_reason_is_screened():
    def refuse(text):
        raise Invalid("personal-data", "有电话", "A telephone number")

    with pytest.raises(Invalid, match="personal-data"):
        supervisor.decide(refuse, given(APPOINTED), EndAppointment("打 13800000000", "zhao", T0))
