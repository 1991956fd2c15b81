"""What the clock does: deadlines move and fall, keys that have to go are erased, quarters closed, draws revealed."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from services.oversight import attachments, imports
from services.oversight.casework import bad_ratings, draws, evaluation, results, rounds, seal_keys
from services.oversight.composition import Service
from services.oversight.domain import finding
from services.oversight.domain.bad_rating import commands as bad_rating
from services.oversight.domain.petition.commands import PassDeadline, RecomputeDeadline, RecordErasure
from services.oversight.domain.petition.events import PetitionRegistered
from services.oversight.views import petitions
from shared import due, ticking
from shared.decider import Do
from shared.eventlog import Recorded, Transaction
from shared.privacy.subject_keys import KeysUnusable, seal_subject

_ERASED_AT_ONCE = 100
_PASSES = {"petition": PassDeadline, "finding": finding.PassDeadline, "bad_rating": bad_rating.PassDeadline}
"""What makes each kind of clock say what has fallen."""
_RECOMPUTES = {
    "petition": RecomputeDeadline,
    "finding": finding.RecomputeDeadline,
    "bad_rating": bad_rating.RecomputeDeadline,
}
"""What makes each kind of clock be counted by the newest calendar."""
_log = structlog.get_logger()


def tick(service: Service) -> int:
    """Record what has fallen due, in its order, each at its legal moment; return the number of records."""
    now = service.clock.now()

    def next_fallen(tx: Transaction, skip: int = 0) -> Do | None:
        fallen = due.first_fallen(tx, now, skip)
        return Do(fallen.aggregate, _whose(fallen.id), _PASSES[fallen.aggregate](fallen.at, now)) if fallen else None

    def next_outdated(tx: Transaction, skip: int = 0) -> Do | None:
        outdated = due.first_outdated(tx, service.limits.calendar, skip)
        return Do(outdated[0], _whose(outdated[1]), _RECOMPUTES[outdated[0]](now)) if outdated else None

    # Before anything falls: what a new calendar moves falls by that one.
    recomputed = ticking.tick(service.application, next_outdated)
    fallen = recomputed or ticking.tick(service.application, next_fallen)
    offered = seal_keys.offer_where_short(service.node, service.keys, service.joined.villages)
    erased = erase_keys(service) + bad_ratings.erase_contacts(service)
    surveys = rounds.close_ended(service) + results.publish_due(service)
    done = offered + erased + draws.reveal_due(service) + surveys + fallen
    # A quarter is closed only when all that fell in it is recorded, and the results that count in it are out.
    return done or evaluation.close_quarters(service)


def _whose(clock: str) -> str:
    """Of what has several clocks, each waits under its id and the clock's own name: see `views.deadlines`."""
    return clock.partition("/")[0]


def erase_keys(service: Service) -> int:
    """Destroy the keys of texts that may not be kept, then record it. What a crash leaves, the next tick finishes."""
    with service.application.database.read() as tx:
        pending = {
            petition: [petition, *sealed_to(service.application.history(tx, "petition", petition))]
            for petition in petitions.keys_to_erase(tx, _ERASED_AT_ONCE)
        }
    for done, (petition, subjects) in enumerate(pending.items()):
        try:
            service.keys.erase(*subjects)
        except KeysUnusable as busy:
            _log.warning("a key cannot be erased yet, will try again", reason=str(busy))
            return done
        with service.application.unit(actor="clock") as unit:
            unit.do(Do("petition", petition, RecordErasure(unit.now)))
            attachments.delete(unit.tx, petition)
            imports.forget(unit.tx)
    return len(pending)


def sealed_to(history: Sequence[Recorded]) -> list[str]:
    """The subject of the key that a petition was sealed to at its village, where that was one for it alone."""
    registered = [recorded.event for recorded in history if isinstance(recorded.event, PetitionRegistered)]
    named = [event.particulars.seal_key for event in registered]
    return [seal_subject(key) for key in named if key is not None]
