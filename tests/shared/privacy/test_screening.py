import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from shared.privacy.screening import screen


def kinds(text, **options):
    return [(hit.kind, hit.severity) for hit in screen(text, **options)]


def identity_number(area="350881", born="19800101", order="123"):
    base = area + born + order
    return base + ric.calc_check_digit(base + "0")


def card(length):
    base = "6222021234567890123456"[: length - 1]
    return base + luhn.calc_check_digit(base)


ID = identity_number()


@pytest.mark.parametrize(
    "text",
    [
        f"申请人{ID}已办理。",
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"身份证：{''.join(chr(ord('０') + int(c)) if c.isdigit() else c for c in ID)}",
        identity_number(order="456").lower(),
        identity_number(area="110101", born="19491231", order="00" + "2"),
    ],
)
def test_an_identity_number_is_blocked(text):
    assert kinds(text) == [("identity-number", "block")]


def test_an_identity_number_with_one_wrong_digit_is_a_warning():
    wrong = ID[:-1] + ("1" if ID[-1] != "1" else "2")
    assert kinds(f"证号{wrong}。") in ([("identity-number-mistyped", "warn")], [("bank-card", "block")])


@pytest.mark.parametrize("length", [16, 17, 18, 19])
def test_a_bank_card_is_blocked(length):
    assert ("bank-card", "block") in kinds(f"账号 {card(length)}，已发放。")


@pytest.mark.parametrize(
    "text", ["13800138000", "＋86 138 0013 8000", "手机：１３８００１３８０００", "打138-0013-8000找他"]
)
def test_a_mobile_number_is_blocked(text):
    assert kinds(text) == [("mobile-phone", "block")]


@pytest.mark.parametrize("text", ["0597-5336789", "座机05975336789", "联系电话：5336789", "Tel. 533 6789"])
def test_a_landline_is_a_warning(text):
    assert kinds(text) == [("landline-phone", "warn")]


@pytest.mark.parametrize("allowed", ["0597-5336789", "05975336789", "+86 597 5336789", "００８６ 597 5336789"])
def test_a_listed_office_number_is_no_hit_in_any_spelling(allowed):
    text = "咨询电话：0597-5336789，或 (0597)5336789，或电话 5336789"
    assert kinds(text, allowed=frozenset({allowed})) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "热线12345、12356，投诉电话 12345。",
        "服务热线 400-810-1234",
        "2026-01-05 至 2026-03-31，文号〔2026〕12号，编号 20260105",
        "共收取 12345678 元",
        "统一社会信用代码 91350881MA31234567",
        "一对夫妻可以生育三个子女。在 3 个工作日内办理生育登记。",
        "本季度出生 128 人，其中男 66 人，女 62 人。",
        "第3例公开栏，共4人参加评议",
        "出生人口 | 男 | 66\n合计 | 128 | 62",
    ],
)
def test_harmless_text_has_no_hit(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "洋畲村本季度出生 3 人",
        "流产一例",
        "残疾儿童 2 名",
        "3 births in the village",
        "村 | 出生\n洋畲 | 3 |",
        "村,出生,死亡\n洋畲,12,4",
        "出生：2",
    ],
)
def test_a_figure_below_five_beside_births_or_health_is_a_warning(text):
    assert ("small-figure", "warn") in kinds(text)
    assert len(kinds(text)) == 1


def test_a_hit_says_where_and_what_to_do_in_both_languages():
    text = f"　申请人 {ID}，电话１３８００１３８０００"
    first, second = screen(text)
    assert text[first.start : first.end] == ID
    assert text[second.start : second.end] == "１３８００１３８０００"
    assert "删除" in first.zh
    assert "Take it out" in first.en


@given(st.text(alphabet="0123456789 -Xx,|\t\n出生人例３电话abc。", max_size=200))
def test_hits_never_overlap_and_lie_inside_the_text(text):
    end = 0
    for hit in screen(text):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end


def test_a_long_publication_is_screened_in_a_blink():
    text = "本季度全镇出生人口情况如下，咨询电话 0597-5336789。收费 12345 元，2026-01-05。\n" * 500
    screen("13800138000")
    started = time.perf_counter()
    screen(text + "1 " * 5000 + "1-" * 5000)
    assert time.perf_counter() - started < 5
