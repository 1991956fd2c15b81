"""Screening before publication: what looks like personal data in a text. Pure, by explainable rules.

It finds shapes (a checksummed identity number, a card, a telephone number, a name beside births or health, a small
figure, a cell that can be had by subtraction), not meaning: a name in another place goes unnoticed. So a second person
still reads every publication before it is posted. How much it finds is measured in
tests/shared/privacy/test_labelled_set.py.
"""

from __future__ import annotations

from shared.privacy.screening import cells, counts, names, numbers, telephones
from shared.privacy.screening.hits import Hit, Severity, without_overlaps
from shared.privacy.screening.spelling import plain
from shared.privacy.screening.tables import tables

__all__ = ["Hit", "Severity", "screen"]


def screen(text: str, *, allowed: frozenset[str] = frozenset()) -> tuple[Hit, ...]:
    """Everything in the text that looks like personal data, in order of appearance, without overlaps.

    ``allowed`` holds public telephone numbers of offices in any spelling. Service numbers such as 12345, 12356
    and 400 numbers are never hits. Takes time in proportion to the text's length, whatever stands in it.
    """
    spelt = plain(text)
    in_it = tuple(tables(spelt))
    return without_overlaps(
        len(text),
        [
            *numbers.found(spelt),
            *telephones.found(spelt, allowed),
            *names.found(spelt),
            *cells.found(in_it),
            *counts.found(spelt, in_it),
        ],
    )
