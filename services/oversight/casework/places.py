"""Places that a request names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from shared.district import District, Office, Village
from shared.errors import Invalid, NotFound

Place = TypeVar("Place", Office, Village)


def known(find: Callable[[str], Place], wanted: str) -> Place:
    """An office or village named in a request; what is unknown makes the request invalid, not the address."""
    try:
        return find(wanted)
    except NotFound as unknown:
        raise Invalid(unknown.code, unknown.zh, unknown.en, **unknown.details) from unknown


def everywhere(district: District) -> tuple[str, ...]:
    """The ids of all offices and villages."""
    return tuple(office.id for office in district.offices) + tuple(village.id for village in district.villages)
