"""What has changed from one text to the next: sentence by sentence, and character by character within a changed one.

Pure. What it gives always adds up: without what is removed it is the new text, without what is added the old one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeVar

from services.disclosure.domain.figures import Figure
from services.disclosure.domain.text import Attached, Text

T = TypeVar("T", str, Attached)

Kept = Literal["same", "removed", "added"]

_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+[”’」』）)]*\n?|\n)|[^。！？；!?;\n]+")
_WORD = re.compile(r"\d[\d.,]*\d|[A-Za-z]+|.", re.DOTALL)
"""A figure or a foreign word is read as one; of Chinese, every character."""
_STEPS = 5_000_000
"""How often SequenceMatcher may look at a sentence or a word in all, at the very worst: well below a second. For two
texts of 20,000 equal characters it would be 400 million times."""
_ALIKE = 0.4
"""Sentences less alike than this are shown as one gone and another come: letters that happen to agree only confuse."""
_ISLAND = 2
"""What stays between two changes and is shorter is not left to stand alone."""


@dataclass(frozen=True)
class Part:
    kind: Kept
    text: str


@dataclass
class _Budget:
    left: int = _STEPS

    def allows(self, old: list[str], new: list[str]) -> bool:
        """Whether two sequences may still be matched; if so it is paid for."""
        here, there = Counter(old), Counter(new)
        pairs = sum(count * there[one] for one, count in here.items())
        # Each run that is found may begin the search anew over all the rest, and there are at most so many runs.
        runs = sum(min(count, there[one]) for one, count in here.items())
        price = (pairs + len(old)) * max(1, runs)
        if price > self.left:
            return False
        self.left -= price
        return True


def difference(old: str, new: str) -> tuple[Part, ...]:
    """In reading order; where both stand, what is removed comes before what is added."""
    budget = _Budget()
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    parts: list[Part] = []
    for kind, gone, come in _matched(before, after, budget):
        if kind == "same":
            parts.append(Part("same", "".join(gone)))
        elif len(gone) == len(come):
            for one, other in zip(gone, come, strict=True):
                parts += _within(one, other, budget)
        else:
            parts += _within("".join(gone), "".join(come), budget)
    return tuple(_joined(parts))


def _within(old: str, new: str, budget: _Budget) -> list[Part]:
    """A changed sentence by its characters; as a whole where it has little in common, or it would take too long."""
    whole = [Part("removed", old), Part("added", new)]
    if old == new:
        return [Part("same", old)]
    found = [
        (kind, "".join(gone), "".join(come))
        for kind, gone, come in _matched(_WORD.findall(old), _WORD.findall(new), budget)
    ]
    same = sum(len(gone) for kind, gone, _ in found if kind == "same")
    if 2 * same < _ALIKE * (len(old) + len(new)):
        return whole
    parts: list[Part] = []
    for at, (kind, gone, come) in enumerate(found):
        island = len(gone) < _ISLAND and 0 < at < len(found) - 1
        if kind == "same" and not island:
            parts.append(Part("same", gone))
        else:
            parts += [Part("removed", gone), Part("added", come)]
    return parts


def _matched(old: list[str], new: list[str], budget: _Budget) -> Iterator[tuple[str, list[str], list[str]]]:
    """Runs that are equal in both, and what stands between them, once the equal ends are off."""
    ends = min(len(old), len(new))
    start = next((at for at in range(ends) if old[at] != new[at]), ends)
    end = next((at for at in range(ends - start) if old[-1 - at] != new[-1 - at]), ends - start)
    if start:
        yield "same", old[:start], new[:start]
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if before and after and budget.allows(before, after):
        for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            yield "same" if kind == "equal" else "changed", before[i1:i2], after[j1:j2]
    elif before or after:
        yield "changed", before, after
    if end:
        yield "same", old[len(old) - end :], new[len(new) - end :]


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbours of a kind as one; within one change, all that is removed before all that is added."""
    removed, added, same = "", "", ""
    for part in parts:
        if part.kind == "same":
            if removed or added:
                yield from _change(removed, added)
                removed = added = ""
            same += part.text
            continue
        if not part.text:
            continue
        if same:
            yield Part("same", same)
            same = ""
        if part.kind == "removed":
            removed += part.text
        else:
            added += part.text
    if same and not (removed or added):
        yield Part("same", same)
    yield from _change(removed, added)


def _change(removed: str, added: str) -> Iterator[Part]:
    if removed:
        yield Part("removed", removed)
    if added:
        yield Part("added", added)


@dataclass(frozen=True)
class Comparison:
    """What the next version says otherwise. ``removed_…`` and ``added_…`` are ids, in the order of their version.

    ``figures``: each that is not as it was, before and after; None where it was not there.
    """

    title: tuple[Part, ...]
    body: tuple[Part, ...]
    figures: tuple[tuple[Figure | None, Figure | None], ...]
    removed_attachments: tuple[Attached, ...]
    added_attachments: tuple[Attached, ...]
    removed_carriers: tuple[str, ...]
    added_carriers: tuple[str, ...]
    removed_villages: tuple[str, ...]
    added_villages: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        said = all(part.kind == "same" for part in (*self.title, *self.body))
        return said and not any(value for name, value in vars(self).items() if name not in ("title", "body"))


def compared(old: Text, new: Text) -> Comparison:
    return Comparison(
        difference(old.title, new.title),
        difference(old.body, new.body),
        _figures(old.figures, new.figures),
        _without(old.attachments, new.attachments),
        _without(new.attachments, old.attachments),
        _without(old.carriers, new.carriers),
        _without(new.carriers, old.carriers),
        _without(old.villages, new.villages),
        _without(new.villages, old.villages),
    )


def _figures(old: tuple[Figure, ...], new: tuple[Figure, ...]) -> tuple[tuple[Figure | None, Figure | None], ...]:
    before, after = ({figure.id: figure for figure in figures} for figures in (old, new))
    pairs = [(before.get(id), after.get(id)) for id in dict.fromkeys([*before, *after])]  # noqa: A001 - as it is called
    return tuple((one, other) for one, other in pairs if one != other)


def _without(these: tuple[T, ...], others: tuple[T, ...]) -> tuple[T, ...]:
    known = set(others)
    return tuple(one for one in these if one not in known)
