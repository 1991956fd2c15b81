"""The one grammar of texts, and which addresses are of this site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

ATTACHMENT = "attachment:"
"""Followed by the SHA-256 (hex) of one of the publication's attachments, as the address of a link or an image."""

_HERE = re.compile(r"/(?![/\\])[^\s\\]*|#[^\s\\]*|tel:\+?\d{3,20}|attachment:[0-9a-f]{64}")


def is_of_this_site(address: str) -> bool:
    """A path (``/…``), a place on the page (``#…``), a telephone number or an attachment; never another host.

    A browser reads ``/\\host`` as ``//host``, so a backslash is refused, percent-encoded too.
    """
    return bool(_HERE.fullmatch(address)) and bool(_HERE.fullmatch(unquote(address)))


def grammar(*, html: bool = False) -> MarkdownIt:
    """``html`` makes raw HTML tokens of its own, to be refused; without it, it is text like any other."""
    markdown = MarkdownIt("commonmark", {"html": html, "breaks": True, "maxNesting": 20})
    markdown.enable(["table", "strikethrough"])
    markdown.disable(["reference", "code", "lheading", "entity"])
    markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    return markdown


WIDEST = 16
MOST_CELLS = 10_000


def _table(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A table that fits on paper. Short rows are filled up with empty cells, of which a few characters ask many."""
    if line + 1 >= end:
        return False
    columns = state.src.count("|", state.bMarks[line + 1], state.eMarks[line + 1])
    if columns > WIDEST + 1 or columns * state.lineMax > MOST_CELLS:
        return False
    return table(state, line, end, silent)


def _indented_paragraphs(state: StateCore) -> None:
    """A line that begins with an ideographic space is a paragraph, as Chinese texts are typed."""
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type != "inline" or tokens[-1].type != "paragraph_open":
            tokens.append(token)
            continue
        opened = tokens[-1]
        for number, line in enumerate(_paragraphs(token.children or [])):
            if number:
                tokens += [_close(opened), opened.copy()]
            tokens.append(token.copy(children=line))
    state.tokens = tokens


def _paragraphs(children: list[Token]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for child, following in zip_longest(children, children[1:]):
        if following and child.type == "softbreak" and child.level == 0 and following.content.startswith("　"):
            following.content = following.content.lstrip()
            yield line
            line = []
        else:
            line.append(child)
    yield line


def _close(opened: Token) -> Token:
    return Token("paragraph_close", "p", -1, block=True, level=opened.level, hidden=opened.hidden)


_SHOWN = grammar()
_SHOWN.core.ruler.after("inline", "indented_paragraphs", _indented_paragraphs)
_SHOWN.validateLink = is_of_this_site  # type: ignore[assignment, method-assign]


def parsed(text: str) -> list[Token]:
    """The tokens of a text to be shown. A link to anywhere else stays the characters that it was written with."""
    return _SHOWN.parse(text)


def rendered(tokens: list[Token]) -> str:
    return str(_SHOWN.renderer.render(tokens, _SHOWN.options, {}))
