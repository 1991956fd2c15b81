"""Marshmallow fields that HTTP and messages share."""

from __future__ import annotations

import unicodedata
from base64 import b64decode
from typing import Any

from marshmallow import fields

_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make what follows be read in another order than it was written in, and whole lines say something else."""


class Text(fields.String):
    """Text a person typed: NFC, trimmed, no control characters, no broken Unicode, at most ``longest`` characters.

    Nor characters that turn the direction of writing round.

    What a database cannot store (NUL, a lone surrogate) is refused at the door instead of failing behind it.
    """

    default_error_messages = {  # noqa: RUF012
        "control": "Contains characters that cannot be printed.",
        "empty": "Must not be empty.",
        "long": "Longer than {longest} characters.",
    }

    def __init__(self, *, longest: int = 200, empty: bool = False, **kwargs: Any) -> None:
        metadata = {"maxLength": longest, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)
        self.longest = longest
        self.empty = empty

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **kwargs))
        text = text.replace("\r\n", "\n").strip()
        if not _DIRECTIONS.isdisjoint(text) or any(
            unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in text
        ):
            raise self.make_error("control")
        if not text and not self.empty:
            raise self.make_error("empty")
        if len(text) > self.longest:
            raise self.make_error("long", longest=self.longest)
        return text


class Base64(fields.String):
    """The content of a file."""

    default_error_messages = {"base64": "Not base64."}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return b64decode(super()._deserialize(value, attr, data, **kwargs), validate=True)
        except ValueError as error:
            raise self.make_error("base64") from error
