"""A photograph of a place without what a telephone writes into it: where, when, and whose telephone.

Nothing is decoded. Of the file only those parts are kept that a picture is made of; what it says about itself goes, and
for a JPEG the way it was held is written anew, lest it lie on its side.
"""

from __future__ import annotations

import re
import struct

from shared.errors import Invalid
from shared.privacy.attachments import JPEG, PNG, WEBP, Attachment, examine

_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"}
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
_WEBP_SPEAKS = 0b0010_1100
"""The marks in VP8X that say there is a colour profile, Exif or XMP."""
_ORIENTATION = 0x0112
_FILL = re.compile(rb"\xff+")
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
"""Where coded data ends: neither a stuffed byte nor a restart."""


def bare(content: bytes) -> Attachment:
    """The photograph without its metadata. Raises Invalid as `examine` does, or ``not-a-photograph``."""
    sent = examine(content)
    strip = {JPEG: _jpeg, PNG: _png, WEBP: _webp}.get(sent.kind)
    if strip is None:
        raise Invalid(
            "not-a-photograph", "这里只收照片（JPEG、PNG、WebP）。", "Only photographs are taken here: JPEG, PNG, WebP."
        )
    return Attachment(sent.kind, strip(sent.content))


def _jpeg(data: bytes) -> bytes:
    """ITU-T T.81: no application segment but JFIF's and Adobe's (how the colours are meant), and no comment."""
    kept, held, at = list[bytes](), 1, 2
    while True:
        at = _FILL.match(data, at).end()  # type: ignore[union-attr]  # `examine` has walked the same way
        marker = data[at]
        if marker == 0xD9:
            break
        end = at + 1 + int.from_bytes(data[at + 1 : at + 3])
        body = data[at + 3 : end]
        if marker == 0xDA:
            end = _AFTER_SCAN.search(data, end).start()  # type: ignore[union-attr]
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            held = _orientation(body[6:])
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE) or body.startswith((b"JFIF\0", b"Adobe")):
            kept.append(b"\xff" + data[at:end])
        at = end
    exif = b"Exif\0\0MM\0*" + struct.pack(">LHHHLHHL", 8, 1, _ORIENTATION, 3, 1, held, 0, 0)
    how_held = [] if held == 1 else [b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif]
    return b"".join([b"\xff\xd8", *how_held, *kept, b"\xff\xd9"])


def _orientation(tiff: bytes) -> int:
    """How the camera was held, 1 to 8 (Exif 2.32, 4.6.4); 1, upright, where it does not say."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return 1
    [at] = struct.unpack_from(order + "L", tiff, 4)
    if at + 2 > len(tiff):
        return 1
    [entries] = struct.unpack_from(order + "H", tiff, at)
    for entry in range(at + 2, min(at + 2 + entries * 12, len(tiff) - 11), 12):
        tag, kind, count, value = struct.unpack_from(order + "HHLH", tiff, entry)
        if (tag, kind, count) == (_ORIENTATION, 3, 1) and 1 <= value <= 8:
            return int(value)
    return 1


def _png(data: bytes) -> bytes:
    """ISO/IEC 15948: the chunks of the picture and of its colours."""
    kept, at = [data[:8]], 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] in _PNG_KEPT:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    """RFC 9649: the chunks of the picture."""
    kept, at = list[bytes](), 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        chunk, at = data[at : at + 8 + size + size % 2], at + 8 + size + size % 2
        if chunk[:4] == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_SPEAKS]) + chunk[9:]
        if chunk[:4] in _WEBP_KEPT:
            kept.append(chunk)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
