"""Spreadsheets as people send them, good and bad, and as they are written."""

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Invalid
from shared.web.spreadsheets import ROWS, UNPACKED, Row, read_table, to_csv, to_xlsx

COLUMNS = {"title": ("标题", "Title"), "contact": ("电话", "Telephone"), "day": ("日期", "Day")}
HEADS = ["标题", "电话", "日期"]


def code_of(content, **others):
    with pytest.raises(Invalid) as refused:
        read_table(content, COLUMNS, **others)
    return refused.value.code


def xlsx(*rows):
    return to_xlsx(HEADS, rows)


def repacked(content, extra):
    """The same package with parts added, or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in extra:
                new.writestr(part.filename, old.read(part))
        for name, text in extra.items():
            new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("heads", ["标题,电话", "Title,telephone", "title,contact"])
def test_csv_is_read_in_every_encoding_and_by_either_heads(encoding, heads):
    content = f"{heads}\r\n路灯不亮,+86 138 1234 5678\r\n\r\n,\r\n“第二件”,\r\n".encode(encoding)
    assert read_table(content, COLUMNS) == [
        Row(2, {"title": "路灯不亮", "contact": "+86 138 1234 5678"}),
        Row(5, {"title": "“第二件”"}),
    ]


def test_xlsx_is_read_as_text_whatever_the_cells_were_typed_as():
    rows = read_table(xlsx(["一", 13812345678.0, date(2026, 3, 2)], [2, -1.5, datetime(2026, 3, 2, 9, 30)]), COLUMNS)
    assert [row.values for row in rows] == [
        {"title": "一", "contact": "13812345678", "day": "2026-03-02"},
        {"title": "2", "contact": "-1.5", "day": "2026-03-02 09:30"},
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", " =cmd|' /C calc'!A0", "@SUM(A1)", "+A1", "-A1+2", "＝1+1", '=HYPERLINK("x")']
)
def test_a_formula_is_refused_as_text_and_as_formula(text):
    assert code_of(f'标题\n"{text.replace(chr(34), chr(34) * 2)}"\n'.encode()) == "spreadsheet-formula"
    assert code_of(xlsx([text])) == "spreadsheet-formula"
    book = openpyxl.Workbook()
    book.active.append(["标题"])
    book.active.append([text.strip().replace("@", "=")])
    out = io.BytesIO()
    book.save(out)
    assert code_of(out.getvalue()) == "spreadsheet-formula"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "spreadsheet-empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "spreadsheet-old-or-locked"),
        (b"PK\x03\x04nothing", "spreadsheet-unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "spreadsheet-unreadable"),
        ("标题\n一".encode("utf-16"), "spreadsheet-unreadable"),
        ('标题\n"一'.encode(), "spreadsheet-unreadable"),
        ("标题,备注\n一,二".encode(), "spreadsheet-head-unknown"),
        ("标题,Title\n一,二".encode(), "spreadsheet-head-twice"),
        ("电话\n1".encode(), "spreadsheet-head-missing"),
        ("标题\n一,二".encode(), "spreadsheet-shape"),
        (b"<html><script>alert(1)</script></html>", "spreadsheet-head-unknown"),
        ("标题\n".encode() + b"x\n" * (ROWS + 1), "spreadsheet-too-large"),
        ("标题\n".encode() + b"\n" * (ROWS + 1), "spreadsheet-too-large"),
        (("标题\n" + "," * 50 + "x").encode(), "spreadsheet-too-large"),
        (("标题\n" + "长" * 10_001).encode(), "spreadsheet-too-large"),
        (b"x" * (5 * 1024 * 1024 + 1), "spreadsheet-too-large"),
    ],
)
def test_what_is_no_table_or_too_much_of_one_is_refused(content, code):
    assert code_of(content, required=["title"]) == code


def test_macros_controls_and_links_to_other_files_are_refused():
    for name in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/externalLinks/externalLink1.xml"):
        assert code_of(repacked(xlsx(["一"]), {name: "x"})) == "spreadsheet-macros"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert (
        code_of(repacked(xlsx(["一"]), {"xl/worksheets/sheet1.xml": b" " * (UNPACKED + 1)})) == "spreadsheet-too-large"
    )


def test_a_bomb_of_entities_does_not_go_off():
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        assert code_of(repacked(xlsx(["一"]), {part: bomb})) == "spreadsheet-unreadable"


def test_a_row_far_below_costs_no_more_than_the_limit():
    book = openpyxl.Workbook(write_only=False)
    book.active["A1"], book.active["A1048576"] = "标题", "一"
    out = io.BytesIO()
    book.save(out)
    assert code_of(out.getvalue()) == "spreadsheet-too-large"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20), max_size=5))
def test_no_cell_that_is_written_begins_like_a_formula(texts):
    written = csv.reader(io.StringIO(to_csv(["a"], [texts]).decode("utf-8-sig"), newline=""))
    _, cells = written
    assert [cell.lstrip("'") for cell in cells] == [text.lstrip("'") for text in texts]
    assert not [cell for cell in cells if cell.strip()[:1] in ("=", "@")]


def test_an_xlsx_holds_texts_as_texts_and_figures_as_figures():
    content = to_xlsx(["项目", "数"], [["=1+1", 3], ["https://x", None]], sheet="统计")
    page = openpyxl.load_workbook(io.BytesIO(content))["统计"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [["=1+1", 3], ["https://x", None]]
    assert page["A2"].data_type == "s"
    assert page["A2"].quotePrefix
    assert page["A3"].hyperlink is None
