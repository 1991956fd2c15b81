"""Ballots leave the village by the handful: at least five at a time, drawn at random, so that none is told by when.

While a round runs, five always stay behind: so the last handful, which goes when the round is closed, has five too,
unless the village has fewer in all.
"""

from __future__ import annotations

from datetime import timedelta

from services.feedback.ballots import box
from services.feedback.composition import Service
from services.feedback.domain.batch import CastBallots
from services.feedback.views import rounds
from shared.application import Unit
from shared.decider import Do
from shared.timelimits.deadline import end_of

HANDFUL = 5
"""Fewer are not cast at once, and as many stay behind."""
MOST = 250
"""Ballots of one message; it stays below half a megabyte."""


def cast(service: Service) -> int:
    """Cast one handful of each round that has enough; return how many ballots that were, and rounds that ended."""
    application, done = service.application, 0
    with application.database.read() as tx:
        lying, closed = box.filled(tx), rounds.to_be_emptied(tx)
    for asked in sorted({*closed, *(each for each, count in lying.items() if count >= 2 * HANDFUL)}):
        with application.unit(actor="clock") as unit:
            done += _cast_one(service, unit, asked)
    return done


def _cast_one(service: Service, unit: Unit, round: str) -> int:
    """Within the transaction it is looked up again: another worker may have been faster."""
    lying, closed = box.count(unit.tx, round), round in rounds.to_be_emptied(unit.tx)
    if not closed and lying < 2 * HANDFUL:
        return 0
    leave = 0 if closed else HANDFUL
    if lying - leave >= MOST + HANDFUL:
        leave = lying - MOST
    drawn = box.take(unit.tx, round, leave)
    begin = end_of(service.today() - timedelta(days=1))
    last = closed and leave == 0
    unit.do(Do("batch", service.application.ids.new(), CastBallots(round, drawn, last, begin)))
    return len(drawn) + last
