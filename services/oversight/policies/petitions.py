"""A petition handed in at a village is registered here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from services.oversight.domain.petition.commands import RegisterPetition
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.domain.seal_keys import HearErasedPetition
from services.oversight.domain.spoilt_petition import HearSpoiltPetition
from services.oversight.policies.villages import speaks_for_itself
from shared.contracts import Heard
from shared.contracts.feedback import PETITION_FILED
from shared.decider import Do


@dataclass(frozen=True)
class Erased:
    """A petition that was erased before, and the seal key that it names."""

    seal_key: str | None


@dataclass(frozen=True)
class Spoilt:
    """A box that does not open, or has no petition in it, and the seal key that it names."""

    seal_key: str | None


Unsealed = Callable[[str, str, str, date], Particulars | Erased | Spoilt]
"""(petition id, village, sealed box, day of receipt) -> what is registered, its text under the petition's own key."""


def react(unsealed: Unsealed, heard: Heard) -> Iterable[Do]:
    if heard.type == PETITION_FILED:
        speaks_for_itself(heard)
        said = heard.data
        found = unsealed(said["petition"], said["village"], said["sealed"], said["received_on"])
        match found:
            case Erased(seal_key):
                again = HearErasedPetition(said["petition"], seal_key, said["received_on"], heard.time)
                yield Do("seal_keys", said["village"], again)
            case Spoilt(seal_key):
                box = HearSpoiltPetition(said["village"], said["sealed"], seal_key, said["received_on"], heard.time)
                yield Do("spoilt_petition", said["petition"], box)
            case Particulars():
                yield Do("petition", said["petition"], RegisterPetition(found, heard.time))
