"""A text as part of a page: made by the grammar, then cleaned by a second lock that knows nothing of it."""

from __future__ import annotations

from collections.abc import Mapping

import nh3
from markdown_it.token import Token
from markupsafe import Markup

from shared.markdown.parsing import ATTACHMENT, parsed, rendered

_TAGS = {
    *("p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "a", "img", "div"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "div": {"class", "tabindex"},
    "th": {"class"},
    "td": {"class"},
}


def to_html(text: str, attachments: Mapping[str, str] | None = None) -> Markup:
    """``attachments``: the address of each by its id; a picture or link to another shows as its words alone.

    The page has its own h1, so the text's highest heading is an h2 and no level is skipped.
    """
    tokens = parsed(text)
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    levels = {tag: f"h{number}" for number, tag in enumerate(used, 2)}
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = min(levels[token.tag], "h6")
        elif token.type in ("th_open", "td_open"):
            token.attrs = {"class": "numeric"} if token.attrs.get("style") == "text-align:right" else {}
        token.children = token.children and _addressed(token.children, attachments or {})
    html = rendered(_boxed(tokens))
    return Markup(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"tel"}, link_rel=None))  # noqa: S704


def _boxed(tokens: list[Token]) -> list[Token]:
    """A table wider than a phone is moved sideways in a box, which the keyboard can reach."""
    boxed: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            boxed.append(Token("box_open", "div", 1, attrs={"class": "table-box", "tabindex": "0"}, block=True))
        boxed.append(token)
        if token.type == "table_close":
            boxed.append(Token("box_close", "div", -1, block=True))
    return boxed


def _addressed(children: list[Token], attachments: Mapping[str, str]) -> list[Token]:
    kept, dropped = [], 0
    for token in children:
        name = "src" if token.type == "image" else "href"
        given = str(token.attrs.get(name, ""))
        address = attachments.get(given.removeprefix(ATTACHMENT), "") if given.startswith(ATTACHMENT) else given
        if token.type == "image" and not (given.startswith(ATTACHMENT) and address):
            kept.append(Token("text", "", 0, content=token.content))
        elif token.type == "link_open" and not address:
            dropped += 1
        elif token.type == "link_close" and dropped:
            dropped -= 1
        else:
            token.attrs.pop("title", None)
            if given:
                token.attrs[name] = address
            kept.append(token)
    return kept
