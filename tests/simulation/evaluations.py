"""What villages are evaluated by, counted again from what disclosure published and the villages posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from tests.simulation.invariants import Broken, select
from tests.simulation.recounts import Logs


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


ALL = (due_postings,)
