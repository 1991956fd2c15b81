"""Small counts withheld: an attacker who tries every table that fits what is shown must not find one out."""

from collections import Counter, defaultdict
from functools import reduce
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.privacy.suppression import FEWEST, Part, is_crowd, shows_total, suppress

COUNTS = st.integers(0, 12) | st.integers(0, 4)


def columns_that_fit(total, shown):
    """Every column of counts with this sum, as far as shown; a cell withheld beside shown ones is known not to be 0."""
    least = 0 if all(cell is None for cell in shown) else 1
    left = total - sum(cell for cell in shown if cell is not None)

    def fill(rest, left):
        if not rest:
            return [()] if left == 0 else []
        if rest[0] is not None:
            return [(rest[0], *others) for others in fill(rest[1:], left)]
        spared = least * sum(cell is None for cell in rest[1:])
        return [
            (count, *others) for count in range(least, left - spared + 1) for others in fill(rest[1:], left - count)
        ]

    return fill(list(shown), left)


def left_open(candidates):
    """For each place in the candidates, the numbers that stand there."""
    return [set(numbers) for numbers in zip(*candidates, strict=True)]


def assert_open(count, numbers):
    assert count in numbers
    assert set(range(1, FEWEST + 1)) <= numbers, f"{count} is one of {numbers}"


def named(column):
    return {f"v{place}": count for place, count in enumerate(column)}


@given(st.lists(COUNTS, min_size=1, max_size=5).filter(lambda column: sum(column) >= FEWEST))
def test_in_one_table_a_small_count_could_be_any_from_1_to_5(column):
    shown = suppress(named(column)).values()
    assert not any(cell is not None and 0 < cell < FEWEST for cell in shown)
    numbers = left_open(columns_that_fit(sum(column), shown))
    for count, could_be, cell in zip(column, numbers, shown, strict=True):
        if cell is not None:
            assert cell == count
        elif 0 < count < FEWEST and sum(column) > FEWEST:
            assert_open(count, could_be)
        elif 0 < count < FEWEST:
            assert set(range(1, FEWEST)) <= could_be  # five people in all: no more can be left open


def published(quarters):
    """What comes out of a year quarter by quarter, then of the year: (total or None, cells or None) each."""
    held, out = [], []
    for column in quarters:
        if shows_total(sum(column), held):
            out.append((sum(column), suppress(named(column))))
        else:
            held.append(sum(column))
            out.append((None, None))
    year = [sum(row) for row in zip(*quarters, strict=True)]
    if not is_crowd(held):
        return [*out, (None, None)]
    parts = [Part(named(column), cells) for column, (_, cells) in zip(quarters, out, strict=True)]
    return [*out, (sum(year), suppress(named(year), parts))]


def sums(some, others):
    return {tuple(a + b for a, b in zip(one, other, strict=True)) for one in some for other in others}


def fits(year_shown, total):
    """Whether a row of year's counts is what the year says."""
    least = 0 if all(cell is None for cell in year_shown) else 1

    def check(row):
        if sum(row) != total:
            return False
        return all(
            count >= least if cell is None else count == cell for count, cell in zip(row, year_shown, strict=True)
        )

    return check


def attack(quarters, out):
    """For every cell of every quarter and of the year: the numbers that fit all that was published together."""
    (year_total, year_cells) = out[-1]
    assert year_total is not None
    unseen = year_total - sum(total for total, _ in out[:-1] if total is not None)
    columns = []
    for total, cells in out[:-1]:
        if total is None:
            # Its total is known to be at least 1, and what all such have together.
            columns.append(
                [one for count in range(1, unseen + 1) for one in columns_that_fit(count, [None] * len(quarters[0]))]
            )
        else:
            columns.append(columns_that_fit(total, list(cells.values())))
    check = fits(list(year_cells.values()), year_total)
    zero = {(0,) * len(quarters[0])}
    possible = []
    for place, candidates in enumerate(columns):
        others = reduce(sums, (column for at, column in enumerate(columns) if at != place), zero)
        possible.append(left_open([one for one in candidates if any(check(whole) for whole in sums([one], others))]))
    years = left_open([whole for whole in reduce(sums, columns, zero) if check(whole)])
    return possible, years


SMALL = st.integers(0, 4) | st.integers(0, 7)
YEARS = st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=2, max_size=2)
YEARS |= st.lists(st.tuples(SMALL, SMALL), min_size=3, max_size=3)


