"""Nobody tries out codes until one fits: after some that nobody was given, an address has to wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from services.feedback.composition import Service
from shared.errors import NotFound


@contextmanager
def no_guessing(service: Service, address: str) -> Iterator[None]:
    """Around what looks up a code. Raises TooMany (``too-many-codes``).

    Only a code that nobody was given counts as a guess: a slip of the finger is caught by its check digit.
    """
    service.guesses.check(address, service.now())
    try:
        yield
    except NotFound as unknown:
        if unknown.code == "code-unknown":
            service.guesses.wrong(address, service.now())
        raise
