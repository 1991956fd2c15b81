"""What a file that somebody attaches is, from its content alone: name and declared type are the sender's to choose.

A photograph, a scan or a recording is walked through from its first byte to its end by the rules of its format. Nothing
is decoded and nothing is run. Everything that does not hold is refused, so a page, a script, a drawing with scripts, an
archive or a program is, whatever its name and whatever few bytes stand at its beginning.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from shared.errors import Invalid

LARGEST = 5 * 1024 * 1024
"""Bytes of one file."""

_MARKUP = re.compile(rb"<\s*(?:!doctype|!--|html|head|body|script|svg|iframe|object|embed|math|style)", re.I)
_SNIFFED = 1024
"""Bytes at the beginning by which browsers that know no better guess at a page."""
_JPEG_MARKER = re.compile(rb"\xff+([\xc0-\xcf\xd8-\xfe])")
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PDF_START = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n %]")
_PDF_END = re.compile(rb"startxref\s+(\d{1,8})\s+%%EOF[\s\x00]*\Z")
_PDF_TABLE = re.compile(rb"\s*(?:xref\s|\d+\s+\d+\s+obj\b)")
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
_INNER = {b"file": b"moov", b"moov": b"trak", b"trak": b"mdia"}
"""The way to what a track is."""
_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"udta", b"uuid", b"meta", b"pnot"}
_AMR = {
    b"#!AMR\n": (13, 14, 16, 18, 20, 21, 27, 32, 6, None, None, None, None, None, None, 1),
    b"#!AMR-WB\n": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, None, None, None, None, 1, 1),
}
"""Bytes of a frame of each type (3GPP TS 26.101 and 26.201), the frame's head among them."""
_MP3_KBIT = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""For MPEG 1, and for MPEG 2 and 2.5; layer III."""
_MP3_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


@dataclass(frozen=True)
class Kind:
    media_type: str
    suffix: str
    """What a file of this kind is called by, with the dot."""


JPEG = Kind("image/jpeg", ".jpg")
PNG = Kind("image/png", ".png")
WEBP = Kind("image/webp", ".webp")
PDF = Kind("application/pdf", ".pdf")
MP3 = Kind("audio/mpeg", ".mp3")
MP4_AUDIO = Kind("audio/mp4", ".m4a")
AMR = Kind("audio/amr", ".amr")
SUFFIXES = {kind.media_type: kind.suffix for kind in (JPEG, PNG, WEBP, PDF, MP3, MP4_AUDIO, AMR)}


@dataclass(frozen=True)
class Attachment:
    """``content`` ends where the picture ends: what a telephone, or somebody with a plan, hung behind is left off."""

    kind: Kind
    content: bytes


class _Broken(Exception):
    """Not what its beginning says."""


def examine(content: bytes) -> Attachment:
    """What may be kept of a file. Raises Invalid.

    ``attachment-empty``, ``attachment-too-large``; ``attachment-type`` for a kind that is not taken or only looks so
    at the beginning; ``attachment-active`` for a PDF that would run something (as far as this can be seen without
    decoding it). The refusal says nothing of the content.
    """
    if not content:
        raise Invalid("attachment-empty", "附件是空的，请重新选择。", "The file is empty. Choose it again.")
    if len(content) > LARGEST:
        raise too_large()
    try:
        for begins, kind, end_of in _KINDS:
            if begins.match(content):
                whole = content[: end_of(content)]
                if _MARKUP.search(whole[:_SNIFFED]):
                    raise _Broken
                return Attachment(kind, whole)
    except (_Broken, IndexError):
        pass  # said below, in the same words as of a kind that nobody takes
    raise Invalid(
        "attachment-type",
        "只收照片（JPEG、PNG、WebP）、PDF 和录音（MP3、M4A、AMR），这个文件不是，或不完整。请重新拍照或另存后再传。",
        "Only photographs (JPEG, PNG, WebP), PDF and recordings (MP3, M4A, AMR) are taken. This file is none of them,"
        " or not whole. Take the picture again, or save it anew.",
    )


def too_large() -> Invalid:
    return Invalid(
        "attachment-too-large",
        "附件太大，每个最多 5 MB。照片可先缩小再传。",
        "The file is too large: 5 MB at most. Make the picture smaller first.",
    )


def _jpeg(data: bytes) -> int:
    """ITU-T T.81, annex B: segments up to the end-of-image marker, past the coded data of every scan."""
    at, frame = 2, False
    while True:
        found = _JPEG_MARKER.match(data, at)
        if found is None:
            raise _Broken
        marker, at = found[1][0], found.end()
        if marker == 0xD9:
            if not frame:
                raise _Broken
            return at
        if marker == 0xD8:
            raise _Broken
        length = int.from_bytes(_bytes(data, at, 2))
        if length < 2 or (marker in _JPEG_FRAMES and length < 11):
            raise _Broken
        at += length
        if marker == 0xDA:
            if not frame:
                raise _Broken
            at = _after_scan(data, at)
        frame = frame or marker in _JPEG_FRAMES


def _after_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that ends the coded data: neither a stuffed byte nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        following = _bytes(data, at + 1, 1)[0]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2
    raise _Broken


def _png(data: bytes) -> int:
    """ISO/IEC 15948: chunks with their checksums, from IHDR by way of IDAT to IEND."""
    at, kinds = 8, list[bytes]()
    while not kinds or kinds[-1] != b"IEND":
        length, kind = int.from_bytes(_bytes(data, at, 4)), _bytes(data, at + 4, 4)
        checksum = int.from_bytes(_bytes(data, at + 8 + length, 4))
        if not kind.isalpha() or zlib.crc32(data[at + 4 : at + 8 + length]) != checksum:
            raise _Broken
        if not kinds and (kind, length) != (b"IHDR", 13):
            raise _Broken
        kinds.append(kind)
        at += 12 + length
    if b"IDAT" not in kinds:
        raise _Broken
    return at


def _webp(data: bytes) -> int:
    """RFC 9649: a RIFF of known length that is full of chunks, a picture first."""
    end = 8 + int.from_bytes(data[4:8], "little")
    at, kinds = 12, list[bytes]()
    while at < end:
        kinds.append(_bytes(data, at, 4))
        at += 8 + int.from_bytes(_bytes(data, at + 4, 4), "little")
        at += at % 2
    if at != end or end > len(data) or not kinds or kinds[0] not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise _Broken
    if not {b"VP8 ", b"VP8L", b"ANMF"} & {*kinds}:
        raise _Broken
    return end


def _pdf(data: bytes) -> int:
    """ISO 32000: the end leads to the table of its objects, and that stands where it is said to stand."""
    found = _PDF_END.search(data, max(0, len(data) - 2048))
    if found is None or not _PDF_TABLE.match(data, int(found[1])):
        raise _Broken
    if _PDF_ACTIVE.search(data):
        raise Invalid(
            "attachment-active",
            "这个 PDF 里有脚本或夹带的文件，不能收。请打印成普通 PDF 或拍照后再传。",
            "This PDF has scripts or files inside and cannot be taken. Print it to a plain PDF, or photograph it.",
        )
    return len(data)


def _mp3(data: bytes) -> int:
    """ISO/IEC 11172-3 and 13818-3, layer III: one frame after the other, perhaps between two tags."""
    at = 0
    if data.startswith(b"ID3"):
        size = _bytes(data, 6, 4)
        if max(size) > 127:
            raise _Broken
        at = 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]) + (10 if data[5] & 0x10 else 0)
        at = len(data) - len(data[at:].lstrip(b"\0"))  # padding
    frames, end = 0, len(data)
    if data[-128:-125] == b"TAG":
        end -= 128
    while at + 4 <= end:
        length = _mp3_frame(data[at : at + 4])
        frames += 1
        at += length
    # The last frame may have been cut off when the recording was stopped, but not much else.
    if frames < 4 or at > end + 1500:
        raise _Broken
    return len(data)


def _mp3_frame(head: bytes) -> int:
    version, layer, padding = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 1 & 1
    rate, hertz = head[2] >> 4, head[2] >> 2 & 3
    if head[0] != 0xFF or head[1] < 0xE0 or version == 1 or layer != 1 or not 1 <= rate <= 14 or hertz == 3:
        raise _Broken
    kbit = _MP3_KBIT[version == 3][rate - 1]
    return (144_000 if version == 3 else 72_000) * kbit // _MP3_HERTZ[version][hertz] + padding


def _mp4(data: bytes) -> int:
    """ISO/IEC 14496-12: boxes up to the last byte, and every track in them is sound."""
    kinds, handlers = _boxes(data, 0, len(data), b"file")
    if not {b"ftyp", b"moov", b"mdat"} <= kinds <= _BOXES or handlers != {b"soun"}:
        raise _Broken
    return len(data)


def _boxes(data: bytes, at: int, end: int, within: bytes) -> tuple[set[bytes], set[bytes]]:
    """The kinds of the boxes that fill a range, and what the tracks below say they are."""
    kinds, handlers = set[bytes](), set[bytes]()
    while at < end:
        size, kind, head = int.from_bytes(_bytes(data, at, 4)), _bytes(data, at + 4, 4), 8
        if size == 1:
            size, head = int.from_bytes(_bytes(data, at + 8, 8)), 16
        if size < head or at + size > end:
            raise _Broken
        if kind == b"hdlr":
            handlers.add(_bytes(data, at + 16, 4))
        elif kind == _INNER.get(within):
            handlers |= _boxes(data, at + head, at + size, kind)[1]
        kinds.add(kind)
        at += size
    return kinds, handlers


def _amr(data: bytes) -> int:
    """RFC 4867, section 5: frames up to the last byte."""
    magic = next(magic for magic in _AMR if data.startswith(magic))
    at, sizes = len(magic), _AMR[magic]
    if at == len(data):
        raise _Broken
    while at < len(data):
        size = sizes[data[at] >> 3 & 15]
        if size is None or data[at] & 0x83:
            raise _Broken
        at += size
    if at != len(data):
        raise _Broken
    return at


def _bytes(data: bytes, at: int, count: int) -> bytes:
    found = data[at : at + count]
    if len(found) < count:
        raise _Broken
    return found


_KINDS: tuple[tuple[re.Pattern[bytes], Kind, Callable[[bytes], int]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), JPEG, _jpeg),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG, _png),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP, _webp),
    (_PDF_START, PDF, _pdf),
    (re.compile(rb"....ftyp", re.DOTALL), MP4_AUDIO, _mp4),
    (re.compile(rb"#!AMR(?:-WB)?\n"), AMR, _amr),
    (re.compile(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"), MP3, _mp3),
)
