"""A questionnaire on paper: what stands on it, that shipped ones fit, and that all sheets are alike."""

import io
import tomllib
from dataclasses import replace
from datetime import date
from itertools import repeat

import pypdf
import pytest

from shared.config import SHIPPED_DATA
from shared.notices import Questionnaire, questionnaire_pdf

ASKED = Questionnaire(
    village=("洋畲村", "Yangshe Village"),
    township="阳光镇",
    office=("计生办", "Family planning office"),
    title="2026年一季度村民评议",
    id="residents",
    version=3,
    opens_on=date(2026, 3, 1),
    last_day=date(2026, 3, 20),
    levels=[("5", "非常满意", "Very satisfied"), ("1", "非常不满意", "Very dissatisfied")],
    questions=[("态度：是否热情", "Attitude"), ("总体 $x$ #eval(1)", "Overall")],
    awareness=[("您知道公开栏在哪里吗？", "Do you know the board?")],
    texts=[("还有什么话要说？", "Anything else?")],
)


def sheets(asked: Questionnaire) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(questionnaire_pdf(asked))).pages
    return ["".join(page.extract_text().split()) for page in pages]


def test_it_asks_what_the_screen_asks_says_that_no_name_belongs_on_it_and_which_version_it_is():
    (sheet,) = sheets(ASKED)
    for said in (
        "洋畲村 2026年一季度村民评议 1.态度：是否热情 2.总体$x$#eval(1) 3.您知道公开栏在哪里吗？ 4.还有什么话要说？",
        "不记名，请勿写姓名。 评的是：计生办 2026年3月20日 非常满意 封存到结果公布后销毁 问卷residents第3版",
        "Attitude Overall Anonymous:pleasewritenoname Doyouknowtheboard?",
    ):
        for words in said.split():
            assert words in sheet


def test_every_sheet_is_the_same_to_the_byte():
    assert questionnaire_pdf(ASKED) == questionnaire_pdf(ASKED)


@pytest.mark.parametrize("name", ["residents", "migrants"])
def test_a_shipped_questionnaire_stands_on_one_sheet_of_paper(name):
    rows = tomllib.loads((SHIPPED_DATA / "questionnaires" / f"{name}.toml").read_text())["row"]
    parts = (tuple((row["zh"], row["en"]) for row in rows if row["kind"] == kind) for kind in ("rating", "awareness"))
    questions, awareness = parts
    levels = list(repeat(("1", "非常不满意", "Very dissatisfied"), 5))
    assert len(sheets(replace(ASKED, questions=questions, awareness=awareness, levels=levels))) == 1


def test_one_with_only_words_or_with_forty_questions_is_set_too():
    assert "1.还有什么话" in sheets(replace(ASKED, questions=[], awareness=[]))[0]
    long = sheets(replace(ASKED, questions=ASKED.questions * 20, title="关于" + "满意度" * 40))
    assert len(long) > 1
    assert "非常满意" in long[1], "the heads stand on every sheet"
