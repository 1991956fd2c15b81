"""Notices as PDF: what stands on them, that they fit, that nothing written is run, and that they can be compared."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.markdown import to_plain
from shared.notices import FigureRow, Notice, notice_pdf, print_run, printing, setting

NOTICE = Notice(
    office="阳光镇计生办",
    township="阳光镇",
    village="洋畲村",
    number="阳光公开〔2026〕12 号",
    version=1,
    published_on=date(2026, 11, 24),
    title="2026年第三季度生育服务证办理情况",
    body="本季度共受理 128 件。\n\n| 村 | 受理 |\n|:-|-:|\n| 洋畲村 | 56 |\n\n1. **不收费**；\n2. 有疑问请拨打 12345。",
    page_address="https://sunshine.example/publications/01JD8Z6QX4N5K7M2P3R4S5T6V7",
    survey_address="https://yangshe.example/survey",
    digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    posting_due_on=date(2026, 11, 26),
)
A4, A3 = (595, 842), (842, 1191)
BOARD = {"board": "洋畲村", "township": "阳光镇", "on": date(2026, 11, 24)}


def sheets(pdf: bytes) -> list[str]:
    """The words of each, without the spaces that only type-setting makes."""
    return [words(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def words(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def body(pdf: bytes) -> str:
    """What stands between the title and the signature."""
    return "".join(sheets(pdf)).split("题目在此")[1].split("阳光镇计生办2026")[0]


def codes(notice: Notice) -> set[str]:
    compiler = typst.Compiler(font_paths=setting.fonts(), ignore_system_fonts=True)
    data = {"data": printing._data([notice], "A4", "", None)}
    png = compiler.compile(input=setting.template("notice"), format="png", ppi=110, sys_inputs=data)
    return {found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))}


def test_a_notice_says_what_was_published_by_whom_and_until_when_it_is_posted():
    (sheet,) = sheets(notice_pdf(NOTICE, "A4"))
    for said in ("阳光镇·政务公开", "洋畲村公开栏", NOTICE.title, "共受理128件", "洋畲村56", "1.不收费；"):
        assert said in sheet
    for fact in ("阳光公开〔2026〕12号", "2026年11月24日第1版", "2026年11月26日前", "9f86d081884c7d65"):
        assert fact in sheet
    assert "更正" not in sheet


@pytest.mark.parametrize(("size", "points"), [("A4", A4), ("A3", A3)])
def test_the_sheet_is_of_the_size_asked(size, points):
    page = pypdf.PdfReader(io.BytesIO(notice_pdf(NOTICE, size))).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == points


def test_a_telephone_reads_the_page_and_the_survey_from_the_sheet():
    assert codes(NOTICE) == {NOTICE.page_address, NOTICE.survey_address}
    assert codes(replace(NOTICE, survey_address=None)) == {NOTICE.page_address}


def test_the_codes_say_in_words_what_they_are():
    assert "扫码看网页扫码评议" in sheets(notice_pdf(NOTICE, "A4"))[0]
    assert "扫码评议" not in sheets(notice_pdf(replace(NOTICE, survey_address=None), "A4"))[0]


def test_a_correction_says_so_and_why():
    corrected = replace(NOTICE, version=2, reason_of_correction="受理数应为 128。")
    assert "第2版，更正：受理数应为128。" in sheets(notice_pdf(corrected, "A4"))[0]


def test_figures_stand_in_a_table_and_withheld_ones_say_why():
    figures = (FigureRow("出生人口", "人", 1370), FigureRow("多孩", "人", None))
    (sheet,) = sheets(notice_pdf(replace(NOTICE, figures=figures), "A4"))
    assert "指标数量单位出生人口1,370人多孩—（小于五，合并）人" in sheet


def test_a_long_notice_flows_over_sheets_that_are_counted_and_the_signature_is_not_alone():
    long = sheets(notice_pdf(replace(NOTICE, body="各村应当在两个工作日内张贴，并上报回执。\n\n" * 120), "A4"))
    assert len(long) > 2
    assert all(f"第{number}页，共{len(long)}页" in sheet for number, sheet in enumerate(long, 1))
    assert "并上报回执。阳光镇计生办" in long[-1]


def test_the_same_notice_gives_the_same_bytes_dated_with_its_day():
    first = notice_pdf(NOTICE, "A3")
    assert first == notice_pdf(NOTICE, "A3")
    assert pypdf.PdfReader(io.BytesIO(first)).metadata["/CreationDate"] == "D:20261124000000Z"


def test_a_print_run_begins_with_a_list_of_what_is_on_which_sheet():
    long = replace(NOTICE, title="长的", body="各村应当在两个工作日内张贴，并上报回执。\n\n" * 40)
    run = sheets(print_run([NOTICE, long, replace(NOTICE, title="最后")], "A3", **BOARD))
    assert "洋畲村公开栏张榜清单" in run[0]
    assert "长的2026年11月24日2026年11月26日3–4" in run[0]
    assert NOTICE.title in run[1]
    assert "第2页，共2页" in run[3]
    assert "最后" in run[4]
    assert len(run) == 5


def test_an_empty_board_is_an_empty_list():
    assert "共0份" in sheets(print_run([], "A4", **BOARD))[0]


PIECES = [
    *(
        "#",
        "$",
        "\\",
        "*",
        "_",
        "`",
        "<",
        ">",
        "@",
        "=",
        "-",
        "+",
        "/",
        "[",
        "]",
        '"',
        "'",
        "~",
        "//",
        "/*",
        "*/",
        "{",
        "}",
    ),
    *(
        "(",
        ")",
        '#eval("1+1")',
        '#read("/etc/passwd")',
        "#sys.inputs",
        "$x$",
        "#let a=1",
        "<a>",
        "\n\n= ",
        "\n\n- ",
        "甲",
        " ",
    ),
]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join))
def test_whatever_is_written_stands_there_as_words_and_is_never_run(text):
    written = f"始{text}止".replace("`", "")
    said = body(notice_pdf(replace(NOTICE, title="题目在此", body=written), "A4"))
    assert said.replace("●", "").replace("–", "") == words(to_plain(written)).replace("–", "")


def test_a_word_without_end_and_a_wide_table_stay_on_the_sheet():
    wide = "|" + "合计项目|" * 15 + "\n|" + "--:|" * 15 + "\n|" + "123456|" * 15
    pdf = notice_pdf(replace(NOTICE, title="题目在此", body="A" * 2000 + "\n\n" + wide), "A4")
    assert body(pdf).count("A") == 2000
    assert body(pdf).count("123456") == 15
