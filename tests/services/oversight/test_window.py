"""Window statistics: what is shown of a quarter that is over, and what nobody can work out from it."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.oversight.casework import window as casework
from services.oversight.domain.visit import CountVisit, Visit
from services.oversight.views import window
from shared.decider import Do

OFFICE = "family-planning-office"
NEXT_QUARTER = datetime(2026, 4, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def visits(service):
    """Count visits to the family planning office: (village, level) -> how many."""
    drawn = iter(range(10_000))

    def make(counts, reasons=()):
        with service.application.unit(actor="test") as unit:
            for (village, level), count in counts.items():
                for _ in range(count):
                    visit = Visit(OFFICE, village, level, reasons, date(2026, 3, 2))
                    unit.do(Do("visit", f"v{next(drawn)}", CountVisit(visit)))

    return make


@pytest.fixture
def shown(call):
    return lambda query="": call(None, "GET", f"/api/window-ratings?office={OFFICE}{query}")


def test_a_quarter_is_shown_when_it_is_over_with_shares_and_intervals(visits, shown, clock):
    visits({("yangshe", 5): 6, ("yangshe", 1): 2}, ("quick",))
    assert shown()[1]["quarter"] is None
    assert shown("&quarter=2026Q1")[1]["code"] == "quarter-not-over"
    clock.move_to(NEXT_QUARTER)
    found = shown()[1]
    assert (found["quarter"], found["quarters"]) == ("2026Q1", ["2026Q1"])
    together = found["together"]
    assert (together["visits"], together["satisfied"], together["reasons"]) == (8, 0.75, {"quick": 8})
    assert together["levels"] == {"5": 6, "4": 0, "3": 0, "2": 0, "1": 2}
    assert together["low"] < 0.75 < together["high"]
    assert found["villages"] == [{"village": "yangshe", **together}]


def test_nothing_is_shown_of_fewer_than_five(visits, shown, clock):
    visits({("yangshe", 5): 4})
    clock.move_to(NEXT_QUARTER)
    assert (shown()[1]["together"], shown()[1]["withheld"], shown()[1]["villages"]) == (None, True, [])


def test_one_small_village_is_not_worked_out_from_the_others(visits, shown, clock):
    visits({("yangshe", 5): 9, ("hongmei", 5): 8, ("hongmei", 1): 2, ("baisha", 1): 1})
    clock.move_to(NEXT_QUARTER)
    found = shown()[1]
    assert found["together"]["visits"] == 20
    withheld = [one["village"] for one in found["villages"] if one["visits"] is None]
    assert "baisha" in withheld
    assert len(withheld) == 2
    assert all("levels" not in one for one in found["villages"] if one["visits"] is None)


def test_what_arrives_when_a_quarter_is_over_counts_in_the_next(visits, shown, clock):
    visits({("yangshe", 5): 5})
    clock.move_to(NEXT_QUARTER)
    before = shown()[1]
    visits({("yangshe", 1): 7})
    assert shown()[1] == before


def test_the_table_and_the_page_show_the_same(visits, browse, clock):
    visits({("yangshe", 5): 9, ("hongmei", 5): 8, ("hongmei", 1): 2, ("baisha", 1): 1}, ("slow",))
    clock.move_to(NEXT_QUARTER)
    page = browse.get(f"/window-ratings?office={OFFICE}").text
    assert "85%" in page
    assert "办得慢" in page
    answer = browse.get("/window-ratings/2026Q1.csv")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert lines[1].startswith("2026Q1,计生办,合计,20,17,0,0,0,3,0.85,")
    assert sum("不公布" in line for line in lines) == 2
    assert browse.get("/window-ratings/2026Q2.csv").status_code == 409
    assert browse.get("/window-ratings/rubbish.csv").status_code == 422


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=9))
def test_no_group_that_can_be_worked_out_has_fewer_than_five_visits(counts):
    """Whoever has the table of an office subtracts what is shown of its villages from the sum."""
    groups = {f"v{number}": window.Group({5: count}) for number, count in enumerate(counts) if count}
    district = SimpleNamespace(villages=[SimpleNamespace(id=f"v{number}") for number in range(len(counts))])
    found = casework.figures_of(district, "office", groups)
    shown = [one["visits"] for one in found["villages"] if one["visits"] is not None]
    together = found["together"]["visits"] if found["together"] else 0
    assert together in {0, sum(counts)}
    assert all(count >= 5 for count in shown)
    rest = together - sum(shown)
    assert rest == 0 or rest >= 5
