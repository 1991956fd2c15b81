"""What several pages of this service need: a text cut at its hits, a form tried, the page that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.disclosure.domain.text import ScreeningHit, Text
from services.disclosure.views.publication_shapes import Version
from shared.errors import Invalid
from shared.markdown import to_html
from shared.web.forms import FormRead
from shared.web.language import t

PAGE = 20
Page = str | Response | tuple[str, int]
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Piece:
    """Part of a text, and what screening says about it."""

    text: str
    hit: ScreeningHit | None = None


def pieces(text: str, hits: Sequence[ScreeningHit]) -> list[Piece]:
    """The text cut at what screening found, so that it can be marked where it stands."""
    cut, end = [], 0
    for hit in sorted(hits, key=lambda hit: hit.start):
        cut += [Piece(text[end : hit.start]), Piece(text[hit.start : hit.end], hit)]
        end = hit.end
    return [piece for piece in [*cut, Piece(text[end:])] if piece.text]


def as_html(publication: str, version: Version) -> Markup:
    """A version's text, with the pictures that it names among its attachments."""
    return text_as_html(publication, version.text)


def text_as_html(publication: str, text: Text) -> Markup:
    """The same of a text that is not kept yet; one that has no attachments needs no publication."""
    own = {one.id: url_for("pages.attachment", id=publication, attachment=one.id) for one in text.attachments}
    return to_html(text.body, own)


def tried(form: FormRead, do: Callable[[], None]) -> tuple[Errors, Sequence[ScreeningHit]] | None:
    """Carry out a form that holds. What a person can mend on it comes back; any other refusal is raised."""
    if form.errors:
        return form.errors, ()
    try:
        do()
    except Invalid as refusal:
        found: Any = refusal.details.get("hits", ())
        hits = [ScreeningHit(**hit) for hit in found]
        where = hits[0].field if hits and hits[0].field in form.given else "_schema"
        return {where: [t(refusal)]}, hits
    return None


def key_drawn() -> str:
    """Drawn with the form, so that a double tap does a thing once."""
    return request.form.get("key", "")[:100]


def page_asked() -> int:
    number = request.args.get("page", "1")
    return min(max(int(number), 1), 100_000) if number.isascii() and number.isdigit() and len(number) < 9 else 1


def page_count(total: int) -> int:
    return max(1, -(-total // PAGE))
