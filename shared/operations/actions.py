"""What the parts of the operator's command line have in common: how a command is declared, and how it answers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from shared.node import Node

DONE, NOT_DONE = 0, 1

Command = Callable[[Node, argparse.Namespace], int]


def action(commands: Any, name: str, command: Command, told: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=told, description=told[0].upper() + told[1:] + ".")
    made.set_defaults(command=command)
    return made


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def fail(text: str, code: int) -> int:
    sys.stderr.write(f"{text.rstrip()}\n")
    return code
