"""The keys under which people's words are encrypted: copied apart from the backups, and put back but for the erased."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Set
from pathlib import Path
from typing import Any

from shared.node import Node
from shared.operations.actions import DONE, NOT_DONE, action, fail, say
from shared.privacy.subject_keys import KeysUnusable, SubjectKeys

Erased = Callable[[Node], Set[str]]
"""The subjects whose keys were erased, as the log tells."""
Afterwards = Callable[[Node, argparse.Namespace], int]


def add_key_commands(commands: Any, erased: Erased, afterwards: Afterwards | None = None) -> None:
    """``backup-keys`` and ``restore-keys``; ``afterwards``: what else putting keys back asks for."""

    def restore(node: Node, given: argparse.Namespace) -> int:
        try:
            back = keys_of(node).take_back(Path(given.file), erased(node))
        except KeysUnusable as error:
            return fail(f"这不是密钥备份。 / {error}", NOT_DONE)
        say(f"补回 {back} 个密钥，已删除的仍是删除的。 / Keys put back: {back}. What was erased stays erased.")
        return afterwards(node, given) if afterwards else DONE

    copying = action(commands, "backup-keys", _backup, "copy the keys; keep the copy apart and for days")
    copying.add_argument("file", metavar="FILE", help="where to; never beside the other backups")
    putting = action(commands, "restore-keys", restore, "put back missing keys; none that is erased")
    putting.add_argument("file", metavar="FILE", help="a copy made by backup-keys")


def keys_of(node: Node) -> SubjectKeys:
    return SubjectKeys(node.config.keys_database or "")


def _backup(node: Node, given: argparse.Namespace) -> int:
    try:
        keys_of(node).copy_to(Path(given.file))
    except OSError as error:
        return fail(f"密钥没有备份成。 / The keys could not be copied: {error}", NOT_DONE)
    say("密钥已备份。只保留几天，与其他备份分开。 / Copied. Keep it for days, and apart from other backups.")
    return DONE
