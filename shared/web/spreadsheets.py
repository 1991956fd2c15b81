"""Spreadsheets in and out. Read: CSV and .xlsx that somebody sends, as rows of text. Written: such that no cell runs.

A cell that a spreadsheet program would take for a formula can send what stands beside it to a stranger (CSV injection):
it is refused when it comes in and made plain text when it goes out. Against bombs of XML entities openpyxl uses
defusedxml, which is why that is among the dependencies. openpyxl and xlsxwriter are loaded by whoever needs them first:
15 MB that a village's small computer does not spend before.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any

from shared.errors import Invalid

ROWS = 5_000
"""Rows of a table below its head."""
COLUMNS = 40
CELL = 10_000
"""Characters of a cell."""
SIZE = 5 * 1024 * 1024
"""Bytes of a file."""
UNPACKED = 40 * 1024 * 1024
"""Bytes of all parts of an .xlsx together. What its parts say of their size holds: zipfile reads no further."""
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+\-]?[\d .,()\-]*\d")
"""A telephone or a negative number begins like a formula and is none."""
_MACROS = re.compile(r"vba|macrosheet|activex|embeddings|externallink", re.IGNORECASE)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How .xls begins, and an .xlsx with a password."""

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Limits:
    """Of a table: ``rows`` below its head, ``unpacked`` in bytes."""

    rows: int = ROWS
    columns: int = COLUMNS
    unpacked: int = UNPACKED


@dataclass(frozen=True)
class Line:
    """One row as it stands, the head and blank ones too. ``number`` is the one that the spreadsheet program shows;
    ``formulas``: the columns, from 0, whose cell would be computed.
    """

    number: int
    cells: list[str]
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Row:
    """``number`` is the one that the spreadsheet program shows; ``values`` has no blank ones."""

    number: int
    values: dict[str, str]


def read_table(content: bytes, columns: Mapping[str, Sequence[str]], *, required: Iterable[str] = ()) -> list[Row]:
    """The rows below the head of a CSV file (UTF-8 or GB18030) or of an .xlsx file's first sheet; blank ones left out.

    ``columns``: for each name, the heads by which it is known, in whatever language. Raises Invalid, with a code that
    begins with ``spreadsheet-``: for what is no such file, for macros, passwords and formulas, for too much of it, and
    for a head that is unknown, missing or there twice.
    """
    lines = _lines(content, Limits(), alone=False)
    try:
        first = next(lines)
    except StopIteration:
        raise Invalid("spreadsheet-empty", "表格是空的。", "The table is empty.") from None
    if first.formulas:
        raise _formula(first.number)
    names = _names([text.strip().lower() for text in first.cells], columns, required)
    return list(_rows(lines, names))


def read_lines(content: bytes, limits: Limits) -> Iterator[Line]:
    """Every row of a CSV file (UTF-8 or GB18030; comma, semicolon or tab) or of the one sheet of an .xlsx file, for
    whoever wants to say of each what is wrong with it.

    Raises Invalid as `read_table`, but for heads and formulas; also for merged cells, and where several sheets or a
    hidden one have content.
    """
    lines = _lines(content, limits, alone=True)
    found = blank = 0
    for line in lines:
        filled = bool(line.formulas) or any(cell.strip() for cell in line.cells)
        found, blank = (found + 1, blank) if filled else (found, blank + 1)
        if found > limits.rows + 1 or blank > limits.rows:
            raise _too_large(limits, row=line.number)
        yield line


def _lines(content: bytes, limits: Limits, *, alone: bool) -> Iterator[Line]:
    if len(content) > SIZE:
        raise _too_large(limits)
    if content.startswith(_OLD_OFFICE):
        raise Invalid(
            "spreadsheet-old-or-locked",
            "这是旧版 .xls 或加了密码的文件，请另存为不加密的 .xlsx 或 CSV。",
            "This is an old .xls file or one with a password. Save it as .xlsx or CSV without one.",
        )
    return _sheet(content, limits, alone=alone) if content.startswith(b"PK") else _csv(content, limits)


