"""How the demo is told: chapters, what people do, and what is checked. The first thing that does not hold ends it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from shared.clock import CHINA

Found = TypeVar("Found")
PATIENCE = 20.0
"""Seconds of real time that anything may take to travel between the services."""


class StoryBroken(AssertionError):
    """A step did not hold; the text says which, and what was found instead."""


class Story:
    def __init__(self, clock_file: Path, begins: datetime) -> None:
        self.clock_file = clock_file
        self.checks = 0
        self.go_to(begins)

    @property
    def now(self) -> datetime:
        """The present moment of the story, in China."""
        return (datetime.now(CHINA) + self._offset).replace(microsecond=0)

    def go_to(self, moment: datetime) -> None:
        """Let time pass: every process of the district reads the same clock file."""
        self._offset = moment - datetime.now(CHINA)
        waiting = self.clock_file.with_suffix(".new")
        waiting.write_text(str(self._offset.total_seconds()))
        waiting.replace(self.clock_file)

    def chapter(self, title: str) -> None:
        self._print(f"\n{self.now:%Y-%m-%d}  {title}")

    def tell(self, sentence: str) -> None:
        self._print(f"    {sentence}")

    def check(self, sentence: str, holds: bool, found: object = None) -> None:
        """One step that has to hold. Raises StoryBroken."""
        if not holds:
            raise StoryBroken(f"does not hold: {sentence}" + ("" if found is None else f"; found {found!r}"))
        self.checks += 1
        self._print(f"  ✓ {sentence}")

    def wait(self, sentence: str, look: Callable[[], Found], until: Callable[[Found], bool]) -> Found:
        """Look again and again until something has come about; then it counts as checked. Raises StoryBroken."""
        end = time.monotonic() + PATIENCE
        found = look()
        while not until(found):
            if time.monotonic() > end:
                raise StoryBroken(f"did not happen within {PATIENCE:.0f} s: {sentence}; found {_short(found)}")
            time.sleep(0.1)
            found = look()
        self.check(sentence, holds=True)
        return found

    def _print(self, line: str) -> None:
        print(line)
        sys.stdout.flush()


def days(number: int) -> timedelta:
    return timedelta(days=number)


def _short(found: Any) -> str:
    text = repr(found)
    return text if len(text) < 600 else text[:600] + "…"
