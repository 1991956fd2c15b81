"""What a board signs when it gives a receipt, so that anybody can check it without asking anybody.

The text is JSON with its names in alphabetical order and no spaces, in UTF-8 (what RFC 8785 makes of these fields); the
signature is Ed25519, by the key with which the village's endpoint signs all that it tells. docs/receipts.md says how to
check one with OpenSSL alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

SIGNED = ("digest", "given_on", "medium", "photograph", "publication", "version", "village")
MEDIA = ("electronic", "paper", "removed")
"""Shown on the electronic board; hanging on the paper board; taken off the paper board, after a withdrawal."""


def receipt_text(said: Mapping[str, object]) -> str:
    """The text that is signed; ``said`` has the fields in SIGNED, a day as a date or as ISO text, and may have more."""
    fields = {name: said[name] if isinstance(said[name], int) else str(said[name]) for name in SIGNED}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
