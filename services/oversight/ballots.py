"""Ballots opened: they come sealed from the villages, and nobody opens them but this service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from services.oversight.domain.batch import Answered
from services.oversight.policies.surveys import Opened
from shared.contracts.fields import Text
from shared.privacy.screening import screen
from shared.privacy.sealing import Unsealable, unseal

LONGEST_TEXT = 300
_QUESTION = fields.String(validate=validate.Length(min=1, max=100))
_MOST = validate.Length(max=100)


class SealedBallot(Schema):
    """What a village seals to this service: see the message ballots-cast."""

    scores = fields.Dict(
        keys=_QUESTION,
        values=fields.Integer(strict=True, validate=validate.Range(1, 5)),
        required=True,
        validate=_MOST,
    )
    awareness = fields.Dict(
        keys=_QUESTION, values=fields.Boolean(truthy={True}, falsy={False}), required=True, validate=_MOST
    )
    texts = fields.Dict(keys=_QUESTION, values=Text(longest=LONGEST_TEXT), required=True, validate=_MOST)


@dataclass(frozen=True)
class BallotOpener:
    """``seal_key``: this service's private one; ``public_numbers``: telephone numbers that anybody may name."""

    seal_key: str
    public_numbers: frozenset[str]

    def __call__(self, sealed: str) -> Opened | None:
        """None for a spoilt one: not sealed to us, damaged, or not what a ballot says."""
        try:
            given: dict[str, Any] = SealedBallot().load(unseal(self.seal_key, sealed), unknown=EXCLUDE)
        except (Unsealable, ValidationError):
            return None
        if not given["scores"] and not given["awareness"] and not given["texts"]:
            return None
        passed = {question: text for question, text in given["texts"].items() if not self._names_somebody(text)}
        answered = Answered(given["scores"], given["awareness"], passed)
        return Opened(answered, texts_withheld=len(given["texts"]) - len(passed))

    def _names_somebody(self, text: str) -> bool:
        return any(hit.severity == "block" for hit in screen(text, allowed=self.public_numbers))
