"""What screening reports, and the sentence that says what to do about each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

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
    "identity-number-old": (
        "这里像是十五位的旧身份证号码，请核对，是就删除。",
        "This looks like an old identity number of 15 digits. Check, and take it out if so.",
    ),
    "identity-document": (
        "这里像是个人证件号码，请核对，是就删除。",
        "This looks like the number of a personal document. Check, and take it out if so.",
    ),
    "bank-card": (
        "这里像是银行卡号或信访查询码，请删除。",
        "This looks like a bank card or a receipt code. Take it out.",
    ),
    "bank-account": (
        "这里像是账号；如果不是单位公开的收款账号，请删除。",
        "This looks like a bank account. Take it out unless it is an office's public account.",
    ),
    "mobile-phone": (
        "这里像是个人手机号码，请删除。",
        "This looks like a personal mobile number. Take it out.",
    ),
    "landline-phone": (
        "这里像是座机号码；如果不是单位公开的电话，请删除。",
        "This looks like a landline. Take it out unless it is an office's public number.",
    ),
    "name-beside-health": (
        "这里像是把姓名和个人的生育、健康情况写在一起：请删除姓名，只公布数字。",
        "This looks like somebody's name beside births or health. Take the name out: publish figures only.",
    ),
    "small-figure": (
        "这里像是小于 5 的人口或健康数字，可能认得出是谁；请合并或不公布。",
        "This looks like a figure below 5 on births or health: people could be recognised. Merge it.",
    ),
    "cell-subtractable": (
        "合计减去其他数，就能算出没有公布的或小于 5 的数：请再合并一项，或者不公布合计。",
        "A figure that is withheld or below 5 can be had by subtraction. Withhold one more, or the total.",
    ),
}


def hit(kind: str, severity: Severity, start: int, end: int) -> Hit:
    return Hit(kind, severity, start, end, *_SAID[kind])


def without_overlaps(length: int, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """In order of appearance. Of two that overlap the one that blocks stays, else the one found first."""
    taken = bytearray(length)
    kept: list[Hit] = []
    for one in sorted(hits, key=lambda hit: hit.severity != "block"):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return tuple(sorted(kept, key=lambda hit: hit.start))
