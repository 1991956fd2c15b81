"""Numbers of persons: identity numbers, documents, bank cards and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from shared.privacy.screening.hits import Hit, hit

_APART = r"[\s\-_./·・•\u200b-\u200d\u2060\ufeff]{0,3}"
"""What people put between the groups of a number. Bounded, and never a digit, so a match cannot explode."""
_IDENTITY = re.compile(rf"(?<!\d)(?=(\d(?:{_APART}\d){{16}}{_APART}[\dXx])(?!\d))")
"""Looks ahead at every place, so a number is found behind another one too: "35 3508811980…"."""
_DIGIT_RUN = re.compile(r"(?<!\d)\d(?:[ \-]?\d){14,17}[ \-]?[\dXx](?![0-9A-Za-z])")
_IDENTITY_SHAPE = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_IDENTITY_NAMED = re.compile(
    r"(?:身份证|身份号码|证件号|公民身份|\bID (?:card|number))[^\d\n。；]{0,12}"
    r"(?<!\d)(\d(?:[ \-]?\d){16}[ \-]?[\dXx])(?!\d)"
)
_OLD_IDENTITY = re.compile(
    r"(?<!\d)(?<!\d\.)(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}"
    r"(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\d{3}(?![0-9A-Za-z.])"
)
_DOCUMENT = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|居住证|居留许可|军官证|士兵证|驾驶证|社保卡|医保卡|出生医学证明|出生证|生育服务证|光荣证|"
    r"\bpassport)[^\d\n。；A-Za-z]{0,10}(?:No\.?\s?)?"
    r"(?<![0-9A-Za-z])(?!(?:19|20)\d{6}(?!\d))([A-Z]{0,2}\d{7,10})(?![0-9A-Za-z])",
    re.IGNORECASE,
)

_CARD_RUN = re.compile(r"(?<!\d)(?<!\d-)(?=(\d(?:[ \-]?\d){15,18}))")
_MOST_GAPS = 4
"""In a card's number. More are a row of small numbers."""
_CARD_START = re.compile(
    r"62|60|4|5[0-8]|6[3-9]|3[4-7]|35(?:2[89]|[3-8])|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|9558|9559|9[04]0|103|9[13]"
)
"""UnionPay, Visa, MasterCard, JCB, American Express, and the older cards of Chinese banks and unit cards."""
_CARD_NAMED = re.compile(
    r"(?:银行|卡号|账号|帐号|账户|帐户|借记|储蓄|信用卡|工资卡|存折|查询码|\bcard)[^\d\n。；]{0,12}$"
)
_PAPER_NAMED = re.compile(
    r"(?:编号|文号|字号|票号|票据号?|单号|流水号?|受理号|备案号|批准号|代码|条码|案号|档号|[Nn]o\.?)[:： ]{0,2}$"
)
_ACCOUNT_NAMED = re.compile(
    r"(?:账号|帐号|账户|帐户|卡号|存折|银行卡|\baccount)[^\d\n。；，,]{0,12}(?<!\d)(\d(?:[ \-]?\d){8,29})(?!\d)",
    re.IGNORECASE,
)


def found(text: str) -> Iterator[Hit]:
    yield from _identity_numbers(text)
    yield from _cards(text)
    for match in _ACCOUNT_NAMED.finditer(text):
        yield hit("bank-account", "warn", *match.span(1))
    for match in _DOCUMENT.finditer(text):
        yield hit("identity-document", "warn", *match.span(1))


def _identity_numbers(text: str) -> Iterator[Hit]:
    for match in _IDENTITY.finditer(text):
        digits = re.sub(r"[^\dXx]", "", match.group(1))
        if _IDENTITY_SHAPE.fullmatch(digits) and _is_identity_number(digits):
            yield hit("identity-number", "block", *match.span(1))
    for match in _DIGIT_RUN.finditer(text):
        if _IDENTITY_SHAPE.fullmatch(_bare(match.group())):
            yield hit("identity-number-mistyped", "warn", *match.span())
    for match in _IDENTITY_NAMED.finditer(text):
        yield hit("identity-number-mistyped", "warn", *match.span(1))
    for match in _OLD_IDENTITY.finditer(text):
        if _is_day("19" + match.group(1)):
            yield hit("identity-number-old", "warn", *match.span())


def _bare(number: str) -> str:
    return re.sub(r"[ \-]", "", number)


def _is_identity_number(digits: str) -> bool:
    """By check digit and date alone: the place table of stdnum lacks older and newer codes."""
    try:
        ric.get_birth_date(digits)
    except ValidationError:
        return False
    return bool(ric.calc_check_digit(digits) == digits[-1].upper())


def _is_day(day: str) -> bool:
    try:
        ric.get_birth_date(f"000000{day}0000")
    except ValidationError:
        return False
    return True


def _cards(text: str) -> Iterator[Hit]:
    """A card by its check digit. What is as likely the number of a paper is left to a person."""
    for match in _CARD_RUN.finditer(text):
        end = _end_of_card(text, *match.span(1))
        if end is None:
            continue
        digits = _bare(text[match.start() : end])
        before = text[max(0, match.start() - 20) : match.start()]
        likely = len(digits) == 16 or _CARD_START.match(digits)
        paper = _PAPER_NAMED.search(before) or (len(digits) in {16, 18} and _place_and_day(digits))
        sure = _CARD_NAMED.search(before) or (likely and not paper)
        yield hit("bank-card", "block" if sure else "warn", match.start(), end)


def _end_of_card(text: str, start: int, end: int) -> int | None:
    """Where the longest number of 16 to 19 digits with a right check digit ends."""
    while end > start:
        digits = _bare(text[start:end])
        if len(digits) < 16:
            return None
        whole = (
            text[end - 1] not in " -" and not text[end : end + 1].isdigit() and end - start - len(digits) <= _MOST_GAPS
        )
        if whole and luhn.is_valid(digits) and len(set(digits)) > 1:
            return end
        end -= 1
    return None


def _place_and_day(digits: str) -> bool:
    """Codes of projects and papers are often made of the place's code, a day and a running number."""
    return digits[0] in "12345678" and digits[6:8] in {"19", "20"} and _is_day(digits[6:14])
