"""Numbers of persons in any spelling, and numbers that are somebody's only beside their word."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from shared.privacy.screening import screen
from tests.shared.privacy.labelled.numbers import identity_spellings

CHINESE = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("，。、：；（）\n"), max_size=30
)


@st.composite
def identity_numbers(draw):
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
    base = f"{draw(st.integers(110000, 829999))}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return base + str(ric.calc_check_digit(base + "0"))


def kinds(text, **options):
    return [(hit.kind, hit.severity) for hit in screen(text, **options)]


@given(CHINESE, identity_numbers(), st.integers(0, 17), CHINESE)
def test_an_identity_number_is_found_in_any_spelling_between_any_words(before, number, spelling, after):
    spelt = identity_spellings(number)[spelling]
    # Told in Chinese numerals, it has to end somewhere: 五 before it would be one numeral more.
    assume(spelling < 17 or not set(before[-1:] + after[:1]) & set("〇零一二三四五六七八九"))
    found = [hit for hit in screen(before + spelt + after) if hit.kind == "identity-number"]
    assert [(hit.severity, hit.start, hit.end) for hit in found] == [("block", len(before), len(before) + len(spelt))]


@given(
    CHINESE,
    st.sampled_from(["622202", "4367", "518718", "955880"]),
    st.integers(0, 10**11),
    st.integers(16, 19),
    CHINESE,
)
def test_a_bank_card_is_found_between_any_words(before, start, middle, length, after):
    base = start + f"{middle:015}"[-(length - 1 - len(start)) :]
    number = base + luhn.calc_check_digit(base)
    assert any(hit.start <= len(before) and hit.end >= len(before) + length for hit in screen(before + number + after))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("账号：123456789012", "bank-account"),
        ("卡号 6222 0212 3456 7890 124", "bank-account"),
        ("他的存折（980012345678901）", "bank-account"),
        ("身份证350881800101123", "identity-number-old"),
        ("公民身份号码：350881198013321234", "identity-number-mistyped"),
        ("护照E12345678", "identity-document"),
        ("港澳通行证：C01234567", "identity-document"),
        ("出生医学证明编号 Q350012345", "identity-document"),
    ],
)
def test_a_number_that_is_somebodys_by_the_word_beside_it_is_a_warning(text, kind):
    assert kinds(text) == [(kind, "warn")]


@pytest.mark.parametrize(
    "text",
    [
        "编号350881801301123",
        "350881809901123",
        "护照办理指南 20260105 版",
        "立项批复 2025-513436-28-52-633355",
        "投资 13800138000 元",
        "20 400 87 2516 13 072 87",
        "198 18 5845 28 613 71",
        "票据号码 7635687223",
    ],
)
def test_what_only_looks_like_a_number_of_somebody_is_no_hit(text):
    assert kinds(text) == []


def test_a_card_number_that_may_be_a_papers_is_left_to_a_person():
    number = "620102202601051"
    number += luhn.calc_check_digit(number)
    assert kinds(f"受理号{number}") == [("bank-card", "warn")]
    assert kinds(f"卡号{number}") == [("bank-card", "block")]


@pytest.mark.parametrize("text", ["Tel13800138000", "abc138.0013.8000", "13 80 01 38 00 0", "微信13800138000"])
def test_a_mobile_number_is_found_beside_letters_and_in_odd_groups(text):
    assert kinds(text) == [("mobile-phone", "block")]


def test_of_two_that_overlap_the_one_that_blocks_stays():
    assert kinds("支付宝账号13800138000") == [("mobile-phone", "block")]
