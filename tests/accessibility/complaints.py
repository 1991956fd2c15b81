"""What is wrong with a page, and the table in which it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 6
"""Places that are named for each rule and piece of a page; the rest is counted."""


@dataclass(frozen=True)
class Complaint:
    rule: str
    """``axe color-contrast``, ``html one-h1``, ``nu error``."""
    page: str
    """``disclosure /desk/<id> as li, zh, 390 px``."""
    where: str
    """A selector, or line and column, and what is said of it."""


def table(complaints: Iterable[Complaint]) -> str:
    """By rule, then by what is complained of: the same piece of a shared template is told once, with its pages."""
    pages: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in complaints:
        pages[one.rule][one.where].append(one.page)
    lines = []
    for rule, places in sorted(pages.items()):
        lines.append(f"{rule}: {sum(len(found) for found in places.values())}")
        for where, found in places.items():
            lines.append(f"    {where}")
            lines += [f"        {page}" for page in found[:SHOWN]]
            if len(found) > SHOWN:
                lines.append(f"        and {len(found) - SHOWN} more")
    return "\n".join(lines)
