"""Small counts withheld, in such a way that nobody can work them out from what is shown.

A count from 1 to 4 points at people, so it is not shown. A zero points at nobody and is shown: else a table of a small
township would be all gaps, and a gap where everybody knows there was nothing protects no one. As totals are shown too,
a withheld count needs company: larger ones are withheld beside it until it could still be any number from 1 to 5 for
whoever subtracts, even if told which of the withheld counts are the small ones. So no sum that can be worked out is
itself below five. Which larger ones go is a matter of their place in the table, never of their size: from "the smallest
was taken", somebody who knows this program could conclude how small it is.

Periods are nested: a whole is made of parts (a year of its quarters), each shown once and never changed. What may be
said of the whole depends on what was said of the parts. All cells together are a flow: counts run from the whole
through the values into the parts, and every known sum is a balance. So the exact least and greatest number of a
withheld cell, in whole numbers, is a maximum flow through the other withheld ones. That attack is carried out here.

Every count must stand in one table only: two tables of the same people with other gaps would be subtracted too.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5
"""The least count that is shown, zero apart."""

Counts = Mapping[str, int]
Shown = Mapping[str, int | None]
"""What is out of a table: None where a cell is withheld. All None: none of its cells is out, only the total."""


@dataclass(frozen=True)
class Part:
    """A period within the one to come. ``shown`` is what is out of its table; None: not even the total is."""

    counts: Counts
    shown: Shown | None


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def is_crowd(held_back: Sequence[int]) -> bool:
    """Whether the sum of these may become known without telling any of the small ones among them. None is 0."""
    counts = {str(number): count for number, count in enumerate(held_back)}
    table = _Table(counts, ())
    for value in counts:
        table.hide(value)
    return table.is_safe()


def shows_total(total: int, held_back: Sequence[int]) -> bool:
    """Whether a part's total may be shown; ``held_back`` are the earlier ones of the same whole that were not.

    One that is held back alone could be worked out once the whole is out. So the next goes with it; and a whole whose
    parts were held back without being a crowd cannot show its total.
    """
    return total == 0 or (total >= FEWEST and is_crowd(held_back))


def suppress(counts: Counts, parts: Sequence[Part] = ()) -> dict[str, int | None]:
    """The cells of one table, for a period whose total is shown; None where a cell is withheld.

    ``parts``: all that the period is made of, if any of it is out. Larger cells are withheld from the end of
    ``counts``, whose order is to be the same for every period: first stands what should rather be shown. Where too few
    are left to hide among, all cells are withheld, the zeros too, and the total stands alone.
    """
    table = _Table(counts, parts)
    large = [value for value in reversed(list(counts)) if counts[value] >= FEWEST]
    for cell in table.small_cells:
        # The cell's own value first: only this hides what part and whole would tell of it together.
        for value in [cell[0][1], *large]:
            if table.leaves_open(cell):
                break
            if value in large:
                table.hide(value)
    if not table.is_safe():
        return dict.fromkeys(counts)
    if parts:
        _give_back(table, large)
    return {value: None if table.is_hidden(value) else count for value, count in counts.items()}


def _give_back(table: _Table, large: Sequence[str]) -> None:
    """Show again what was tried on the way and is not needed. Not in a table by itself: what one large cell was too
    small to do would tell what it had to do.
    """
    for value in reversed(large):
        if table.is_hidden(value):
            table.reveal(value)
            if not table.is_safe():
                table.hide(value)


_Node = tuple[str, str]
_Cell = tuple[_Node, _Node]
_WHOLE: _Node = ("whole", "")
_ENDLESS = 1 << 60


def _value(name: str) -> _Node:
    return ("value", name)


@dataclass(frozen=True)
class _Room:
    """By how much a withheld cell could be more or less than it is, for all that is known of it alone."""

    more: int
    less: int


class _Table:
    """The withheld cells, as pipes from node to node.

    A pipe from the whole to a value is that value's count in the whole, one from a value to a part its count there.
    """

    def __init__(self, counts: Counts, parts: Sequence[Part]) -> None:
        self._counts = counts
        self._room: dict[_Cell, _Room] = {}
        self._beside: dict[_Node, set[_Node]] = defaultdict(set)
        self._small: dict[_Cell, int] = {}
        self._all = _Room(0, 0)
        self._parts = _merged(parts)
        for number, part in enumerate(self._parts):
            self._take_in(part, ("part", str(number)))
        for value, count in counts.items():
            if not self._parts:
                # Nothing is known of the rest of the whole: a value's count in it may be whatever it has to be.
                self._open((_WHOLE, _value(value)), _Room(_ENDLESS, _ENDLESS))
            if is_small(count):
                self.hide(value)
                self._small[self._cell(value)] = count

    @property
    def small_cells(self) -> list[_Cell]:
        return list(self._small)

    def is_hidden(self, value: str) -> bool:
        return self._cell(value) in self._room

    def hide(self, value: str) -> None:
        """Withhold a cell of the new period, which is not 0."""
        if not self.is_hidden(value):
            room = self._withheld(self._counts[value])
            self._open(self._cell(value), room)
            self._all = _Room(self._all.more + room.more, self._all.less + room.less)

    def reveal(self, value: str) -> None:
        tail, head = cell = self._cell(value)
        del self._room[cell]
        self._beside[tail].discard(head)
        self._beside[head].discard(tail)

    def is_safe(self) -> bool:
        return all(map(self.leaves_open, self._small))

    def leaves_open(self, cell: _Cell) -> bool:
        """Whether a small cell could be any number from 1 to 5, for whoever knows all that is shown.

        A whole is known to be as much as the number of its parts withheld, since each of these is not 0.
        """
        (tail, head), count = cell, self._small[cell]
        if not self._parts:
            # The pipes of one part all meet in it: what one cell has more, the others have less. A thousand villages
            # take a millisecond this way, and six seconds as a flow.
            own = self._room[cell]
            return self._all.less - own.less >= FEWEST - count and self._all.more - own.more >= count - 1
        least = max(1, sum(self._known_not_zero(head, part) for part in self._beside[head])) if tail == _WHOLE else 1
        return self._can_flow(head, tail, FEWEST - count, cell) and self._can_flow(tail, head, count - least, cell)

    def _cell(self, value: str) -> _Cell:
        return (_WHOLE, _value(value)) if self._parts else (_value(value), ("part", ""))

    def _withheld(self, count: int) -> _Room:
        """Within one period: whoever is told which cells are small, and which not, must not find out more."""
        if self._parts:
            return _Room(_ENDLESS, count - 1)
        return _Room(FEWEST - 1 - count, count - 1) if is_small(count) else _Room(_ENDLESS, count - FEWEST)

    def _known_not_zero(self, value: _Node, part: _Node) -> bool:
        room = self._room.get((value, part))
        return room is not None and room.less < self._parts[int(part[1])].counts.get(value[1], 0)

    def _take_in(self, part: Part, node: _Node) -> None:
        shown = part.shown or {}
        nothing_out = all(cell is None for cell in shown.values())
        for value in {**self._counts, **part.counts}:
            count = part.counts.get(value, 0)
            if nothing_out or shown.get(value, 0) is None:
                self._open((_value(value), node), _Room(_ENDLESS, count) if nothing_out else self._withheld(count))
                if is_small(count):
                    self._small[_value(value), node] = count

    def _open(self, cell: _Cell, room: _Room) -> None:
        tail, head = cell
        self._room[cell] = room
        self._beside[tail].add(head)
        self._beside[head].add(tail)

    def _can_flow(self, source: _Node, sink: _Node, wanted: int, without: _Cell) -> bool:
        """Whether so much can run from source to sink through the withheld cells but one (Ford and Fulkerson)."""
        pushed: Counter[_Cell] = Counter()

        def room(here: _Node, there: _Node) -> int:
            if without in {(here, there), (there, here)}:
                return 0
            if (here, there) in self._room:
                return self._room[here, there].more - pushed[here, there]
            return self._room[there, here].less + pushed[there, here]

        while wanted > 0:
            came_from: dict[_Node, _Node] = {source: source}
            waiting = deque([source])
            while waiting and sink not in came_from:
                here = waiting.popleft()
                for there in self._beside[here]:
                    if there not in came_from and room(here, there) > 0:
                        came_from[there] = here
                        waiting.append(there)
            if sink not in came_from:
                return False
            path, node = [], sink
            while node != source:
                path.append((came_from[node], node))
                node = came_from[node]
            amount = min(wanted, *(room(*step) for step in path))
            for here, there in path:
                if (here, there) in self._room:
                    pushed[here, there] += amount
                else:
                    pushed[there, here] -= amount
            wanted -= amount
        return True


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Parts of which not even the total is out are one to whoever reads: only their sum can be worked out."""
    out = [part for part in parts if part.shown is not None]
    unseen: Counter[str] = Counter()
    for part in parts:
        if part.shown is None:
            unseen.update(part.counts)
    return [*out, Part(unseen, None)] if +unseen else out
