"""The catalogue is founded once, then changed by events, each of them a version."""

from dataclasses import replace
from datetime import date
from functools import reduce

import pytest

from services.disclosure.domain.catalogue import (
    Catalogue,
    EndItem,
    FoundCatalogue,
    NoteLawChange,
    PutItem,
    decide,
    evolve,
)
from services.disclosure.domain.figures import FigureTemplate
from shared.errors import Invalid, NotFound
from tests.services.disclosure.examples import (
    APPLICATIONS,
    BIRTHS,
    BIRTHS_MONTHLY,
    FEES,
    FEES_ENDED,
    FOUNDED,
    LAW_CHANGED,
    MONDAY,
    TUESDAY,
)

LAW = NoteLawChange(("fees",), "省价格目录", date(2026, 3, 2), "li", TUESDAY)


def after(given, command):
    return decide(reduce(evolve, given, Catalogue()), command)


def test_it_is_founded_once():
    assert after([], FoundCatalogue((BIRTHS, FEES, APPLICATIONS), MONDAY)) == [FOUNDED]
    assert after([FOUNDED], FoundCatalogue((FEES,), TUESDAY)) == []


def test_each_change_is_the_next_version_and_keeps_its_reason():
    put = PutItem(BIRTHS_MONTHLY.item, BIRTHS_MONTHLY.reason, "zhao", TUESDAY)
    assert after([FOUNDED], put) == [BIRTHS_MONTHLY]
    assert after([FOUNDED, BIRTHS_MONTHLY], put) == []
    again = after([FOUNDED, BIRTHS_MONTHLY], EndItem("fees", FEES_ENDED.reason, "zhao", TUESDAY))
    assert again == [replace(FEES_ENDED, version=3)]
    state = reduce(evolve, [FOUNDED, BIRTHS_MONTHLY, *again], Catalogue())
    assert (state.version, list(state.items)) == (3, ["births", "applications"])


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (replace(BIRTHS, cadence=None), "cadence-unsound"),
        (replace(FEES, cadence="yearly"), "cadence-unsound"),
        (replace(FEES, carriers=()), "carriers-missing"),
        (replace(FEES, carriers=("tv",)), "carriers-missing"),
        (replace(FEES, aspects=FEES.aspects[:5]), "aspects-missing"),
        (replace(BIRTHS, figures=(FigureTemplate("a", "甲", "A", "人", ("b",)),)), "figure-template-unsound"),
    ],
)
def test_an_item_that_does_not_hold_is_refused(item, code):
    with pytest.raises(Invalid) as refused:
        after([FOUNDED], PutItem(item, "修改", "zhao", TUESDAY))
    assert refused.value.code == code


def test_a_change_of_law_is_noted_once_for_the_standing_items_that_rest_on_it():
    assert after([FOUNDED], LAW) == [LAW_CHANGED]
    assert after([FOUNDED, LAW_CHANGED], LAW) == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"changed_on": date(2026, 3, 4)}, Invalid),
        ({"items": ()}, Invalid),
        ({"items": ("births",)}, Invalid),
        ({"items": ("nowhere",)}, NotFound),
    ],
)
def test_a_change_that_is_not_in_force_or_touches_no_standing_item_is_refused(change, refusal):
    with pytest.raises(refusal):
        after([FOUNDED], replace(LAW, **change))


def test_an_unknown_item_cannot_be_ended():
    with pytest.raises(NotFound):
        after([FOUNDED], EndItem("nowhere", "无", "zhao", TUESDAY))
