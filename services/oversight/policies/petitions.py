"""A petition handed in at a village is registered here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from services.oversight.domain.petition.commands import RegisterPetition
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.policies.villages import speaks_for_itself
from shared.contracts import Heard
from shared.contracts.feedback import PETITION_FILED
from shared.decider import Do

Unsealed = Callable[[str, str, str, date], Particulars]
"""(petition id, village, sealed box, day of receipt) -> what is registered, its text under the petition's own key."""


def react(unsealed: Unsealed, heard: Heard) -> Iterable[Do]:
    if heard.type == PETITION_FILED:
        speaks_for_itself(heard)
        said = heard.data
        particulars = unsealed(said["petition"], said["village"], said["sealed"], said["received_on"])
        yield Do("petition", said["petition"], RegisterPetition(particulars, heard.time))
