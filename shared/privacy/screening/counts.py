"""Small numbers of people in sentences, and those that are left when the others are taken from the total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from shared.privacy.screening.hits import Hit, hit
from shared.privacy.screening.tables import Table
from shared.privacy.screening.words import SENSITIVE, STAFF

_SMALL_COUNT = re.compile(
    r"(?<![\d.,，第/\-])(?:[1-4]\s*(?:人|例|名|户|对|胎|cases?\b|births?\b|deaths?\b|persons?\b|people\b|women\b|infants?\b)"
    r"|[一二两三四]\s*(?:例|名|人(?!口|员|大|民)))",
    re.IGNORECASE,
)
_SMALL_CELL = re.compile(r"(?<=[|\t,，:：])[ 　]*([1-4])[ 　]*(?=[|\t,，;；。\n]|$)")
_DELIMITED = re.compile(r"[|\t]|[,，][^\n]*[,，]")
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^\n。；;]+")
_COUNT = re.compile(r"(?<![\d.第])(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})\s?(人|例|名|户|对|件)(?!次|均|民|大)")


def found(text: str, tables: Iterable[Table]) -> Iterator[Hit]:
    """``tables``: those of the text. Their bare cells are looked at elsewhere, with what stands above them."""
    looked_at = {row[0].line for table in tables for row in table.rows}
    in_table = False
    for line in _LINE.finditer(text):
        sensitive = bool(SENSITIVE.search(line.group()))
        in_table = bool(_DELIMITED.search(line.group())) and (in_table or sensitive)
        if in_table:
            yield from _small_in(text, line.start(), line.end(), cells=line.start() not in looked_at)
        for sentence in _SENTENCE.finditer(text, line.start(), line.end()):
            if not in_table and SENSITIVE.search(sentence.group()):
                yield from _small_in(text, sentence.start(), sentence.end())
            yield from _left_over(text, sentence.start(), sentence.end())


def _small_in(text: str, start: int, end: int, *, cells: bool = True) -> Iterator[Hit]:
    for count in _SMALL_COUNT.finditer(text, start, end):
        yield hit("small-figure", "warn", *count.span())
    # Up to the line's end and no further: a cell must be all there is between two separators.
    for cell in _SMALL_CELL.finditer(text, start, end) if cells else ():
        yield hit("small-figure", "warn", *cell.span(1))


def _left_over(text: str, start: int, end: int) -> Iterator[Hit]:
    """共 20 人，其中男 18 人: that leaves two. Where the parts make up the total, the next begin another breakdown."""
    among = text.find("其中", start, end)
    if among < 0 or STAFF.search(text, start, end):
        return
    before = [*_COUNT.finditer(text, start, among)]
    if not before:
        return
    total, unit = _number(before[-1]), before[-1].group(2)
    named = 0
    for part in _COUNT.finditer(text, among, end):
        if part.group(2) == unit:
            named += _number(part)
            if named == total:
                named = 0
    if named and 0 < total - named < 5 and unit != "件":
        yield hit("cell-subtractable", "warn", *before[-1].span())


def _number(count: re.Match[str]) -> int:
    return int(count.group(1).replace(",", ""))
