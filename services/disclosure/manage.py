"""The operator's command line: accounts, parked messages, rebuild, verify, backup, restore. ``--help`` tells more."""

from __future__ import annotations

import sys

from services.disclosure.composition import compose
from shared.operations.command_line import run

if __name__ == "__main__":
    sys.exit(run("disclosure", compose))
