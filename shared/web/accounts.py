"""Who can sign in: the accounts file, passwords, and patience with those who guess."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from marshmallow import Schema, ValidationError, fields, validate

from shared.config import ConfigError
from shared.errors import TooMany, Unauthorised
from shared.web.roles import ACCOUNT_ROLES, Account

FAILURES_ALLOWED = 5
PATIENCE = 300
"""Seconds that failed sign-ins of one name are remembered."""
_NAMES_REMEMBERED = 10_000

# 19 MiB and two passes: the smaller of OWASP's equal choices, as a village endpoint has 80 MB a process.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")


class _AccountRow(Schema):
    name = fields.String(required=True, validate=validate.Length(min=1, max=60))
    display = fields.String(required=True, validate=validate.Length(min=1, max=60))
    role = fields.String(required=True, validate=validate.OneOf(sorted(ACCOUNT_ROLES)))
    office = fields.String(load_default=None, allow_none=True)
    village = fields.String(load_default=None, allow_none=True)
    password = fields.String(required=True, validate=validate.Length(min=20))


class _AccountsFile(Schema):
    accounts = fields.List(fields.Nested(_AccountRow), required=True)


class _Known(NamedTuple):
    account: Account
    password: str
    stamp: str


def hash_password(password: str) -> str:
    """What goes into the accounts file as ``password``. Takes some 30 ms and 19 MiB."""
    return _HASHER.hash(password)


class Accounts:
    """The accounts of one node. Raises ConfigError naming the file, row and field that do not hold.

    Passwords are checked one at a time, so that eight sign-ins at once take 19 MiB and not eight times as much.
    """

    def __init__(self, path: Path | None, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._known = {known.account.name: known for known in _read(path)}
        self._seconds = seconds
        self._failures: dict[str, list[float]] = {}
        self._one_at_a_time = threading.Lock()

    def verify(self, name: str, password: str) -> tuple[Account, str]:
        """The account and its stamp; raises Unauthorised, or TooMany after five failures in five minutes.

        An unknown name takes the same path and time as a wrong password.
        """
        known = self._known.get(name)
        with self._one_at_a_time:
            self._check_patience(name)
            try:
                _HASHER.verify(known.password if known else _NOBODY, password)
                right = known is not None
            except VerificationError:
                right = False
            if not right:
                self._failures.setdefault(name, []).append(self._seconds())
            else:
                self._failures.pop(name, None)
        if not right or known is None:
            raise Unauthorised(
                "sign-in-failed",
                "用户名或密码不对，请重新输入。",
                "The name or the password is not right. Try again.",
            )
        return known.account, known.stamp

    def find(self, name: object, stamp: object) -> Account | None:
        """The account that a session or token was given to; None once it is gone or its password has changed."""
        known = self._known.get(name) if isinstance(name, str) else None
        return known.account if known and known.stamp == stamp else None

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


def _read(path: Path | None) -> list[_Known]:
    if path is None:
        return []
    try:
        rows: list[dict[str, Any]] = _AccountsFile().load(json.loads(path.read_text()))["accounts"]
    except (ValidationError, ValueError) as error:
        raise ConfigError(f"SUNSHINE_ACCOUNTS: {path} does not hold: {error}") from error
    known = []
    for number, row in enumerate(rows):
        password = row.pop("password")
        try:
            _HASHER.check_needs_rehash(password)
        except InvalidHashError as error:
            raise ConfigError(f"SUNSHINE_ACCOUNTS: {path}: accounts.{number}.password is no argon2 hash") from error
        stamp = hashlib.sha256(password.encode()).hexdigest()[:16]
        known.append(_Known(Account(**row), password, stamp))
    names = [one.account.name for one in known]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"SUNSHINE_ACCOUNTS: {path}: there are two accounts named {name!r}")
    return known