def _rows(lines: Iterator[Line], names: Sequence[str | None]) -> Iterator[Row]:
    found = blank = 0
    for line in lines:
        number, values = line.number, {}
        if line.formulas:
            raise _formula(number)
        for at, cell in enumerate(line.cells):
            if not (text := cell.strip()):
                continue
            if at >= len(names) or (name := names[at]) is None:
                raise Invalid(
                    "spreadsheet-shape",
                    f"第 {number} 行第 {at + 1} 列上面没有列名，请照模板整理。",
                    f"Row {number}, column {at + 1} has no head above it. Follow the template.",
                    row=number,
                )
            if len(text) > CELL:
                raise _too_large(Limits(), row=number)
            values[name] = text
        found, blank = (found + 1, blank) if values else (found, blank + 1)
        if found > ROWS or blank > ROWS:
            raise _too_large(Limits(), row=number)
        if values:
            yield Row(number, values)


def _names(head: Sequence[str], columns: Mapping[str, Sequence[str]], required: Iterable[str]) -> list[str | None]:
    known = {spelling.lower(): name for name, heads in columns.items() for spelling in (name, *heads)}
    names = [known.get(text) if text else None for text in head]
    unknown = [text[:40] for text, name in zip(head, names, strict=True) if text and name is None]
    if unknown:
        raise Invalid(
            "spreadsheet-head-unknown",
            f"不认识的列名：{'、'.join(unknown[:5])}。请照模板填写。",
            f"Unknown column heads: {', '.join(unknown[:5])}. Follow the template.",
        )
    twice = {name for name in names if name is not None and names.count(name) > 1}
    if twice:
        shown = [columns[name][0] for name in sorted(twice)]
        raise Invalid(
            "spreadsheet-head-twice",
            f"列名重复：{'、'.join(shown)}。",
            f"A column is there twice: {', '.join(shown)}.",
        )
    missing = [columns[name] for name in required if name not in names]
    if missing:
        raise Invalid(
            "spreadsheet-head-missing",
            f"缺少列：{'、'.join(heads[0] for heads in missing)}。请照模板填写。",
            f"Columns are missing: {', '.join(heads[-1] for heads in missing)}. Follow the template.",
        )
    return names


def _csv(content: bytes, limits: Limits) -> Iterator[Line]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)  # Excel writes what its country's settings say
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells[limits.columns :]):
                raise _too_large(limits, row=number)
            yield Line(number, cells, frozenset(at for at, cell in enumerate(cells) if _is_formula(cell)))
    except csv.Error as error:
        raise _unreadable() from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]", text):
            return text
    raise _unreadable()


def _sheet(content: bytes, limits: Limits, *, alone: bool) -> Iterator[Line]:
    _check_package(content, limits)
    from openpyxl import load_workbook

    try:
        # Read-only takes a row at a time; formulas are wanted as such, not by the value that was once computed.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = _only_sheet(book.worksheets, limits) if alone else book.worksheets[0]
        if alone and (merged := _merged(sheet)):
            raise Invalid(
                "spreadsheet-merged",
                f"有合并的单元格：{'、'.join(merged)}。请取消合并，每格填一个答案。",
                f"There are merged cells: {', '.join(merged)}. Split them, one answer a cell.",
            )
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if any(cell.value is not None for cell in cells[limits.columns :]):
                raise _too_large(limits, row=number)
            taken = cells[: limits.columns]
            texts = [_text(cell.value) for cell in taken]
            computed = {at for at, cell in enumerate(taken) if cell.data_type == "f" or _is_formula(texts[at])}
            yield Line(number, texts, frozenset(computed))
    except Invalid:
        raise
    except Exception as error:  # a damaged or forged file fails in a hundred ways inside the parser
        raise _unreadable() from error


def _only_sheet(sheets: Sequence[Any], limits: Limits) -> Any:
    """Of several it would be a guess which is meant; one that is hidden is one that somebody forgot."""
    filled = [
        sheet
        for sheet in sheets
        if any(value is not None for row in islice(sheet.iter_rows(values_only=True), limits.rows) for value in row)
    ]
    hidden = [sheet.title for sheet in filled if sheet.sheet_state != "visible"]
    if hidden:
        raise Invalid(
            "spreadsheet-sheet-hidden",
            f"文件里有隐藏的工作表“{hidden[0]}”，请删去或取消隐藏。",
            f"There is a hidden sheet “{hidden[0]}”. Delete it, or show it.",
        )
    if len(filled) > 1:
        names = [sheet.title for sheet in filled[:5]]
        raise Invalid(
            "spreadsheet-sheets",
            f"有几张工作表都有内容（{'、'.join(names)}），请只留要导入的一张。",
            f"Several sheets have content ({', '.join(names)}). Leave only the one that is meant.",
        )
    return filled[0] if filled else sheets[0]


