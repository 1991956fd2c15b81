"""A rated visit counts once."""

from datetime import UTC, date, datetime

from services.oversight.domain.visit import CountVisit, Visit, VisitCounted, decide, evolve

VISIT = Visit("service-station", "yangshe", 4, ("quick",), date(2026, 3, 2))


def test_a_visit_is_counted_by_its_day_alone():
    [counted] = decide(False, CountVisit(VISIT))
    assert counted == VisitCounted(VISIT, counted.at)
    assert counted.at.astimezone(UTC) == datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_hearing_of_it_again_counts_nothing():
    [counted] = decide(False, CountVisit(VISIT))
    assert decide(evolve(False, counted), CountVisit(VISIT)) == []
