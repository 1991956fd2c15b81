"""What makes filing a petition safe to repeat without keeping its receipt code anywhere: see docs/decisions.

The code is computed from the form's random key and the whole content with this node's own key. A repeat of the same
form on a bad line gets the same code again; another content is another petition with another code. Stored is only a
hash of the occasion, from which neither can be computed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from stdnum import luhn

from shared.privacy.codes import RECEIPT_DIGITS


@dataclass(frozen=True)
class Occasion:
    """``receipt_code`` is shown and never stored; ``key`` makes a repetition harmless and may be stored."""

    receipt_code: str
    key: str


def occasion(node_key: bytes, form_key: str, content: Mapping[str, object], of: str = "petition") -> Occasion:
    """``form_key`` is random and hard to guess; ``content`` is what was written; ``of``: petition or visit."""
    written = json.dumps(dict(content), ensure_ascii=False, sort_keys=True).encode()
    told_apart = hmac.digest(form_key.encode(), written, "sha256")
    number = int.from_bytes(hmac.digest(node_key, b"receipt code" + told_apart, "sha256"))
    digits = str(number % 10 ** (RECEIPT_DIGITS - 1)).zfill(RECEIPT_DIGITS - 1)
    stored = hmac.new(node_key, b"occasion" + told_apart, hashlib.sha256).hexdigest()
    return Occasion(digits + str(luhn.calc_check_digit(digits)), f"{of}:{stored}")
