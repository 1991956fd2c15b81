"""The file with which a village far away joins: issued by oversight's command line, used once by `pilot.join`.

It holds the private half of a one-time key, so it is to be carried like a password until it has been used. It holds no
key of the village's own: that is drawn at the village and never leaves it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

KIND = "sunshine-invitation/1"


class BadInvitation(ValueError):
    """This is no invitation, or it was changed on its way."""


@dataclass(frozen=True)
class Township:
    """One of the two services: the address that the village reaches, and its public keys."""

    url: str
    verify_key: str
    seal_key: str | None = None


@dataclass(frozen=True)
class Invitation:
    """``key``: the private half of the one-time key. ``version``: the district's software.

    ``places``: the texts of the data files that say who is where.
    """

    village: str
    zh: str
    en: str
    key: str
    expires_at: datetime
    version: str
    disclosure: Township
    oversight: Township
    places: Mapping[str, str]

    def encode(self) -> str:
        content = {"kind": KIND, **asdict(self), "expires_at": self.expires_at.isoformat()}
        return json.dumps({**content, "sum": _sum(content)}, ensure_ascii=False, indent=1) + "\n"


def decode(text: str) -> Invitation:
    """Raises BadInvitation."""
    try:
        content = json.loads(text)
        claimed, kind = content.pop("sum"), content.pop("kind")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInvitation("this is no invitation") from error
    if kind != KIND or claimed != _sum({"kind": kind, **content}):
        raise BadInvitation("it was changed on its way")
    return Invitation(
        **{
            **content,
            "expires_at": datetime.fromisoformat(content["expires_at"]),
            "disclosure": Township(**content["disclosure"]),
            "oversight": Township(**content["oversight"]),
        }
    )


def _sum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
