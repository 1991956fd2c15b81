"""What a receipt code shows."""

from __future__ import annotations

from typing import Any

from services.oversight import dossier
from services.oversight.composition import Service
from services.oversight.domain.petition import PetitionResolved
from services.oversight.views import petitions
from shared.errors import NotFound
from shared.privacy.codes import fingerprint


def follow(service: Service, code: str, address: str, *, explain: bool) -> dict[str, Any]:
    """What a receipt code shows. Raises Invalid or NotFound for a wrong code, TooMany for too many from one address."""
    now = service.clock.now()
    service.guesses.check(address, now)
    receipt_hash = fingerprint(service.node.secrets.code_key, code)
    with service.application.database.read() as tx:
        found = petitions.by_receipt(tx, receipt_hash)
        if found is not None:
            row = petitions.one(tx, found, petitions.EVERYTHING)
            history = service.application.history(tx, "petition", found)
    if found is None:
        service.guesses.wrong(address, now)
        raise NotFound(
            "unknown-code",
            "没有查到这个查询码。请对照凭条核对；刚在村里提交的，请过几分钟再查。",
            "No petition has this code. Check your slip; if you filed at a village just now, wait a little.",
        )
    opinions = [recorded.event.opinion for recorded in history if isinstance(recorded.event, PetitionResolved)]
    opened = service.keys.decrypt(found, opinions[-1]) if opinions else None
    return {
        **row,
        "clocks": [
            dossier.explained(service.limits, clock) if explain else clock.as_dict()
            for clock in dossier.clocks(history)
        ],
        "history": dossier.told_to_the_petitioner(history),
        "opinion": opened["opinion"] if opened else None,
    }
