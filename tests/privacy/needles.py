"""What is searched for: each secret, and pieces of it, in every spelling in which it could lie about."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

WHOLE = 12
"""Up to so many characters a secret is searched for as it is: a name, a telephone number."""
PIECE = 8
"""Characters of a longer text that are searched for on their own: half a sentence is a leak too."""


def pieces(secret: str) -> list[str]:
    """The secret itself, and if it is long its pieces, each half over the next."""
    if len(secret) <= WHOLE:
        return [secret]
    return [secret[at : at + PIECE] for at in range(0, len(secret) - PIECE + 1, PIECE // 2)]


def spellings(secret: str, published: str = "") -> dict[bytes, str]:
    """The bytes to search for, and what each is; but for pieces that stand in what the office itself has published."""
    found: dict[bytes, str] = {}
    for piece in pieces(secret):
        if piece in published:
            continue
        for encoding, raw in _encoded(piece):
            for wrapping, spelt in _wrapped(raw):
                found.setdefault(spelt, f"{piece} ({' in '.join(filter(None, (encoding, wrapping)))})")
    return found


def _encoded(text: str) -> Iterator[tuple[str, bytes]]:
    yield "utf-8", text.encode()
    yield "utf-16", text.encode("utf-16-le")
    yield "utf-16 the other way", text.encode("utf-16-be")
    yield "gbk", text.encode("gb18030")
    yield "JSON", json.dumps(text)[1:-1].encode()
    yield "HTML", "".join(f"&#{ord(character)};" if ord(character) > 127 else character for character in text).encode()


def _wrapped(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield "", raw
    yield "hex", raw.hex().encode()
    yield "hex", raw.hex().upper().encode()
    yield "an address", quote(raw, safe="").encode()
    yield "an address", quote(raw, safe="").lower().encode()
    for shift in range(3):
        # The characters that hang on what stands before or after are cut off.
        whole = base64.b64encode(b"\0" * shift + raw)
        inner = whole[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
        if len(inner) >= 8:
            yield "base64", inner
            yield "base64", inner.translate(bytes.maketrans(b"+/", b"-_"))


def search(secrets: Iterable[str], places: Iterable[tuple[str, bytes]], published: str = "") -> list[str]:
    """Each place where one of the secrets stands, with its spelling; the secrets are the callers' own."""
    wanted: dict[bytes, str] = {}
    for secret in secrets:
        wanted |= spellings(secret, published)
    return [f"{name}: {told}" for name, content in places for spelt, told in wanted.items() if content.find(spelt) >= 0]
