"""The operator's command line: accounts, parked messages, rebuild, verify, backup, restore, petition keys."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from services.oversight.casework import seal_keys
from services.oversight.casework.clock import sealed_to
from services.oversight.composition import compose
from services.oversight.domain.seal_keys import ErasedPetitionHeard
from shared.node import Node
from shared.operations.actions import DONE, NOT_DONE, action, fail, say
from shared.operations.command_line import run
from shared.privacy.subject_keys import KeysUnusable, SubjectKeys, seal_subject


def add_keys(commands: Any) -> None:
    copying = action(commands, "backup-keys", _backup_keys, "copy the petition keys; keep it apart and for days")
    copying.add_argument("file", metavar="FILE", help="where to; never beside the other backups")
    putting = action(commands, "restore-keys", _restore_keys, "put back missing petition keys; none that is erased")
    putting.add_argument("file", metavar="FILE", help="a copy made by backup-keys")
    action(commands, "renew-seal-keys", _renew_seal_keys, "offer villages new seal keys in place of lost ones")


def _backup_keys(node: Node, given: argparse.Namespace) -> int:
    try:
        _keys(node).copy_to(Path(given.file))
    except OSError as error:
        return fail(f"密钥没有备份成。 / The keys could not be copied: {error}", NOT_DONE)
    say("密钥已备份。只保留几天，与其他备份分开。 / Copied. Keep it for days, and apart from other backups.")
    return DONE


def _restore_keys(node: Node, given: argparse.Namespace) -> int:
    keys = _keys(node)
    try:
        back = keys.take_back(Path(given.file), _erased(node))
    except KeysUnusable as error:
        return fail(f"这不是密钥备份。 / {error}", NOT_DONE)
    say(f"补回 {back} 个密钥，已删除的仍是删除的。 / Keys put back: {back}. What was erased stays erased.")
    return _renew_seal_keys(node, given)


def _renew_seal_keys(node: Node, given: argparse.Namespace) -> int:
    """Nobody shall seal a petition to a key that is lost."""
    villages = seal_keys.offer_in_place_of_lost(node, _keys(node))
    if villages:
        said = ", ".join(villages)
        say(f"密封钥匙已换新，给：{said}。 / Some seal keys were lost; told new ones in their place: {said}.")
    else:
        say("没有丢失的密封钥匙。 / No seal key is lost.")
    return DONE


def _erased(node: Node) -> set[str]:
    """The subjects whose keys were erased, as the log tells: petitions, and what they were sealed to at a village."""
    application, erased = node.application, set()
    with application.database.read() as tx:
        rows = tx.execute("SELECT stream FROM events WHERE name = 'identity-erased'")
        for petition in {row[0].partition("-")[2] for row in rows}:
            erased |= {petition, *sealed_to(application.history(tx, "petition", petition))}
        rows = tx.execute("SELECT DISTINCT stream FROM events WHERE name = 'erased-petition-heard'")
        for (stream,) in rows:
            for recorded in application.history(tx, "seal_keys", stream.partition("-")[2]):
                if isinstance(recorded.event, ErasedPetitionHeard):
                    erased |= {recorded.event.petition, seal_subject(recorded.event.seal_key or "")}
    return erased


def _keys(node: Node) -> SubjectKeys:
    return SubjectKeys(node.config.keys_database or "")


if __name__ == "__main__":
    sys.exit(run("oversight", compose, add=add_keys))
