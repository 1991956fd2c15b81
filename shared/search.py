"""Words found in Chinese texts, from one character on: what is put into the index, what is asked, what is marked.

Chinese writes no spaces, so a text is indexed by each of its characters and by each pair of neighbours: one and two
characters are found as they are, and of a longer word all the pairs have to be there. Latin words and numbers are
found whole. Punctuation, spacing, case and the width of letters and digits make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.eventlog import Transaction
from shared.eventlog.search import Search

LONGEST = 100
"""So many characters of what is asked are looked at."""
MOST = 1000
"""So many are found at most; whoever gets as many adds a word."""
_LONGEST_WORD = 40
_EXCERPT, _BEFORE = 120, 30

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
_WIDE = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
_GAP = r"[\W_]*"
_INSIDE = re.compile(rf"(?<=[{_HAN}])[\W_]+(?=[{_HAN}])")


@dataclass(frozen=True)
class Found:
    """``ids``: in whose titles all the words stand, the newest first; then the others. ``more``: more than MOST."""

    ids: tuple[int, ...]
    more: bool = False


@dataclass(frozen=True)
class Piece:
    """Part of a text; ``hit``: it is what was asked for."""

    text: str
    hit: bool = False


def terms(text: str) -> str:
    """What is kept of a text in a column of a search index: every term once, with a space between them.

    Neighbours are neighbours over a line's end or a quotation mark too.
    """
    return " ".join(dict.fromkeys(term for word in _words(_INSIDE.sub("", text)) for term in _terms_of(word)))


def asked(query: str) -> tuple[str, ...]:
    """The words of a query, each once. None where it has neither letter nor digit: nothing is found then."""
    return tuple(dict.fromkeys(_words(query[:LONGEST])))


def find(tx: Transaction, table: str, query: str, **among: Sequence[str]) -> Found:
    """Which rows have all words of a query. ``table`` has a search index on ``title`` and on ``words``, which has the
    title's too. ``among``: other columns of the index that hold one term, and which of them a row may have.
    """
    wanted = list(dict.fromkeys(term for word in asked(query) for term in _parts(word)))
    if not wanted or not all(among.values()):
        return Found(())
    limit = MOST + 1
    ids = tx.search(Search(table, "title", wanted, limit, among=among))
    if len(ids) < limit:
        ids += tx.search(Search(table, "words", wanted, limit - len(ids), "title", among))
    return Found(tuple(ids[:MOST]), len(ids) > MOST)


def marked(text: str, query: str) -> list[Piece]:
    """The whole text, cut at what was asked for."""
    pieces, end = [], 0
    for hit in _hits(text, query):
        pieces += [Piece(text[end : hit.start()]), Piece(hit.group(), hit=True)]
        end = hit.end()
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]


def excerpt(text: str, query: str) -> list[Piece]:
    """About 120 characters, from a little before the first hit; the beginning where there is none."""
    flat = " ".join(text.split())
    first = next(_hits(flat, query), None)
    start = max(0, first.start() - _BEFORE) if first else 0
    shown = flat[start : start + _EXCERPT]
    return marked(("…" if start else "") + shown + ("…" if start + _EXCERPT < len(flat) else ""), query)


def _words(text: str) -> Iterator[str]:
    for run in _RUN.finditer(text.translate(_WIDE).lower()):
        yield run.group() if run.group(1) else run.group()[:_LONGEST_WORD]


def _terms_of(word: str) -> Iterator[str]:
    """Under which terms a word of a text is found."""
    if _RUN.match(word).group(1):  # type: ignore[union-attr]
        yield from word
    yield from _parts(word)


def _parts(word: str) -> Iterator[str]:
    """Which terms a text has that holds the word: itself, or of a Chinese one each pair of neighbours."""
    if len(word) > 2 and _RUN.match(word).group(1):  # type: ignore[union-attr]
        yield from (word[at : at + 2] for at in range(len(word) - 1))
    else:
        yield word


def _hits(text: str, query: str) -> Iterator[re.Match[str]]:
    words = sorted(asked(query), key=len, reverse=True)
    if not words:
        return iter(())
    return re.finditer("|".join(map(_pattern, words)), text, re.IGNORECASE)


def _pattern(word: str) -> str:
    if _RUN.match(word).group(1):  # type: ignore[union-attr]
        return _GAP.join(word)  # punctuation between them is passed over, as the index does
    wide = "".join(f"[{each}{chr(0xFEE0 + ord(each))}]" if each.isascii() else each for each in word)
    return rf"(?<![^\W_{_HAN}]){wide}(?![^\W_{_HAN}])"