@settings(max_examples=20, deadline=None)
@given(YEARS)
def test_a_year_beside_its_parts_leaves_every_small_count_open(quarters):
    out = published(quarters)
    if out[-1][0] is None or out[-1][0] == FEWEST:
        return
    possible, years = attack(quarters, out)
    year = [sum(row) for row in zip(*quarters, strict=True)]
    for column, (total, cells), numbers in zip(quarters, out[:-1], possible, strict=True):
        for count, could_be in zip(column, numbers, strict=True):
            if 0 < count < FEWEST:
                if cells is not None and total == FEWEST:
                    assert set(range(1, FEWEST)) <= could_be
                else:
                    assert_open(count, could_be)
    parts_of = list(zip(*quarters, strict=True))
    for place, (count, could_be) in enumerate(zip(year, years, strict=True)):
        if 0 < count < FEWEST:
            known = sum(cells is not None and part > 0 for part, (_, cells) in zip(parts_of[place], out, strict=False))
            assert set(range(max(1, known), FEWEST + 1)) <= could_be


def test_whoever_knows_the_program_finds_out_no_more_than_that_a_count_is_small():
    """All tables that give the same page: in each place with a small count every number from 1 to 4 is found."""
    for width, most in ((2, 14), (3, 18), (4, 10)):
        pages = defaultdict(list)
        for column in product(range(most + 1), repeat=width):
            if FEWEST <= sum(column) <= most:
                pages[sum(column), tuple(suppress(named(column)).values())].append(column)
        for columns in pages.values():
            for numbers in left_open(columns):
                assert numbers & set(range(1, FEWEST)) in (set(), set(range(1, FEWEST)))


def test_totals_held_back_in_a_year_cannot_be_worked_out_from_the_whole():
    most, pages = 13, defaultdict(list)
    for quarters in product(range(most + 1), repeat=4):
        if sum(quarters) > most:
            continue
        held, out = [], []
        for total in quarters:
            if shows_total(total, held):
                out.append(total)
            else:
                held.append(total)
                out.append(None)
        pages[(sum(quarters) if is_crowd(held) else None, *out)].append(quarters)
    for (whole, *out), candidates in pages.items():
        for cell, numbers in zip(out, left_open(candidates), strict=True):
            if cell is None and whole is not None:
                assert len(numbers) >= FEWEST - 1
            assert cell is None or cell == 0 or cell >= FEWEST


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ((0, 7, 9), (0, 7, 9)),
        ((0, 2, 30, 9), (0, None, 30, None)),
        ((0, 1, 9, 30, 5), (0, None, 9, None, None)),  # 5 could give nothing away, so 30 goes as well
        ((2, 3), (None, None)),
        ((0, 2, 3), (None, None, None)),
        ((2, 2, 0, 2), (None, None, None, None)),
    ],
)
def test_cells_are_withheld_until_the_small_ones_have_company(column, shown):
    assert tuple(suppress(named(column)).values()) == shown


def test_what_is_withheld_does_not_depend_on_how_large_the_larger_ones_are():
    for others in ((60, 20, 10), (10, 20, 60), (13, 12, 11)):
        shown = suppress(named((3, *others)))
        assert [value for value, cell in shown.items() if cell is None] == ["v0", "v3"]


def test_a_value_that_a_quarter_withheld_alone_is_withheld_in_the_year_too():
    quarters = [(3, 20, 30), (9, 20, 30)]
    (_, first), (_, second), (_, year) = published(quarters)
    assert [cell is None for cell in first.values()] == [True, False, True]
    assert None not in second.values()
    assert [cell is None for cell in year.values()] == [True, False, True]


def test_small_counts_of_all_quarters_add_up_to_one_that_the_year_shows():
    quarters = [(3, 2, 40), (2, 4, 41), (4, 3, 42), (3, 4, 43)]
    assert published(quarters)[-1][1] == {"v0": 12, "v1": 13, "v2": 166}


def test_a_whole_of_parts_that_stayed_dark_is_shown_where_they_are_a_crowd():
    assert not is_crowd([3])
    assert not is_crowd([3, 1])
    assert is_crowd([3, 20])
    assert [shows_total(total, held) for total, held in ((0, [3]), (4, []), (5, []), (20, [3]), (20, [3, 9]))] == [
        *(True, False, True, False, True)
    ]


def test_many_villages_take_no_more_than_moments():
    quarters = [{f"v{place}": (place * 7 + quarter * 3) % 11 for place in range(120)} for quarter in range(4)]
    year = dict(sum((Counter(quarter) for quarter in quarters), Counter()))
    shown = suppress(year, [Part(quarter, dict.fromkeys(quarter)) for quarter in quarters])
    assert None not in shown.values()
