"""Cells of tables below five, withheld cells that a total gives away, and a column of names beside births or health.

A row or a column is looked at by itself. What several of them tell together is left to a person: a table of the
program's own goes through shared/privacy/suppression.py, which looks at all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from shared.privacy.screening.hits import Hit, hit
from shared.privacy.screening.surnames import is_name
from shared.privacy.screening.tables import Cell, Table, is_part_total, is_total
from shared.privacy.screening.words import PERSONAL, SENSITIVE, personal

_PEOPLE = re.compile(r"人|例|户|件|名(?!称)|胎|数|\b(?:people|persons|cases|households|births|deaths)\b", re.IGNORECASE)
_NO_COUNT = re.compile(
    r"率|比|%|平均|人均|元|金额|经费|标准|材料|时限|工作日|天数|日期|时间|年度|年份|年龄|岁|序号|编号|电话|备注|说明|联系|负责|份|册|级|章|条|款"
)
_NAME_COLUMN = re.compile(r"姓\s{0,4}名|名字|当事人|患者|产妇|孕妇|母亲姓名|父亲姓名|name", re.IGNORECASE)
_MOST_TOTALS = 20
"""Totals of one table that are looked at, so that a table of totals alone takes no longer."""


def found(tables: Iterable[Table]) -> Iterator[Hit]:
    for table in tables:
        about = _about(table)
        sensitive = bool(SENSITIVE.search(about))
        yield from _names(table, about)
        if sensitive:
            yield from _small(table, about)
        yield from _subtractable(
            table, of_people=sensitive or bool(re.search(r"人数|户数|例数|[（(]\s?[人例户名]\s?[）)]", about))
        )


def _about(table: Table) -> str:
    """All that is said in words: caption, header and the rows' own labels."""
    labels = [_label(row) for row in table.rows]
    return "\n".join([table.caption, *(cell.said for cell in table.header), *labels])


def _label(row: Sequence[Cell]) -> str:
    """What a row is called, in its first cell or behind its number."""
    return next((cell.said for cell in row[:2] if cell.number is None and not cell.is_withheld), "")


def _small(table: Table, about: str) -> Iterator[Hit]:
    for row in table.rows:
        label = _label(row)
        for at, cell in enumerate(row):
            if cell.number is None or not 0 < cell.number < 5 or (at == 0 and table.header):
                continue
            head = table.header[at].said if table.header else ""
            if _NO_COUNT.search(head) or (_NO_COUNT.search(label) and not _PEOPLE.search(head)):
                continue
            people = _PEOPLE.search(head + label) and SENSITIVE.search(about)
            yield hit("small-figure", "block" if people else "warn", cell.start, cell.end)


def _names(table: Table, about: str) -> Iterator[Hit]:
    columns = [at for at, cell in enumerate(table.header) if _NAME_COLUMN.search(cell.said)]
    for row in table.rows:
        said = "\n".join([about, *(cell.said for cell in row)]) if columns else ""
        for at in columns:
            if is_name(row[at].said) and PERSONAL.search(personal(said)):
                yield hit("name-beside-health", "block", row[at].start, row[at].end)


def _subtractable(table: Table, *, of_people: bool) -> Iterator[Hit]:
    for total, parts in _sums(table):
        told = _told(total, [part for part in parts if part.number is not None or part.is_withheld])
        if told and (of_people or told.says_withheld):
            where = told if told.said else total
            yield hit("cell-subtractable", "block", where.start, where.end)


def _told(total: Cell, parts: Sequence[Cell]) -> Cell | None:
    """A withheld part, if subtracting the others from the total tells of it."""
    withheld = [part for part in parts if part.number is None]
    if total.number is None or not withheld or len(withheld) == len(parts) > 1:
        return None
    left = total.number - sum(part.number or 0 for part in parts)
    all_fours = all(part.says_small for part in withheld) and left == 4 * len(withheld)
    if left > 0 and (len(withheld) == 1 or left < 5 or all_fours):
        return next((part for part in withheld if part.said), withheld[0])
    return None


def _sums(table: Table) -> Iterator[tuple[Cell, Sequence[Cell]]]:
    """Each total with what it may be the sum of."""
    heads = [cell.said for cell in table.header] or [""] * len(table.rows[0])
    columns = [at for at in range(1, len(heads)) if not _NO_COUNT.search(heads[at])]
    totals = {at for at in columns if is_total(heads[at])}
    parts = [at for at in columns if at not in totals]
    for row in table.rows:
        for total in sorted(totals)[:_MOST_TOTALS]:
            yield row[total], [row[at] for at in parts]
    called = [(row, _label(row)) for row in table.rows]
    for at in columns:
        yield from _down([(row[at], said) for row, said in called if row[at].said != said])


def _down(column: Sequence[tuple[Cell, str]]) -> Iterator[tuple[Cell, Sequence[Cell]]]:
    """A total is of all that are none, or of the totals of parts; a total of a part is of those since the last."""
    plain = [cell for cell, label in column if not is_total(label)]
    since: list[Cell] = []
    part_totals: list[Cell] = []
    looked_at = 0
    for cell, label in column:
        if not is_total(label):
            since.append(cell)
        elif is_part_total(label):
            yield cell, since
            part_totals.append(cell)
            since = []
        elif looked_at < _MOST_TOTALS:
            looked_at += 1
            yield cell, plain
            yield cell, part_totals
