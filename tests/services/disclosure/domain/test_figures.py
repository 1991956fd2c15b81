"""Given a template and what was typed, then these figures or this refusal; and what a reader could subtract."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.disclosure.domain.figures import (
    FEWEST,
    MOST,
    Figure,
    FigureTemplate,
    admit_template,
    against_last,
    figures_from,
)
from shared.errors import Invalid


def asked(figure, *parts, people=True, unit="人"):
    return FigureTemplate(figure, f"指标{figure}", f"figure {figure}", unit, parts, people)


BIRTHS = (asked("all", "boys", "girls"), asked("boys"), asked("girls"))
VILLAGES = (asked("all", "a", "b", "c", "d"), *map(asked, "abcd"))
NESTED = (asked("all", "town", "far"), asked("town", "x", "y", "z"), *map(asked, "xyz"), asked("far"))
MONEY = (asked("all", "a", "b", people=False, unit="元"), *(asked(one, people=False, unit="元") for one in "ab"))


def typed(template, *values):
    return dict(zip((figure.id for figure in template), values, strict=True))


@pytest.mark.parametrize(
    ("template", "values"),
    [
        pytest.param(BIRTHS, (86, 44, 42), id="a total and its parts"),
        pytest.param(BIRTHS, (0, 0, 0), id="nobody"),
        pytest.param(BIRTHS, (5, None, None), id="five people, and the total stands alone"),
        pytest.param(BIRTHS, (8, None, None), id="all parts merged: eight may be eight and none"),
        pytest.param(BIRTHS, (None, None, None), id="nothing is shown"),
        pytest.param(BIRTHS, (None, 40, None), id="a total withheld with its part"),
        pytest.param(VILLAGES, (60, 30, 24, None, None), id="six in two places"),
        pytest.param(VILLAGES, (61, 52, 0, None, None), id="nine beside a zero"),
        pytest.param(NESTED, (40, None, 20, None, 0, None), id="a subtotal withheld with one of its parts"),
        pytest.param(MONEY, (3, 1, 2), id="money may be little"),
        pytest.param(MONEY, (3, None, None), id="little money in two places"),
        pytest.param((asked("a"), asked("b")), (None, 7), id="no total to subtract from"),
        pytest.param((), (), id="an item without figures"),
    ],
)  # fmt: skip
def test_what_may_be_shown_is_shown_in_the_order_of_the_template(template, values):
    admit_template(template)
    figures = figures_from(template, typed(template, *values))
    assert [(figure.id, figure.value) for figure in figures] == list(typed(template, *values).items())
    assert [(figure.zh, figure.en, figure.unit) for figure in figures] == [
        (figure.zh, figure.en, figure.unit) for figure in template
    ]


@pytest.mark.parametrize(
    ("template", "values", "code", "figures"),
    [
        (BIRTHS, {"all": 1, "boys": 1, "girls": 0, "cats": 1}, "unknown-figure", ["cats"]),
        (BIRTHS, {"all": None}, "figure-missing", ["boys", "girls"]),
        (BIRTHS, {}, "figure-missing", ["all", "boys", "girls"]),
        (BIRTHS, typed(BIRTHS, 20, -5, 25), "figure-absurd", ["boys"]),
        (BIRTHS, typed(BIRTHS, MOST + 1, None, None), "figure-absurd", ["all"]),
        (BIRTHS, typed(BIRTHS, 87, 44, 42), "totals-do-not-add-up", ["all"]),
        (BIRTHS, typed(BIRTHS, 40, 44, None), "totals-do-not-add-up", ["all"]),
        (NESTED, typed(NESTED, 60, None, 20, 20, 10, 20), "totals-do-not-add-up", ["all"]),
        (NESTED, typed(NESTED, 70, 51, 20, 20, 10, 20), "totals-do-not-add-up", ["all", "town"]),
        (BIRTHS, typed(BIRTHS, 6, 4, 2), "figure-too-small", ["boys", "girls"]),
        (BIRTHS, typed(BIRTHS, 4, None, None), "figure-too-small", ["all"]),
        (BIRTHS, typed(BIRTHS, 86, 84, None), "figure-subtractable", ["girls"]),
        (BIRTHS, typed(BIRTHS, 86, 44, None), "figure-subtractable", ["girls"]),
        (BIRTHS, typed(BIRTHS, None, 44, 42), "figure-subtractable", ["all"]),
        (BIRTHS, typed(BIRTHS, 0, None, None), "figure-subtractable", ["boys", "girls"]),
        (VILLAGES, typed(VILLAGES, 60, 30, 25, None, None), "figure-subtractable", ["c", "d"]),
        (VILLAGES, typed(VILLAGES, 60, 30, 30, None, None), "figure-subtractable", ["c", "d"]),
        (VILLAGES, typed(VILLAGES, 60, 30, 22, None, None), "figure-subtractable", ["c", "d"]),
        (VILLAGES, typed(VILLAGES, 42, 30, None, None, None), "figure-subtractable", ["b", "c", "d"]),
        (NESTED, typed(NESTED, 40, None, 20, None, 0, 10), "figure-subtractable", ["town", "y"]),
        (NESTED, typed(NESTED, 24, None, 20, None, 0, None), "figure-subtractable", ["y", "far"]),
        (MONEY, typed(MONEY, 300, 100, None), "figure-subtractable", ["b"]),
    ],
)
def test_what_may_not_be_shown_is_refused_at_its_place(template, values, code, figures):
    with pytest.raises(Invalid, match=code) as refused:
        figures_from(template, values)
    assert refused.value.details == {"figures": figures}
    if code not in {"unknown-figure"}:
        assert all(f"“指标{figure}”" in refused.value.zh for figure in figures)


@pytest.mark.parametrize(
    ("template", "figures"),
    [
        ([asked("a"), asked("a")], ["a"]),
        ([asked("all", "a", "b"), asked("a")], ["b"]),
        ([asked("all", "a"), asked("a")], ["all"]),
        ([asked("all", "a", "b"), asked("a"), asked("b", unit="户")], ["all"]),
        ([asked("all", "a", "b"), asked("a"), asked("b", people=False)], ["all"]),
        ([asked("one", "a", "b"), asked("two", "a", "c"), asked("a"), asked("b"), asked("c")], ["a"]),
        ([asked("one", "two", "a"), asked("two", "one", "b"), asked("a"), asked("b")], ["one", "two"]),
    ],
)
def test_a_template_that_could_not_be_checked_is_refused(template, figures):
    with pytest.raises(Invalid, match="figure-template-unsound") as refused:
        admit_template(template)
    assert set(refused.value.details["figures"]) == set(figures)


CELL = st.integers(0, 7) | st.integers(0, 4)
SHAPES = {
    "flat": [("all", ("a", "b", "c")), ("a", ()), ("b", ()), ("c", ())],
    "four": [("all", ("a", "b", "c", "d")), ("a", ()), ("b", ()), ("c", ()), ("d", ())],
    "nested": [("all", ("s", "c")), ("s", ("a", "b")), ("a", ()), ("b", ()), ("c", ())],
    "two": [("all", ("s", "t")), ("s", ("a", "b")), ("t", ("c", "d")), ("a", ()), ("b", ()), ("c", ()), ("d", ())],
}


def filled(template, leaves):
    """All figures of which these are the last parts."""
    parts = {figure.id: figure.parts for figure in template}

    def value(figure):
        return sum(map(value, parts[figure])) if parts[figure] else leaves[figure]

    return {figure: value(figure) for figure in parts}


def tables_that_fit(template, shown):
    """Every table that a reader of what is shown must think possible: by trying them all."""
    leaves = [figure.id for figure in template if not figure.parts]
    alone = {part for figure in template for part in figure.parts if all(shown[one] is None for one in figure.parts)}
    most = max([12, *(value for value in shown.values() if value is not None)])
    room = [range(most + 1) if shown[leaf] is None else [shown[leaf]] for leaf in leaves]
    for values in product(*room):
        table = filled(template, dict(zip(leaves, values, strict=True)))
        if all(
            (number > 0 or figure in alone) if shown[figure] is None else number == shown[figure]
            for figure, number in table.items()
        ):
            yield table


@settings(max_examples=50, deadline=None)
@given(shape=st.sampled_from(sorted(SHAPES)), data=st.data())
def test_nobody_can_work_out_what_is_withheld(shape, data):
    template = [asked(figure, *parts) for figure, parts in SHAPES[shape]]
    table = filled(template, {figure.id: data.draw(CELL) for figure in template if not figure.parts})
    shown = {
        figure: None if 0 < number < FEWEST or data.draw(st.booleans(), label=figure) else number
        for figure, number in table.items()
    }
    assume(sum(shown[figure.id] is None for figure in template if not figure.parts) <= 3)
    try:
        figures_from(template, shown)
        told = []
    except Invalid as refused:
        assert refused.code == "figure-subtractable"  # noqa: PT017
        told = refused.details["figures"]
    could_be = {figure: set() for figure, number in shown.items() if number is None}
    for fits in tables_that_fit(template, shown):
        for figure, numbers in could_be.items():
            numbers.add(fits[figure])
    if not all(could_be.values()):
        assert told, "no table fits: a zero was withheld among figures that are shown"
        return
    for figure, numbers in could_be.items():
        if len(numbers) < 2 or max(numbers) < FEWEST:
            assert figure in told, f"{figure} can only be {numbers}"
        elif figure in told:
            assert all_fours(template, shown, figure), f"{figure} could be any of {numbers}"


def all_fours(template, shown, figure):
    total = next(total for total in template if figure in total.parts)
    held = sum(shown[part] is None for part in total.parts)
    return shown[total.id] - sum(shown[part] or 0 for part in total.parts) == 4 * held


def figure(value, unit="人"):
    return Figure("births", "出生人数", "births", unit, value)


@pytest.mark.parametrize(
    ("then", "now", "warned"),
    [
        (86, 92, False), (86, 129, False), (86, 130, True), (86, 42, True), (86, 43, False), (10, 30, False),
        (10, 31, True), (0, 21, True), (0, 20, False), (None, 90, False), (90, None, False),
    ],
)  # fmt: skip
def test_a_leap_since_the_last_period_is_a_warning(then, now, warned):
    warnings = against_last([figure(now)], [figure(then)])
    assert [warning.figure for warning in warnings] == ["births"] * warned
    assert all(str(then) in warning.zh and str(now) in warning.en for warning in warnings)


def test_a_figure_that_is_new_or_counted_in_another_unit_is_not_compared():
    assert against_last([figure(900)], []) == ()
    assert against_last([figure(900, unit="户")], [figure(10)]) == ()
