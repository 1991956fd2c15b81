"""Ballots as the villages' boxes give them, without the sealing: what is counted of them is the same."""

from services.oversight.domain.batch import Answered, CountBallots
from shared.decider import Do


def ballot(level=4, knows=True, **more):
    return Answered({"attitude": level, "satisfied": level}, {"knows-board": knows}, {}, **more)


def cast(service, asked, village, *ballots, batch=None, last=False, spoilt=0):
    """A handful from a village, counted; the same ``batch`` again is the same handful."""
    command = CountBallots(asked, village, tuple(ballots), spoilt, 0, last, service.clock.now())
    with service.application.unit(actor=f"/feedback/{village}") as unit:
        unit.do(Do("batch", batch or service.application.ids.new(), command))


def close(call, asked):
    status, answer = call("zhao", "POST", f"/api/rounds/{asked}/close", {})
    assert status == 200, answer
