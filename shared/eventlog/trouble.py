"""What is wrong with a database that fails: it has no room, or it cannot be used for the time being."""

from __future__ import annotations

import errno
import sys
from enum import Enum

import apsw

from shared.eventlog.sqlite import UnsoundSqliteError


class Trouble(Enum):
    FULL = "full"
    """The disk has no room. Nothing of the transaction was kept."""
    AWAY = "away"
    """Locked, unreachable or restarting. Nothing was kept, unless the connection was lost at the very commit."""


_AWAY_SQLITE = (apsw.BusyError, apsw.LockedError, apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError)


def unsound(error: BaseException) -> str | None:
    """What to do about a SQLite database that is damaged, or that this library could damage; None for another error."""
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return (
            "数据库文件损坏，没有启动，文件没有改动。请打电话给运维员：先留一份副本，"
            "再从最近的备份恢复（manage restore）。\n"
            f"The database is damaged ({error}); nothing was started or changed. Keep a copy of it, and restore the "
            "last backup (manage restore)."
        )
    if isinstance(error, UnsoundSqliteError):
        return f"数据库软件有缺陷，没有启动，请更新软件。\n{error}"
    return None


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
