"""Whether somebody is who he says he is: passwords, sessions, and patience with those who guess."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from shared.errors import TooMany, Unauthorised
from shared.web.account_file import AccountFile
from shared.web.roles import Account

FAILURES_ALLOWED = 5
PATIENCE = 300
"""Seconds that failed sign-ins of one name are remembered."""
_NAMES_REMEMBERED = 10_000

# 19 MiB and two passes: the smaller of OWASP's equal choices, as a village endpoint has 80 MB a process.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """What goes into the accounts file as ``password``. Takes some 30 ms and 19 MiB."""
    return _HASHER.hash(password)


class Accounts:
    """Signing in at one node.

    Passwords are checked one at a time, so that eight sign-ins at once take 19 MiB and not eight times as much.
    """

    def __init__(self, file: AccountFile, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._seconds = seconds
        self._failures: dict[str, list[float]] = {}
        self._one_at_a_time = threading.Lock()

    def verify(self, name: str, password: str) -> tuple[Account, str]:
        """The account and its stamp; raises Unauthorised, or TooMany after five failures in five minutes.

        A name that is unknown, disabled or without a password takes the same path and time as a wrong password.
        """
        contents = self._file.contents
        entry = contents.entries.get(name)
        usable = entry is not None and not entry.disabled and entry.password is not None
        with self._one_at_a_time:
            self._check_patience(name)
            try:
                _HASHER.verify(entry.password if usable and entry and entry.password else _NOBODY, password)
                right = usable
            except VerificationError:
                right = False
            if not right:
                self._failures.setdefault(name, []).append(self._seconds())
            else:
                self._failures.pop(name, None)
        if not right or entry is None:
            raise Unauthorised(
                "sign-in-failed",
                "用户名或密码不对，请重新输入。",
                "The name or the password is not right. Try again.",
            )
        return entry.account, contents.stamp(entry)

    def identified(self, identity: str) -> tuple[Account, str] | None:
        """The account and its stamp of whom the sign-in service calls so; None where nobody here is called that."""
        contents = self._file.contents
        for entry in contents.entries.values():
            if entry.identity == identity and not entry.disabled:
                return entry.account, contents.stamp(entry)
        return None

    def find(self, name: object, stamp: object) -> Account | None:
        """The account that a session or token was given to; None once it was changed, disabled or removed."""
        contents = self._file.contents
        entry = contents.entries.get(name) if isinstance(name, str) else None
        if entry is None or entry.disabled or contents.stamp(entry) != stamp:
            return None
        return entry.account

    def _check_patience(self, name: str) -> None:
        now = self._seconds()
        if len(self._failures) > _NAMES_REMEMBERED:
            self._failures = {other: times for other, times in self._failures.items() if times[-1] > now - PATIENCE}
        recent = [moment for moment in self._failures.get(name, ()) if moment > now - PATIENCE]
        if len(recent) >= FAILURES_ALLOWED:
            wait = int(recent[-FAILURES_ALLOWED] + PATIENCE - now) + 1
            minutes = -(-wait // 60)
            raise TooMany(
                "sign-in-too-often",
                f"输错次数太多，请 {minutes} 分钟后再试。",
                f"Too many wrong attempts. Try again in {minutes} min.",
                retry_after=wait,
            )
        if recent:
            self._failures[name] = recent
        else:
            self._failures.pop(name, None)
