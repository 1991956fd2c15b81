"""The operator's command line: accounts, parked messages, rebuild, verify, backup, restore, petition keys, villages."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from services.oversight.casework import seal_keys, spoilt_petitions
from services.oversight.casework.clock import sealed_to
from services.oversight.composition import compose
from services.oversight.domain.seal_keys import ErasedPetitionHeard
from services.oversight.manage_villages import add_villages
from shared.node import Node
from shared.operations.actions import DONE, action, say
from shared.operations.command_line import run
from shared.operations.keys import add_key_commands, keys_of
from shared.privacy.subject_keys import seal_subject


def add_keys(commands: Any) -> None:
    add_villages(commands)
    add_key_commands(commands, _erased, afterwards=_renew_seal_keys)
    action(commands, "renew-seal-keys", _renew_seal_keys, "offer villages new seal keys in place of lost ones")
    action(commands, "open-spoilt-petitions", _open_spoilt_petitions, "try again those that did not open")


def _renew_seal_keys(node: Node, given: argparse.Namespace) -> int:
    """Nobody shall seal a petition to a key that is lost."""
    villages = seal_keys.offer_in_place_of_lost(node, keys_of(node))
    if villages:
        said = ", ".join(villages)
        say(f"密封钥匙已换新，给：{said}。 / Some seal keys were lost; told new ones in their place: {said}.")
    else:
        say("没有丢失的密封钥匙。 / No seal key is lost.")
    return DONE


def _open_spoilt_petitions(node: Node, given: argparse.Namespace) -> int:
    count = spoilt_petitions.open_again(node)
    say(f"打开并登记了 {count} 件。 / {count} of them opened, and are registered.")
    return DONE


def _erased(node: Node) -> set[str]:
    """The subjects whose keys were erased, as the log tells: petitions, with what they were sealed to at a village, and
    bad ratings.
    """
    application, erased = node.application, set()
    with application.database.read() as tx:
        rows = tx.execute("SELECT stream FROM events WHERE name = 'bad-rating-contact-erased'")
        erased |= {row[0].partition("-")[2] for row in rows}
        rows = tx.execute("SELECT stream FROM events WHERE name = 'identity-erased'")
        for petition in {row[0].partition("-")[2] for row in rows}:
            erased |= {petition, *sealed_to(application.history(tx, "petition", petition))}
        rows = tx.execute("SELECT DISTINCT stream FROM events WHERE name = 'erased-petition-heard'")
        for (stream,) in rows:
            for recorded in application.history(tx, "seal_keys", stream.partition("-")[2]):
                if isinstance(recorded.event, ErasedPetitionHeard):
                    erased |= {recorded.event.petition, seal_subject(recorded.event.seal_key or "")}
    return erased


if __name__ == "__main__":
    sys.exit(run("oversight", compose, add=add_keys))
