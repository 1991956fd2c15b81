"""The operator's command line: accounts, parked messages, rebuild, verify, backup, restore, petition keys."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from services.oversight.composition import compose
from shared.node import Node
from shared.operations.actions import DONE, NOT_DONE, action, fail, say
from shared.operations.command_line import run
from shared.privacy.subject_keys import KeysUnusable, SubjectKeys


def add_keys(commands: Any) -> None:
    copying = action(commands, "backup-keys", _backup_keys, "copy the petition keys; keep it apart and for days")
    copying.add_argument("file", metavar="FILE", help="where to; never beside the other backups")
    putting = action(commands, "restore-keys", _restore_keys, "put back missing petition keys; none that is erased")
    putting.add_argument("file", metavar="FILE", help="a copy made by backup-keys")


def _backup_keys(node: Node, given: argparse.Namespace) -> int:
    try:
        _keys(node).copy_to(Path(given.file))
    except OSError as error:
        return fail(f"密钥没有备份成。 / The keys could not be copied: {error}", NOT_DONE)
    say("密钥已备份。只保留几天，与其他备份分开。 / Copied. Keep it for days, and apart from other backups.")
    return DONE


def _restore_keys(node: Node, given: argparse.Namespace) -> int:
    with node.application.database.read() as tx:
        rows = tx.execute("SELECT stream FROM events WHERE name = 'identity-erased'")
    erased = {row[0].partition("-")[2] for row in rows}
    try:
        back = _keys(node).take_back(Path(given.file), erased)
    except KeysUnusable as error:
        return fail(f"这不是密钥备份。 / {error}", NOT_DONE)
    say(f"补回 {back} 个密钥，已删除的仍是删除的。 / Keys put back: {back}. What was erased stays erased.")
    return DONE


def _keys(node: Node) -> SubjectKeys:
    return SubjectKeys(node.config.keys_database or "")


if __name__ == "__main__":
    sys.exit(run("oversight", compose, add=add_keys))
