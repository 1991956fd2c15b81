"""Screening before publication: what looks like personal data in a text. Pure, by explainable rules.

It finds shapes (a checksummed identity number, a card, a telephone number, a small figure beside births or
health), not meaning: a name goes unnoticed. So a second person still reads every publication before it is posted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from phonenumbers import PhoneNumberMatcher, PhoneNumberType, number_type
from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

Severity = Literal["block", "warn"]


@dataclass(frozen=True)
class Hit:
    """What was found at ``text[start:end]``. `block` must be taken out; `warn` is for a person to decide."""

    kind: str
    severity: Severity
    start: int
    end: int
    zh: str
    en: str


_SAID: dict[str, tuple[str, str]] = {
    "identity-number": ("这里像是身份证号码，请删除。", "This looks like an identity number. Take it out."),
    "identity-number-mistyped": (
        "这里像是写错一位的身份证号码，请核对，是就删除。",
        "This looks like a mistyped identity number. Check, and take it out if so.",
    ),
    "bank-card": (
        "这里像是银行卡号或信访查询码，请删除。",
        "This looks like a bank card or a receipt code. Take it out.",
    ),
    "mobile-phone": (
        "这里像是个人手机号码，请删除。",
        "This looks like a personal mobile number. Take it out.",
    ),
    "landline-phone": (
        "这里像是座机号码；如果不是单位公开的电话，请删除。",
        "This looks like a landline. Take it out unless it is an office's public number.",
    ),
    "small-figure": (
        "这里像是小于 5 的人口或健康数字，可能认得出是谁；请合并或不公布。",
        "This looks like a figure below 5 on births or health: people could be recognised. Merge it.",
    ),
}

_DIGIT_RUN = re.compile(r"(?<![0-9A-Za-z])\d(?:[ \-]?\d){14,17}[ \-]?[\dXx](?![0-9A-Za-z])")
_CARD_RUN = re.compile(r"(?<![0-9A-Za-z])\d(?:[ \-]?\d){15,18}(?![0-9A-Za-z])")
_IDENTITY_SHAPE = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_PHONE_LIKE = re.compile(r"\d(?:[\s\-()]{0,2}\d){6}")
_LOCAL_PHONE = re.compile(
    r"(?:电话|座机|联系|致电|拨打|\bphone|\btel(?:ephone)?)"
    r"[^\d\n]{0,8}(?<!\d)([2-8]\d{2,3}[ \-]?\d{4})(?!\d)",
    re.IGNORECASE,
)
_CALLABLE_TYPES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}

_SENSITIVE = re.compile(
    r"出生|生育|怀孕|孕妇|孕产|流产|引产|早产|节育|结扎|上环|避孕|不孕|残疾|伤残|患病|疾病|病例|确诊|死亡|新生儿|婴儿|畸形|"
    r"艾滋|精神障碍|births?\b|newborn|pregnan|abortion|miscarriage|steril|disab|disease|diagnos|deaths?\b|infant",
    re.IGNORECASE,
)
_SMALL_COUNT = re.compile(
    r"(?<![\d.,，第/\-])(?:[0-4]\s*(?:人|例|名|户|对|胎|cases?\b|births?\b|deaths?\b|persons?\b|people\b|women\b|infants?\b)"
    r"|[零一二两三四]\s*(?:例|名|人(?!口|员|大|民)))",
    re.IGNORECASE,
)
_SMALL_CELL = re.compile(r"(?<=[|\t,，:：])[ 　]*([0-4])[ 　]*(?=[|\t,，;；。\n]|$)")
_DELIMITED = re.compile(r"[|\t]|[,，].*[,，]")
_SENTENCE = re.compile(r"[^\n。；;]+")


def screen(text: str, *, allowed: frozenset[str] = frozenset()) -> tuple[Hit, ...]:
    """Everything in the text that looks like personal data, in order of appearance, without overlaps.

    ``allowed`` holds public telephone numbers of offices in any spelling. Service numbers such as 12345, 12356
    and 400 numbers are never hits.
    """
    plain = text.translate(_FULL_WIDTH)
    hits: list[Hit] = []
    for found in (*_numbers(plain), *_phones(plain, allowed), *_small_figures(plain)):
        if not any(found.start < other.end and other.start < found.end for other in hits):
            hits.append(found)
    return tuple(sorted(hits, key=lambda hit: hit.start))


_FULL_WIDTH = {
    **{ord("０") + digit: str(digit) for digit in range(10)},
    ord("Ｘ"): "X",
    ord("ｘ"): "x",
    ord("－"): "-",
    ord("　"): " ",
}
"""One character for one character, so that positions stay those of the original text."""


def _hit(kind: str, severity: Severity, start: int, end: int) -> Hit:
    return Hit(kind, severity, start, end, *_SAID[kind])


def _numbers(text: str) -> Iterator[Hit]:
    mistyped: list[Hit] = []
    for match in _DIGIT_RUN.finditer(text):
        digits = re.sub(r"[ \-]", "", match.group())
        if not _IDENTITY_SHAPE.fullmatch(digits):
            continue
        if _is_identity_number(digits):
            yield _hit("identity-number", "block", *match.span())
        else:
            mistyped.append(_hit("identity-number-mistyped", "warn", *match.span()))
    for match in _CARD_RUN.finditer(text):
        digits = re.sub(r"[ \-]", "", match.group())
        if luhn.is_valid(digits) and len(set(digits)) > 1:
            yield _hit("bank-card", "block", *match.span())
    yield from mistyped


def _is_identity_number(digits: str) -> bool:
    """By check digit and date alone: the place table of stdnum lacks older and newer codes."""
    try:
        ric.get_birth_date(digits)
    except ValidationError:
        return False
    return bool(ric.calc_check_digit(digits) == digits[-1].upper())


def _phones(text: str, allowed: frozenset[str]) -> Iterator[Hit]:
    if not _PHONE_LIKE.search(text):
        return
    public = {_national(number) for number in allowed}
    for match in PhoneNumberMatcher(text, "CN"):
        kind = number_type(match.number)
        if kind not in _CALLABLE_TYPES or _national(match.raw_string) in public:
            continue
        if kind == PhoneNumberType.FIXED_LINE:
            yield _hit("landline-phone", "warn", match.start, match.end)
        else:
            yield _hit("mobile-phone", "block", match.start, match.end)
    for local in _LOCAL_PHONE.finditer(text):
        digits = _national(local.group(1))
        if not any(number.endswith(digits) for number in public):
            yield _hit("landline-phone", "warn", *local.span(1))


def _national(number: str) -> str:
    """Digits without country code and trunk zero, so that all spellings of one number are equal."""
    digits = re.sub(r"\D", "", number.translate(_FULL_WIDTH))
    if digits.startswith("0086"):
        digits = digits[4:]
    elif digits.startswith("86") and len(digits) > 11:
        digits = digits[2:]
    return digits.lstrip("0")


def _small_figures(text: str) -> Iterator[Hit]:
    in_table = False
    for line in re.finditer(r"[^\n]+", text):
        delimited = bool(_DELIMITED.search(line.group()))
        sensitive = bool(_SENSITIVE.search(line.group()))
        in_table = delimited and (in_table or sensitive)
        if in_table:
            yield from _small_in(text, line.start(), line.end())
            continue
        for sentence in _SENTENCE.finditer(text, line.start(), line.end()):
            if _SENSITIVE.search(sentence.group()):
                yield from _small_in(text, sentence.start(), sentence.end())


def _small_in(text: str, start: int, end: int) -> Iterator[Hit]:
    for count in _SMALL_COUNT.finditer(text, start, end):
        yield _hit("small-figure", "warn", *count.span())
    # Up to the line's end and no further: a cell must be all there is between two separators.
    for cell in _SMALL_CELL.finditer(text, start, end):
        yield _hit("small-figure", "warn", *cell.span(1))
