"""The operator's command line: accounts, parked messages, rebuild, verify, backup, restore, keys: see ``--help``."""

from __future__ import annotations

import sys
from typing import Any

from services.disclosure.composition import compose
from shared.node import Node
from shared.operations.command_line import run
from shared.operations.keys import add_key_commands


def add_keys(commands: Any) -> None:
    add_key_commands(commands, _erased)


def _erased(node: Node) -> set[str]:
    """The requests whose keys were erased, as the log tells."""
    with node.application.database.read() as tx:
        rows = tx.execute("SELECT stream FROM events WHERE name = 'applicant-identity-erased'")
    return {stream.partition("-")[2] for (stream,) in rows}


if __name__ == "__main__":
    sys.exit(run("disclosure", compose, add=add_keys))
