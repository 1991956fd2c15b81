"""Tables in a text: Markdown's, and those that are pasted with tabs, commas or wide gaps between the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,12})\s?(?:人|例|名|户|对|件|个|胎|宗|次|元)?")
_TOTAL = re.compile(
    r"[合总小共]\s{0,2}计|累计|总数|总人数|总户数|^计$|^全[镇区县市村]$|\b(?:sub)?total\b", re.IGNORECASE
)
_PART_TOTAL = re.compile(r"小\s{0,2}计|subtotal", re.IGNORECASE)
_RULE = re.compile(r"\s*:?-+:?\s*")
_BLANK = re.compile(r"[-*…./\\×xX·]{0,6}|略|无数据|N/?A", re.IGNORECASE)
_SAYS_SMALL = re.compile(
    r"[<≤〈]\s?=?\s?[45五四]|(?:小于|少于|不足|低于|不满)\s?[五5]\s?[人例户件名]?|below 5|less than 5|under 5",
    re.IGNORECASE,
)
_SAYS_WITHHELD = re.compile(
    r"\*{1,6}|不公布|未公布|不公开|合并(?:不公布)?|保密|隐去|withheld|merged|suppressed", re.IGNORECASE
)
_GAP = re.compile(r" {2,}")


@dataclass(frozen=True)
class Cell:
    """A cell and where its text stands, without the blanks around it. ``line``: where its line begins."""

    said: str
    start: int
    end: int
    line: int

    @cached_property
    def number(self) -> int | None:
        match = _NUMBER.fullmatch(self.said)
        return int(match.group(1).replace(",", "")) if match else None

    @cached_property
    def says_small(self) -> bool:
        return bool(_SAYS_SMALL.fullmatch(self.said))

    @cached_property
    def says_withheld(self) -> bool:
        """In words or by asterisks: a dash or nothing may also mean that there was none."""
        return self.says_small or bool(_SAYS_WITHHELD.fullmatch(self.said))

    @cached_property
    def is_withheld(self) -> bool:
        return self.says_withheld or bool(_BLANK.fullmatch(self.said))


@dataclass(frozen=True)
class Table:
    """``header``: the first line, if it holds no numbers. ``rows``: the others, as many cells each."""

    caption: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def is_total(said: str) -> bool:
    return bool(_TOTAL.search(said))


def is_part_total(said: str) -> bool:
    return bool(_PART_TOTAL.search(said))


_Line = tuple[str, tuple[Cell, ...]]


def tables(text: str) -> Iterator[Table]:
    """Two or more lines on end with the same separator and as many cells."""
    caption = ""
    lines: list[_Line] = []
    start = 0
    for said in [*text.split("\n"), ""]:
        line = _cut(said, start)
        start += len(said) + 1
        if line and lines and len(line[1]) == len(lines[0][1]) + 1 and not line[1][-1].said:
            line = (line[0], line[1][:-1])  # A closing | that the first line did without.
        if line and (not lines or (lines[0][0] == line[0] and len(lines[0][1]) == len(line[1]))):
            lines.append(line)
            continue
        yield from _table(caption, lines)
        lines = [line] if line else []
        if not line and said.strip():
            caption = said[-80:]
    yield from _table(caption, lines)


def _table(caption: str, lines: list[_Line]) -> Iterator[Table]:
    rows = [cells for _, cells in lines if not _is_rule(cells)]
    if len(rows) < 2:
        return
    has_header = all(cell.number is None for cell in rows[0])
    yield Table(caption, rows[0] if has_header else (), tuple(rows[has_header:]))


def _is_rule(cells: tuple[Cell, ...]) -> bool:
    return all(_RULE.fullmatch(cell.said) for cell in cells)


def _cut(line: str, start: int) -> _Line | None:
    """The cells of a line, and what they are separated by. Prose with commas is no table: a sentence ends there."""
    if "|" in line:
        inner = line.strip()
        at = start + line.index(inner[0])
        if inner.startswith("|"):
            inner, at = inner[1:].removesuffix("|"), at + 1
        return "|", tuple(_cells(inner, at, start, "[|]"))
    for separator in ("\t", "[,，]", " {2,}"):
        pieces = re.split(separator, line if separator != " {2,}" else line.strip())
        if len(pieces) > 1 and not re.search(r"[。；;！？]", line) and all(len(piece) <= 30 for piece in pieces):
            return separator, tuple(_cells(line, start, start, separator))
    return None


def _cells(said: str, start: int, line: int, separator: str) -> Iterator[Cell]:
    begin = 0
    for end, following in [*(match.span() for match in re.finditer(separator, said)), (len(said), len(said))]:
        blank = len(said[begin:end]) - len(said[begin:end].lstrip())
        bare = said[begin:end].strip()
        at = start + begin + (blank if bare else 0)
        yield Cell(bare, at, at + len(bare), line)
        begin = following
