"""What villages are evaluated by, counted again from what disclosure published and the villages posted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from services.oversight.casework import evaluation
from services.oversight.domain.evaluation import evaluated
from services.oversight.domain.quarter import quarter_named
from tests.simulation.clocks import PETITIONERS, clocks_of
from tests.simulation.database import MemoryDatabase
from tests.simulation.invariants import Broken, select
from tests.simulation.recounts import Logs

if TYPE_CHECKING:
    from services.oversight.composition import Service


def due_postings(logs: Logs) -> Iterator[Broken]:
    """Oversight counts every posting that was due, once, as in time, late, owed or released."""
    district = logs.district
    if logs.restored("disclosure", "feedback", "oversight"):
        return
    posted: dict[tuple[str, str], dict[int, date]] = defaultdict(dict)
    for village in district.villages:
        for one in logs.named(village, "publication-posted"):
            posted[one.id, village.village][one.event.version] = one.event.posted_on
    withdrawn = {one.id: one.event.withdrawn_on for one in logs.named(district.disclosure, "publication-withdrawn")}
    counted = {}
    for one in logs.named(district.disclosure, "publication-published"):
        for village in one.event.text.boards:
            version, due = one.event.version, one.event.posting_due.due_on
            days = [day for later, day in posted[one.id, village].items() if later >= version]
            if days:
                state = "in_time" if min(days) <= due else "late"
            else:
                state = "released" if one.id in withdrawn and withdrawn[one.id] <= due else "owed"
            counted[one.id, village, version] = state
    shown = {
        (publication, village, version): state
        for publication, village, version, state in select(
            district.oversight, "SELECT publication, village, version, state FROM postings"
        )
    }
    if counted != shown:
        odd = sorted(set(counted.items()) ^ set(shown.items()))[:3]
        yield "every due posting counted", f"{len(counted)} due, {len(shown)} counted: {odd}"


def clocks_counted(logs: Logs) -> Iterator[Broken]:
    """Every clock of an office counts once, as missed or as stopped in time, and a quarter is closed once."""
    oversight, counted = logs.district.oversight, Counter[str]()
    for _, history in logs.histories(oversight, "petition"):
        for clock in clocks_of(history):
            if clock.limit in PETITIONERS:
                continue
            if any(one.name == "deadline-missed" for one in clock.said):
                counted["missed"] += 1
            elif clock.ended and not clock.given_up:
                counted["stopped"] += 1
    shown = select(oversight, "SELECT what, sum(count) FROM tallies WHERE criterion = 'in_time' GROUP BY what")
    if counted != Counter(dict(shown)):
        yield "every clock counted once", f"{dict(counted)}, shown {dict(shown)}"
    for id, history in logs.histories(oversight, "evaluation"):
        if len(history) != 1:
            yield "a quarter is closed once", f"{id}: {len(history)} times"


def closed_quarters(logs: Logs) -> Iterator[Broken]:
    """A quarter was closed with what the events up to then come to, counted anew from nothing but these."""
    node = logs.district.oversight
    for _, history in logs.histories(node, "evaluation"):
        closed = history[0].event
        database, log = MemoryDatabase(node.disk.copy()), node.application.log
        with database.write() as tx:
            for table in node.application.view_tables:
                tx.execute(f"DELETE FROM {table}")
            for recorded in log.after(tx, 0, closed.counted_to):
                for view in node.application.blueprint.views:
                    view.project(tx, recorded)
            known = node.service
            then = SimpleNamespace(
                application=SimpleNamespace(log=log),
                clock=SimpleNamespace(now=lambda at=closed.at: at),
                **{name: getattr(known, name) for name in ("district", "weights", "checklist")},
            )
            command = evaluation.counted(cast("Service", then), tx, quarter_named(closed.quarter))
        if evaluated(replace(command, counted_to=closed.counted_to)) != closed:
            yield "a quarter is closed with its events", closed.quarter


ALL = (due_postings, clocks_counted, closed_quarters)
