"""What is wrong with a database that fails: it has no room, or it cannot be used for the time being."""

from __future__ import annotations

import errno
import sys
from enum import Enum

import apsw


class Trouble(Enum):
    FULL = "full"
    """The disk has no room. Nothing of the transaction was kept."""
    AWAY = "away"
    """Locked, unreachable or restarting. Nothing was kept, unless the connection was lost at the very commit."""


_AWAY_SQLITE = (apsw.BusyError, apsw.LockedError, apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError)


def trouble_of(error: BaseException) -> Trouble | None:
    """What an error of a driver says about the database; None where the statement or the program is at fault."""
    if isinstance(error, apsw.FullError):
        return Trouble.FULL
    if isinstance(error, _AWAY_SQLITE):
        return Trouble.AWAY
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Trouble.FULL
    # Loaded only where a URL asks for PostgreSQL; without it none of its errors can come.
    if psycopg := sys.modules.get("psycopg"):
        if isinstance(error, psycopg.errors.DiskFull):
            return Trouble.FULL
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return Trouble.AWAY
    return None
