"""Telephone numbers: mobile ones are personal, landlines may be an office's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import PhoneNumberMatcher, PhoneNumberType, number_type

from shared.privacy.screening.hits import Hit, hit
from shared.privacy.screening.spelling import plain

_PHONE_LIKE = re.compile(r"\d(?:[\s\-().·]{0,2}\d){6}")
_MOBILE = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:(?:\+|00)?86[\s\-.)]{0,2})?(1[\s\-.·]{0,2}[3-9](?:[\s\-.·]{0,2}\d){9})(?!\d)"
)
"""Beside the library's own search, which passes over a number that touches a letter ("Tel13800138000")."""
_AMOUNT = re.compile(r"(?:\.\d{1,4})?\s?(?:元|万|亿|%|吨|公斤|千克|平方|立方|亩|份|本|册|株|头|只|千瓦)")
_NAMED = re.compile(r"(?:电话|座机|传真|联系|致电|拨打|打|\bphone|\btel)[^\d\n]{0,8}$", re.IGNORECASE)
_LOCAL_PHONE = re.compile(
    r"(?:电话|座机|联系|致电|拨打|\bphone|\btel(?:ephone)?)"
    r"[^\d\n]{0,8}(?<!\d)([2-8]\d{2,3}[ \-]?\d{4})(?!\d)",
    re.IGNORECASE,
)
_CALLABLE_TYPES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def found(text: str, allowed: frozenset[str]) -> Iterator[Hit]:
    if not _PHONE_LIKE.search(text):
        return
    public = {_national(number) for number in allowed}
    for match in PhoneNumberMatcher(text, "CN"):
        kind = number_type(match.number)
        if kind not in _CALLABLE_TYPES or _national(match.raw_string) in public:
            continue
        if kind == PhoneNumberType.FIXED_LINE:
            # Ten digits that begin with no 0 are as likely a receipt's.
            if match.raw_string[0] in "0(+" or _NAMED.search(text[max(0, match.start - 20) : match.start]):
                yield hit("landline-phone", "warn", match.start, match.end)
        elif not _is_a_figure(text, match.start, match.end):
            yield hit("mobile-phone", "block", match.start, match.end)
    for mobile in _MOBILE.finditer(text):
        if _national(mobile.group(1)) not in public and not _is_a_figure(text, *mobile.span()):
            yield hit("mobile-phone", "block", *mobile.span())
    for local in _LOCAL_PHONE.finditer(text):
        digits = _national(local.group(1))
        if not any(number.endswith(digits) for number in public):
            yield hit("landline-phone", "warn", *local.span(1))


def _is_a_figure(text: str, start: int, end: int) -> bool:
    """An amount, or three and more out of a row of figures: nobody writes a telephone number in such groups."""
    groups = len(re.findall(r"\d+", text[start:end]))
    in_a_row = re.search(r"\d\s{1,2}$", text[max(0, start - 3) : start]) or re.match(r"\s{1,2}\d", text[end : end + 3])
    return bool(_AMOUNT.match(text, end) or (groups > 3 and in_a_row))


def _national(number: str) -> str:
    """Digits without country code and trunk zero, so that all spellings of one number are equal."""
    digits = re.sub(r"\D", "", plain(number))
    if digits.startswith("0086"):
        digits = digits[4:]
    elif digits.startswith("86") and len(digits) > 11:
        digits = digits[2:]
    return digits.lstrip("0")
