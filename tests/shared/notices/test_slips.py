"""Slips of survey codes as PDF: what stands on them, and that a telephone reads each."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import typst
import zxingcpp
from PIL import Image

from shared.notices import SLIPS_ON_A_SHEET, Slips, setting, slips_pdf
from shared.notices.slips import for_template
from shared.privacy.codes import grouped, survey_code

ON = date(2026, 3, 2)
CODES = tuple(survey_code(b"key", "4821993017", number) for number in range(SLIPS_ON_A_SHEET + 1))
SLIPS = Slips(
    village="洋畲村",
    village_en="Yangshe Village",
    title="2026年一季度村民评议",
    last_day=date(2026, 3, 20),
    address="http://yangshe.example/survey/01JD8Z6QX4N5K7M2P3R4S5T6V7",
    bundle="48219-93017",
    codes=CODES,
)


def sheets(slips: Slips) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(slips_pdf(slips, ON))).pages]


def test_each_slip_has_its_code_and_each_sheet_its_bundle_and_number():
    first, second = sheets(SLIPS)
    for code in CODES[:-1]:
        assert code in first
    assert CODES[-1] in second
    assert "批号48219-93017第2张，共2张" in second
    for said in ("洋畲村·民主评议", SLIPS.title, "2026年3月20日", "不记名", "yangshe.example/survey", "Anonymous"):
        assert "".join(said.split()) in first


def test_a_telephone_reads_from_each_slip_the_address_with_its_own_code_behind_the_fragment():
    compiler = typst.Compiler(font_paths=setting.fonts(), ignore_system_fonts=True)
    data = for_template(replace(SLIPS, codes=CODES[:SLIPS_ON_A_SHEET]))
    png = compiler.compile(input=setting.template("slips"), format="png", ppi=110, sys_inputs={"data": data})
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert {found.text for found in read} == {f"{SLIPS.address}#{code}" for code in CODES[:SLIPS_ON_A_SHEET]}


def test_a_slip_for_a_visit_says_so_and_leads_to_the_window():
    visit = replace(SLIPS, title="计生办：这次办事满意吗？", address="http://yangshe.example/window", visit=True)
    first, _ = sheets(visit)
    for said in (
        "服务窗口　评价码",
        visit.title,
        "yangshe.example/window输入",
        "好评差评也分不出来",
        "rate your visit",
    ):
        assert "".join(said.split()) in first
    assert "民主评议" not in first


def test_a_title_without_end_and_words_that_look_like_markup_leave_all_slips_on_the_sheet():
    slips = replace(SLIPS, title="#eval($x$)*关于" + "群众满意度评议" * 12, village="洋畲#村", codes=CODES[:-1])
    (sheet,) = sheets(slips)
    assert "#eval($x$)*关于" in sheet
    assert all(grouped(code).replace(" ", "") in sheet for code in CODES[:-1])
