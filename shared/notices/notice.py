"""What stands on a notice, and the same as data for its template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno

from shared.markdown import Block, Inline, to_plain, to_tree

_LONG_WORD = re.compile(r"[!-~]{20,}")
"""An address, say. Without a place to break the line it would run off the sheet."""
_BREAK = "\u200b"
MOST_ON_A_SHEET = 1500
"""Characters. What is longer is not even tried on one sheet."""


@dataclass(frozen=True)
class FigureRow:
    """``value``: None where it is withheld, because below five or merged."""

    name: str
    unit: str
    value: int | None


@dataclass(frozen=True)
class Notice:
    """One version of a publication, as one board shows it on paper. All words in Chinese; ``body`` is Markdown.

    ``office``: who publishes, signed below; ``village``: None for the township's own board; ``number``: its official
    number, if it has one; ``digest``: SHA-256 (hex) of what was said, printed in short to compare with the page;
    ``survey_address``: None where nobody is asked; ``reason_of_correction``: of a version after the first.
    """

    office: str
    township: str
    village: str | None
    number: str | None
    version: int
    published_on: date
    title: str
    body: str
    page_address: str
    survey_address: str | None
    digest: str
    posting_due_on: date | None
    reason_of_correction: str | None = None
    figures: tuple[FigureRow, ...] = ()
    replaced_by: int | None = None
    """The version that is to hang instead of this one."""


def signature(township: str, office: str) -> str:
    """阳光镇 and 计生办 are 阳光镇计生办; 镇政府 does not say the township's kind twice."""
    return township + office.removeprefix(township[-1])


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def for_template(notice: Notice) -> dict[str, Any]:
    blocks = [part for block in to_tree(notice.body) for part in _set(block)]
    if notice.figures:
        blocks += _set(_figures(notice.figures))
    corrected = notice.version > 1
    reason = _soft(notice.reason_of_correction or "见正文。") if corrected else None
    return {
        "heading": f"{notice.township} · 政务公开",
        "board": f"{notice.village or notice.township}公开栏",
        "title": _soft(" ".join(notice.title.split())),
        "version": notice.version,
        "reason": reason,
        "replaced": f"第 {notice.replaced_by} 版" if notice.replaced_by else None,
        "blocks": blocks or [{"is": "paragraph", "of": []}],
        "long": len(to_plain(notice.body)) > MOST_ON_A_SHEET,
        "office": notice.office,
        "published_on": day(notice.published_on),
        "due_on": day(notice.posting_due_on) if notice.posting_due_on else "—",
        "facts": list(_facts(notice)),
        "codes": list(_codes(notice)),
    }


def _facts(notice: Notice) -> Iterator[tuple[str, str]]:
    if notice.number:
        yield "编　　号", _soft(notice.number)
    yield "公开日期", f"{day(notice.published_on)}　第 {notice.version} 版"
    yield "发布单位", notice.office
    if notice.posting_due_on:
        yield "张榜期限", f"{day(notice.posting_due_on)}前"
    if notice.digest:
        yield "核 对 码", " ".join(notice.digest[at : at + 4] for at in range(0, 16, 4))


def _codes(notice: Notice) -> Iterator[tuple[str, str]]:
    yield _code(notice.page_address), "扫码看网页"
    if notice.survey_address:
        yield _code(notice.survey_address), "扫码评议"


def _code(address: str) -> str:
    return segno.make_qr(address, error="m").svg_inline(border=0, omitsize=True)


def _figures(figures: tuple[FigureRow, ...]) -> Block:
    rows: list[list[list[Inline]]] = [[["指标"], ["数量"], ["单位"]]]
    for row in figures:
        value: list[Inline] = (
            ["—", {"is": "small", "of": ["（小于五，合并）"]}] if row.value is None else [f"{row.value:,}"]
        )
        rows.append([[row.name], value, [row.unit]])
    return {"is": "table", "align": ["left", "right", "center"], "rows": rows}


def _set(block: Block) -> list[Block]:
    """As the sheet wants it: a line of its own is a paragraph, columns have widths, long words can be broken."""
    match block["is"]:
        case "paragraph":
            return [block | {"of": _broken(line)} for line in _lines(block["of"])]
        case "heading":
            return [block | {"of": _broken(block["of"])}]
        case "list":
            return [block | {"items": [[part for one in item for part in _set(one)] for item in block["items"]]}]
        case "quote":
            return [block | {"of": [part for one in block["of"] for part in _set(one)]}]
        case "code":
            lines = _soft(block["of"]).replace(" ", "\u00a0").split("\n")
            of: list[Inline] = [part for line in lines for part in (line, {"is": "break"})]
            return [block | {"of": of[:-1]}]
        case "table":
            rows = [[_broken(cell) for cell in row] for row in block["rows"]]
            longest = [max(map(_length, column)) for column in zip(*rows, strict=True)]
            scale = 1 if len(longest) < 6 else 0.85 if len(longest) < 9 else 0.7 if len(longest) < 12 else 0.55
            return [block | {"rows": rows, "widths": [min(max(one, 3), 15) + 1.5 for one in longest], "scale": scale}]
    return [block]


def _lines(inlines: list[Inline]) -> Iterator[list[Inline]]:
    line: list[Inline] = []
    for one in inlines:
        if isinstance(one, dict) and one["is"] == "break":
            yield line
            line = []
        else:
            line.append(one)
    yield line


def _broken(inlines: list[Inline]) -> list[Inline]:
    return [
        _soft(one) if isinstance(one, str) else one if "of" not in one else one | {"of": _broken(one["of"])}
        for one in inlines
    ]


def _soft(text: str) -> str:
    return _LONG_WORD.sub(lambda word: re.sub(r"(.{4})", rf"\1{_BREAK}", word.group()), text)


def _length(inlines: list[Inline]) -> float:
    """In characters of the table's size."""
    return sum(
        len(one) if isinstance(one, str) else _length(one.get("of", [])) * (0.75 if one["is"] == "small" else 1)
        for one in inlines
    )
