"""New identifiers. Random, so that an id tells neither when nor in which order something was filed."""

from __future__ import annotations

import secrets
from typing import Protocol


class Ids(Protocol):
    def new(self) -> str:
        """A new identifier, unique for ever, safe in an address."""
        ...


class RandomIds:
    def new(self) -> str:
        return secrets.token_hex(10)


class CountingIds:
    """Predictable ids for tests and simulation."""

    def __init__(self, prefix: str = "id") -> None:
        self._prefix = prefix
        self._count = 0

    def new(self) -> str:
        self._count += 1
        return f"{self._prefix}{self._count:06d}"
