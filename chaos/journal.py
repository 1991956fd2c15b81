"""What people were told was done. Nothing of it may be missing afterwards, and nothing may be there twice."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True)
class GivenAnswer:
    """One answer to a survey, as the person gave it."""

    round: str
    village: str
    scores: dict[str, int]
    awareness: dict[str, bool]


@dataclass
class Journal:
    """Safe for threads through `told`. Only what was answered conclusively is written down."""

    petitions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By village: the ids that were answered."""
    web_keys: list[str] = field(default_factory=list)
    """Idempotency keys of petitions handed in at oversight."""
    accepted: list[str] = field(default_factory=list)
    answers: list[GivenAnswer] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    posted: list[tuple[str, str]] = field(default_factory=list)
    """Publication and village."""
    acknowledged: int = 0
    strange: Counter[str] = field(default_factory=Counter)
    """Answers that nobody should get, whatever is broken: status, code, where."""
    waited: Counter[str] = field(default_factory=Counter)
    """Why somebody had to try again."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def told(self) -> None:
        """One more request was answered: it is done, and stays done."""
        with self.lock:
            self.acknowledged += 1

    def tried_again(self, why: str) -> None:
        with self.lock:
            self.waited[why] += 1

    def wondered(self, what: str) -> None:
        with self.lock:
            self.strange[what] += 1
