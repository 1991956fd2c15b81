"""What a person tries, and what comes of it: an answer, a refusal, or nothing, in which case one tries again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from shared.errors import Refusal
from tests.simulation.faults import HOUR
from tests.simulation.node import NodeDown

if TYPE_CHECKING:
    from tests.simulation.district import District
    from tests.simulation.node import Node


@dataclass(frozen=True)
class Promise:
    """An acknowledged request: this event stands in this stream. ``once``: and only once."""

    at: float
    node: str
    stream: str
    event: str
    once: bool


class Attempts:
    """Carries requests out as people do, and writes down what was promised to them."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._chance: Random = district.random("attempts")
        self.promises: list[Promise] = []
        self.acknowledged = 0
        self.refused = 0
        self.unclear = 0

    def at(
        self,
        node: Node,
        what: str,
        ask: Callable[[], Any],
        got: Callable[[Any], object],
        *,
        rival: Callable[[], object] | None = None,
        tries: int = 3,
    ) -> None:
        """Ask a node for something. ``got`` hears the answer, every time there is one.

        ``rival`` is what somebody else may do at the same moment; by default it is the same again, a double tap.
        """

        def again() -> None:
            try:
                answer = ask()
            except Refusal:
                return
            self._answered(answer, got)

        def go(left: int) -> None:
            try:
                answer = node.enter(ask, rival=rival if rival and self._chance.random() < 0.6 else again)
            except NodeDown:
                self._unclear(go, left)
            except Refusal as refusal:
                self.refused += 1
                self._district.tell(node.name, f"{what}: refused, {refusal.code}")
            else:
                if self._district.faults.happens("answer", self._chance):
                    self._district.tell(node.name, f"{what}: done, but the answer was lost")
                    self._unclear(go, left)
                    return
                self._district.tell(node.name, what)
                self._answered(answer, got)

        go(tries)

    def _answered(self, answer: Any, got: Callable[[Any], object]) -> None:
        self.acknowledged += 1
        got(answer)

    def _unclear(self, go: Callable[[int], None], left: int) -> None:
        self.unclear += 1
        if left > 1 and self._chance.random() < 0.8:
            self._district.after(self._chance.uniform(0.001, 3) * HOUR, lambda: go(left - 1))

    def promise(self, node: Node, stream: str, event: str, *, once: bool = False) -> None:
        self.promises.append(Promise(self._district.time, node.name, stream, event, once))


def refused_or_not(ask: Callable[[], object]) -> None:
    try:
        ask()
    except Refusal:
        return
