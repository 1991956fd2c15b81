"""Refusals: what a person is told when something cannot be done.

Standard library only, so the domain may use it. Each has a stable ``code`` for programs and one sentence in
Chinese and in English for people; the sentence says what to do. ``details`` are extra members of the
problem document (RFC 9457).
"""

from __future__ import annotations


class Refusal(Exception):
    """The request is understood and not carried out. The web layer maps each kind to its HTTP status."""

    def __init__(self, code: str, zh: str, en: str, **details: object) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en
        self.details = details


class Invalid(Refusal):
    """The content does not hold (422)."""


class Unauthorised(Refusal):
    """Nobody is signed in (401)."""


class Forbidden(Refusal):
    """Whoever is signed in may not (403)."""


class NotFound(Refusal):
    """There is no such thing (404)."""


class Gone(Refusal):
    """It was there, and nobody may have it any more (410)."""


class WrongState(Refusal):
    """The thing is in a state that does not allow this (409); ``details["state"]`` says in which."""

    def __init__(self, code: str, zh: str, en: str, *, state: str, **details: object) -> None:
        super().__init__(code, zh, en, state=state, **details)


class TooMany(Refusal):
    """Too often from here (429)."""
