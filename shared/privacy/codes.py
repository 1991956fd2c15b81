"""Codes on paper: the receipt code of a petition and the single-use survey code.

Digits only, because they are dictated by telephone and typed on old phones; the last one is a Luhn check digit, so
a single wrong digit is noticed before anything is looked up. Only a keyed hash of a code is ever stored.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from stdnum import luhn

from shared.errors import Invalid

RECEIPT_DIGITS = 16
SURVEY_DIGITS = 12


def new_receipt_code() -> str:
    """16 digits, 10^15 possibilities. Shown once; keep `fingerprint` of it, never the code."""
    return _checked(secrets.randbelow(10 ** (RECEIPT_DIGITS - 1)), RECEIPT_DIGITS)


def survey_code(key: bytes, bundle: str, number: int) -> str:
    """12 digits, 10^11 possibilities: the code of one slip of a bundle. Whoever lacks the key cannot tell it."""
    drawn = hmac.new(key, f"slip {bundle} {number}".encode(), hashlib.sha256).digest()
    return _checked(int.from_bytes(drawn, "big") % 10 ** (SURVEY_DIGITS - 1), SURVEY_DIGITS)


def _checked(number: int, length: int) -> str:
    digits = f"{number:0{length - 1}d}"
    return digits + str(luhn.calc_check_digit(digits))


def grouped(code: str) -> str:
    """As people read it: ``1234 5678 9012 3456``."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def normalise(code: str) -> str:
    """The bare digits of what somebody typed: spaces, dashes and full-width digits are accepted.

    Raises Invalid(``code-malformed``) for a wrong length, another character or a wrong check digit. The
    refusal never repeats the code.
    """
    typed = unicodedata.normalize("NFKC", code)
    digits = "".join(
        character
        for character in typed
        if not (character.isspace() or unicodedata.category(character) in ("Pd", "Cf") or character in "−.·")
    )
    well_formed = digits.isascii() and digits.isdigit() and len(digits) in (RECEIPT_DIGITS, SURVEY_DIGITS)
    if not well_formed or not luhn.is_valid(digits):
        raise Invalid(
            "code-malformed",
            "这个号码不对，请对照凭条，把每一位数字再核对一遍。",
            "This code is not right. Please check every digit against your slip.",
        )
    return digits


def veiled(key: bytes, told: str) -> str:
    """The same name for the same, by a key: whoever knows an id cannot find what is told of it under this name."""
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()[:20]


def fingerprint(key: bytes, code: str) -> str:
    """Keyed hash (HMAC-SHA256, hex) of a code in any spelling `normalise` accepts; else Invalid."""
    return hmac.new(key, normalise(code).encode(), hashlib.sha256).hexdigest()