_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]+\d+:[A-Z]+\d+)["']""")


def _merged(sheet: Any) -> list[str]:
    """The first five. openpyxl does not tell of them where it reads a row at a time."""
    found: list[str] = []
    before = b""
    with sheet._get_source() as part:
        while len(found) < 5 and (chunk := part.read(1024 * 1024)):
            text = before + chunk
            found += [ref.decode() for ref in _MERGED.findall(text)]
            before = text[-100:].rpartition(b">")[2]
    return found[:5]


def _check_package(content: bytes, limits: Limits) -> None:
    """Before anything is unpacked: a spreadsheet without macros, of a bearable size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > 500 or sum(part.file_size for part in parts) > limits.unpacked:
                raise _too_large(limits)
            if any(part.flag_bits & 1 for part in parts):
                raise _unreadable()
            kinds = package.read("[Content_Types].xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError, EOFError) as error:
        raise _unreadable() from error
    if b"macroEnabled" in kinds or any(_MACROS.search(part.filename) for part in parts):
        raise Invalid(
            "spreadsheet-macros",
            "文件里有宏、控件或外部链接，请另存为普通的 .xlsx 或 CSV。",
            "The file has macros, controls or links to other files. Save it as a plain .xlsx or CSV.",
        )


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))  # a telephone number that somebody typed as a number
        case datetime() if value.time() == time(0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case _:
            return str(value)


def _is_formula(text: str) -> bool:
    return bool(_FORMULA.match(text)) and not _PLAIN_NUMBER.fullmatch(text.strip())


def to_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it. A text that begins like a formula gets an apostrophe in front."""
    return b"".join(csv_lines(heads, rows))


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same row by row, for a table that is too long to be made before it is sent."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    yield "\ufeff".encode()
    for row in chain([heads], rows):
        writer.writerow([_harmless(cell) for cell in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return f"'{cell}" if _is_formula(cell) or cell[:1] in ("\t", "\r") else cell
    return cell.isoformat() if isinstance(cell, date) else cell


def to_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Sheet1") -> bytes:
    """One sheet, as `to_book` makes it."""
    return to_book([(sheet, heads, rows)])


def to_book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """Sheets by name, heads and rows, each with a bold head that stays in sight. A text is stored as text and shown as
    it is, never computed.
    """
    import xlsxwriter

    out = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, settings) as book:
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        days, moments = (book.add_format({"num_format": shown}) for shown in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        for name, heads, rows in sheets:
            page = book.add_worksheet(name)
            widest = [len(head) for head in heads]
            for column, head in enumerate(heads):
                page.write_string(0, column, head, bold)
            page.freeze_panes(1, 0)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    match cell:
                        case None:
                            pass
                        case str():
                            page.write_string(number, column, cell, quoted if _is_formula(cell) else None)
                            widest[column] = max(widest[column], len(cell))
                        case datetime():
                            page.write_datetime(number, column, cell.replace(tzinfo=None), moments)
                        case date():
                            page.write_datetime(number, column, cell, days)
                        case _:
                            page.write_number(number, column, cell)
            for column, longest in enumerate(widest):
                page.set_column(column, column, max(10, min(40, 2 * longest + 4)))
    return out.getvalue()


def _formula(row: int) -> Invalid:
    return Invalid(
        "spreadsheet-formula",
        f"第 {row} 行里有公式（以 = + - @ 开头）。请只留文字和数字。",
        f"There is a formula in row {row} (it begins with = + - or @). Leave only text and numbers.",
        row=row,
    )


def _too_large(limits: Limits, **details: object) -> Invalid:
    return Invalid(
        "spreadsheet-too-large",
        f"表格太大：最多 {limits.rows} 行、{limits.columns} 列，每格 {CELL} 字，文件 5 MB。请分成几份。",
        f"Too much: at most {limits.rows} rows, {limits.columns} columns, {CELL} characters a cell, 5 MB. Split it.",
        **details,
    )


def _unreadable() -> Invalid:
    return Invalid(
        "spreadsheet-unreadable",
        "读不出表格。请用 UTF-8 或 GB18030 的 CSV，或不加密的 .xlsx。",
        "This cannot be read as a table. Send CSV (UTF-8 or GB18030) or .xlsx without a password.",
    )
