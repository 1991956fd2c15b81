"""A sentence and what is in it. What has to be found stands between ⟦ and ⟧ where it is written down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """``kinds``: any of these hits on ``start``..``end`` will do; none: harmless."""

    text: str
    group: str
    kinds: frozenset[str] = frozenset()
    start: int = 0
    end: int = 0


def holding(group: str, kinds: str, marked: str) -> Sentence:
    before, rest = marked.split("⟦")
    found, after = rest.split("⟧")
    return Sentence(before + found + after, group, frozenset(kinds.split()), len(before), len(before) + len(found))


def harmless(group: str, text: str) -> Sentence:
    return Sentence(text, group)
