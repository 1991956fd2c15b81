"""What a text may not hold: raw HTML, addresses of other places, pictures that are not its own attachments."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator

from markdown_it import MarkdownIt
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token

from shared.markdown.parsing import ATTACHMENT, grammar, is_of_this_site
from shared.privacy.screening import Hit

_SAID = {
    "markdown-html": (
        "这里有网页代码（HTML），请删除；只用文字和 Markdown。",
        "This is HTML code. Take it out: use words and Markdown alone.",
    ),
    "foreign-address": (
        "这里链接到别的网站，请删除链接；网址可以作为文字写出来。",
        "This leads to another site. Take the link out; its address may stand there as text.",
    ),
    "not-attached": (
        "图片只能用本份公开自己的附件：请先上传，再把地址写成 attachment: 加附件编号。",
        "A picture must be one of this publication's attachments: upload it, then write attachment: and its id.",
    ),
}


def check(text: str, attachments: Collection[str] | None = None) -> tuple[Hit, ...]:
    """Everything that must be taken out, in order: `markdown-html`, `foreign-address`, `not-attached`; all block.

    ``attachments``: the ids (SHA-256, hex) of the publication's own; None leaves open which they are. An address
    that is plain text and leads nowhere may stand.
    """
    hits = list(_hits(text, attachments))
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _hits(text: str, attachments: Collection[str] | None) -> Iterator[Hit]:
    lines = _Lines(text)
    for token in _CHECKED.parse(text):
        if token.type == "html_block":
            yield _hit("markdown-html", *lines.span(token))
        elif token.type == "inline":
            source = _Source(lines, token)
            for child in token.children or ():
                kind = _refused(child, attachments)
                if kind is not None:
                    yield _hit(kind, *source.span(*child.meta["at"]))


def _refused(token: Token, attachments: Collection[str] | None) -> str | None:
    if token.type == "html_inline":
        return "markdown-html"
    if token.type not in ("image", "link_open"):
        return None
    address = str(token.attrs.get("src") or token.attrs.get("href") or "")
    if not is_of_this_site(address):
        return "not-attached" if token.type == "image" else "foreign-address"
    if address.startswith(ATTACHMENT):
        known = attachments is None or address.removeprefix(ATTACHMENT) in attachments
        return None if known else "not-attached"
    return "not-attached" if token.type == "image" else None


def _hit(kind: str, start: int, end: int) -> Hit:
    return Hit(kind, "block", start, end, *_SAID[kind])


class _Lines:
    """The lines of the source as the parser counts them, and where each begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for at, character in enumerate(text):
            if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
                self.starts.append(at + 1)
        self.starts.append(len(text))

    def find(self, words: str, line: int) -> int | None:
        found = self.text.find(words, *self.starts[line : line + 2])
        return found if found >= 0 else None

    def span(self, token: Token) -> tuple[int, int]:
        first, last = token.map or (0, len(self.starts) - 1)
        start, end = self.starts[first], self.starts[min(last, len(self.starts) - 1)]
        return start, start + len(self.text[start:end].rstrip())


class _Source:
    """Where the characters of a paragraph, heading or cell stand in the source, whose lines have marks before them.

    Where a line is not found as it is (a cell's escaped bar, a tab made spaces), the whole block stands for it.
    """

    def __init__(self, lines: _Lines, inline: Token) -> None:
        self.whole = lines.span(inline)
        self.lines: list[tuple[int, int | None]] = []
        """Of each line of the content: where it begins there, and in the source."""
        at, first = 0, (inline.map or [0])[0]
        for number, line in enumerate(inline.content.split("\n"), first):
            found = lines.find(line, number)
            self.lines.append((at, found))
            at += len(line) + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        first, last = self._place(start), self._place(end - 1)
        return self.whole if first is None or last is None else (first, last + 1)

    def _place(self, position: int) -> int | None:
        begin, found = self.lines[bisect_right(self.lines, position, key=lambda line: line[0]) - 1]
        return None if found is None else found + position - begin


_REFUSED = {"link_open", "image", "html_inline"}


def _placed(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    """The rule, noting in the token that it makes between which characters it stood."""

    def with_place(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            made = next(token for token in state.tokens[before:] if token.type in _REFUSED)
            made.meta["at"] = (start, state.pos)
        return found

    return with_place


def _checking() -> MarkdownIt:
    markdown = grammar(html=True)
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    for name, rule in (("link", link), ("image", image), ("autolink", autolink), ("html_inline", html_inline)):
        markdown.inline.ruler.at(name, _placed(rule))
    return markdown


_CHECKED = _checking()
