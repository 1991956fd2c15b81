"""Loaded by every process of a chaos district before anything else: lets it be killed exactly at a commit.

When the file ``<process>`` appears in the folder CHAOS_CRASH, the process kills itself at one of its next commits:
``before 3`` before the third from then on reaches the disk, ``after 3`` when it is on the disk and nobody has been
told. The production code knows nothing of this: the two database drivers are wrapped here, from outside.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

_FOLDER = Path(os.environ["CHAOS_CRASH"])


def _process() -> str:
    """``oversight-web`` or ``yangshe-worker``: the node by its settings, the kind by the command line."""
    node = os.environ.get("SUNSHINE_VILLAGE") or Path(os.environ.get("SUNSHINE_SECRETS", "/none/none")).parent.name
    return f"{node}-{'web' if 'gunicorn' in ' '.join(sys.orig_argv) else 'worker'}"


class _Order:
    """What was ordered for this process, and how many commits are left."""

    def __init__(self) -> None:
        self._file = _FOLDER / _process()
        self._when = ""
        self._left = 0

    def at(self, when: str) -> None:
        if not self._when:
            try:
                self._when, _, count = self._file.read_text().partition(" ")
            except FileNotFoundError:
                return
            self._left = int(count)
        if when == self._when:
            self._left -= 1
            if self._left <= 0:
                self._file.unlink(missing_ok=True)
                # The whole group: with gunicorn its parent too, as a power cut would.
                os.killpg(0, signal.SIGKILL)


_order = _Order()


def _wrap_sqlite() -> None:
    import apsw

    class Connection(apsw.Connection):
        def execute(self, statements: str, *arguments: Any, **more: Any) -> Any:
            if statements != "COMMIT":
                return super().execute(statements, *arguments, **more)
            _order.at("before")
            done = super().execute(statements, *arguments, **more)
            _order.at("after")
            return done

    apsw.Connection = Connection  # type: ignore[misc]


def _wrap_postgres() -> None:
    import psycopg

    leave = psycopg.Transaction.__exit__

    def exit_and_maybe_die(self: Any, *arguments: Any) -> Any:
        _order.at("before")
        done = leave(self, *arguments)
        _order.at("after")
        return done

    psycopg.Transaction.__exit__ = exit_and_maybe_die  # type: ignore[method-assign]


if os.environ.get("SUNSHINE_DATABASE", "").startswith("sqlite"):
    _wrap_sqlite()
elif "SUNSHINE_DATABASE" in os.environ:
    _wrap_postgres()
