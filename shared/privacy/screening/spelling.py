"""One character for one character, so that positions in the plain text are those of the original."""

from __future__ import annotations

import re
import unicodedata


def _plain_forms() -> dict[int, str]:
    """Full-width letters, digits and signs, and the digits of other scripts and typefaces, as ASCII."""
    forms = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；！？（）"}
    forms.update(
        (code, str(unicodedata.digit(chr(code))))
        for code in range(0x0660, 0x1FC00)
        if unicodedata.category(chr(code)) == "Nd"
    )
    forms.update(dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-"))
    forms.update(dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000"), " "))
    forms[ord("\r")] = "\n"
    return forms


_PLAIN = _plain_forms()
_IN_WORDS = re.compile(r"[〇零一二三四五六七八九]{11,18}")
"""So many numerals on end are no amount, but a number that is told digit by digit (一三八〇〇…)."""
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def plain(text: str) -> str:
    return _IN_WORDS.sub(lambda match: match.group().translate(_DIGITS), text.translate(_PLAIN))
