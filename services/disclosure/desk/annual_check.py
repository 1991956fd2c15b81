"""Whether an annual report says what the records say: asked of every draft of one, see `desk.publications`."""

from __future__ import annotations

from services.disclosure import annual_report
from services.disclosure.composition import Service
from services.disclosure.domain.text import ScreeningHit, Text
from services.disclosure.views import annual_counts
from shared.eventlog import Transaction


def differing_from_records(
    service: Service, tx: Transaction, text: Text, publication: str | None, answers: str | None
) -> tuple[ScreeningHit, ...]:
    """``answers``: the obligation, where the publication is not there yet. Nothing, of what is no annual report."""
    name = answers or (annual_counts.obligation_of(tx, publication) if publication else None)
    year = annual_report.year_of(name) if name else None
    if year is None:
        return ()
    counts = annual_counts.of_year(tx, year, now=service.now(), today=service.today())
    made = annual_report.tables(counts, {figure.id: figure.value for figure in text.figures})
    return (*annual_report.differences(text.body, made), *annual_report.fees_differ(text.figures, counts.fees))
