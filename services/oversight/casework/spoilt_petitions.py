"""Boxes that did not open when they came are tried again, when a key that was missing is back."""

from __future__ import annotations

from services.oversight.domain.petition.events import PetitionRegistered
from services.oversight.views import spoilt_petitions
from shared.contracts import Heard
from shared.contracts.feedback import PETITION_FILED
from shared.node import Node

_AT_ONCE = 100


def open_again(node: Node) -> int:
    """Register the petitions in those that open now; return how many that were."""
    last, registered = "", 0
    while True:
        with node.application.database.read() as tx:
            boxes = spoilt_petitions.after(tx, last, _AT_ONCE)
        if not boxes:
            return registered
        for petition, village, received_on, sealed in boxes:
            data = {"petition": petition, "village": village, "received_on": received_on, "sealed": sealed}
            heard = Heard(PETITION_FILED, f"/feedback/{village}", petition, node.config.clock.now(), data)
            with node.application.unit(actor="operator") as unit:
                recorded = [each for do in node.application.blueprint.policy(heard) for each in unit.do(do)]
            registered += any(isinstance(each.event, PetitionRegistered) for each in recorded)
            last = petition
