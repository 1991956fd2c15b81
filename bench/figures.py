"""One measured figure, and the table and the file that all of them make."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """``floor`` is what the bare means reach in the same run, ``ratio`` value / floor; both None where there is none.

    ``goal`` is in words what was asked for, ``holds`` whether it was reached.
    """

    name: str
    value: float
    unit: str
    goal: str
    holds: bool
    floor: float | None = None
    ratio: float | None = None


def against_floor(name: str, value: float, unit: str, *, floor: float, at_least: float) -> Figure:
    ratio = value / floor
    return Figure(name, value, unit, f"at least {at_least:g} of the floor", ratio >= at_least, floor, ratio)


def at_least(name: str, value: float, unit: str, limit: float, *, floor: float) -> Figure:
    return Figure(name, value, unit, f"at least {limit:,g} {unit}", value >= limit, floor, value / floor)


def at_most_floor(name: str, value: float, unit: str, *, floor: float, limit: float) -> Figure:
    """For what costs less the smaller it is: at most so many times the floor."""
    ratio = value / floor
    return Figure(name, value, unit, f"at most {limit:g} of the floor", ratio <= limit, floor, ratio)


def shown(name: str, value: float, unit: str, *, floor: float) -> Figure:
    """Measured beside its floor, without a goal of its own."""
    return Figure(name, value, unit, "shown", True, floor, value / floor)


def at_most(name: str, value: float, unit: str, limit: float, *, floor: float | None = None) -> Figure:
    ratio = value / floor if floor else None
    return Figure(name, value, unit, f"at most {limit:g} {unit}", value <= limit, floor, ratio)


def write(figures: Iterable[Figure], path: Path) -> None:
    path.write_text(json.dumps([asdict(figure) for figure in figures], indent=2, ensure_ascii=False) + "\n")


def table(figures: Iterable[Figure]) -> str:
    rows = [("figure", "value", "unit", "floor", "ratio", "goal", "holds")]
    rows += [
        (
            figure.name,
            f"{figure.value:,.1f}",
            figure.unit,
            f"{figure.floor:,.1f}" if figure.floor is not None else "",
            f"{figure.ratio:.2f}" if figure.ratio is not None else "",
            figure.goal,
            "yes" if figure.holds else "NO",
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(7)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
