"""The draw: a function of the two contributions alone, fair, and complete."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.oversight.domain.draw import Inputs, commitment_to, draw, weeks_of, who_goes

PLACES = tuple(f"place-{number}" for number in range(7))
SUPERVISORS = ("chow", "zhou", "zhu")
INPUTS = Inputs(2026, PLACES, 1, 2, SUPERVISORS)
DICE = "12345612345612345612"
NEW_YEAR = date(2025, 12, 20)

secrets = st.binary(min_size=32, max_size=32)
contributions = st.text("0123456789abcdefXYZ", min_size=16, max_size=64)
inputs = st.builds(
    lambda places, per_place, again, supervisors: Inputs(
        2026, tuple(f"p{n}" for n in range(places)), per_place, again, tuple(f"s{n}" for n in range(supervisors))
    ),
    *(st.integers(1, 30), st.integers(1, 3), st.integers(0, 5), st.integers(1, 6)),
)
days = st.dates(date(2025, 12, 1), date(2026, 12, 20))


@given(secrets, contributions, inputs, days)
def test_every_place_gets_at_least_what_it_is_owed_within_the_year(secret, contribution, given_inputs, day):
    tasks = draw(secret, contribution, given_inputs, day)
    visits = Counter(task.place for task in tasks)
    assert set(visits) == set(given_inputs.places)
    assert min(visits.values()) >= given_inputs.per_place
    assert len(tasks) == len(given_inputs.places) * given_inputs.per_place + given_inputs.again
    for task in tasks:
        assert task.week > day
        assert (task.week.weekday(), task.week.year, (task.week + timedelta(days=6)).year) == (0, 2026, 2026)
        assert sorted(task.supervisors) == sorted(given_inputs.supervisors)


@given(secrets, contributions, inputs, days)
def test_the_work_is_shared_out_evenly_and_visits_to_a_place_are_told_apart(secret, contribution, given_inputs, day):
    tasks = draw(secret, contribution, given_inputs, day)
    load = Counter(task.supervisors[0] for task in tasks)
    assert max(load.values()) - min(load[name] for name in given_inputs.supervisors) <= 1
    assert len({(task.place, task.nth) for task in tasks}) == len(tasks)
    assert all(one.week <= other.week for one, other in pairwise(tasks))


@given(secrets, contributions)
def test_it_is_a_function_of_the_contributions_and_of_both_of_them(secret, contribution):
    tasks = draw(secret, contribution, INPUTS, NEW_YEAR)
    assert tasks == draw(secret, contribution, INPUTS, NEW_YEAR)
    assert tasks != draw(secret, contribution[:-1] + ("Q" if contribution[-1] != "Q" else "R"), INPUTS, NEW_YEAR)
    assert tasks != draw(secret[:-1] + bytes([secret[-1] ^ 1]), contribution, INPUTS, NEW_YEAR)


def chi_square(counts, choices, total):
    expected = total / choices
    return sum((counts[choice] - expected) ** 2 / expected for choice in counts) + expected * (choices - len(counts))


def test_places_weeks_and_supervisors_are_drawn_evenly():
    """Over 1,000 fixed secrets. The bounds are those of chi-square that one fair draw in a thousand exceeds."""
    weeks, firsts, again = Counter(), Counter(), Counter()
    for number in range(1000):
        secret = number.to_bytes(32, "big")
        [of_one] = [task for task in draw(secret, DICE, replace(INPUTS, again=0), NEW_YEAR) if task.place == "place-3"]
        weeks[of_one.week] += 1
        firsts[of_one.supervisors[0]] += 1
        again += Counter(task.place for task in draw(secret, DICE, INPUTS, NEW_YEAR)) - Counter(PLACES)
    assert len(weeks_of(2026, NEW_YEAR)) == 51
    assert chi_square(weeks, 51, 1000) < 86.7  # 50 degrees of freedom
    assert chi_square(firsts, 3, 1000) < 13.8  # 2
    assert chi_square(again, 7, 2000) < 22.5  # 6


def test_the_weeks_lie_wholly_in_the_year_and_after_the_contribution():
    assert weeks_of(2026, NEW_YEAR)[0] == date(2026, 1, 5)
    assert weeks_of(2026, NEW_YEAR)[-1] == date(2026, 12, 21)
    assert weeks_of(2026, date(2026, 3, 2))[0] == date(2026, 3, 9)
    assert weeks_of(2024, date(2023, 12, 31))[0] == date(2024, 1, 1)
    assert weeks_of(2026, date(2026, 12, 21)) == []


def test_the_draw_of_a_known_secret_is_what_it_was():
    """Whoever wrote down how it is done must come to the same: this may never change."""
    secret = bytes(range(32))
    assert commitment_to(secret) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
    tasks = draw(secret, DICE, Inputs(2026, ("hongmei", "yangshe"), 1, 1, ("zhou", "zhu")), NEW_YEAR)
    assert [(task.place, task.nth, task.week.isoformat(), task.supervisors) for task in tasks] == [
        ("hongmei", 1, "2026-02-02", ("zhu", "zhou")),
        ("yangshe", 1, "2026-03-16", ("zhou", "zhu")),
        ("yangshe", 2, "2026-05-04", ("zhou", "zhu")),
    ]


def test_a_visit_falls_to_the_next_of_those_drawn_who_is_in_office_and_else_to_whoever_is():
    tasks = draw(bytes(32), DICE, INPUTS, NEW_YEAR)
    assert who_goes(tasks, sorted(SUPERVISORS)) == [task.supervisors[0] for task in tasks]
    assert set(who_goes(tasks, ["zhu"])) == {"zhu"}
    assert who_goes(tasks, ["chow", "zhou"]) == [
        next(name for name in task.supervisors if name != "zhu") for task in tasks
    ]
    assert who_goes(tasks, ["new-1", "new-2"])[:3] == ["new-1", "new-2", "new-1"]
    assert set(who_goes(tasks, [])) == {None}
