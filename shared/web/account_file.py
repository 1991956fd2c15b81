"""The accounts file of a node: who may sign in and do what, and who changed that when.

Whoever asks gets what stands in the file now: it is read again as soon as it is another one. It is written whole or
not at all. To its list of changes is only added, so no two of its versions have the same length.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import structlog
from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from marshmallow import Schema, ValidationError, fields, validate

from shared.config import ConfigError
from shared.errors import WrongState
from shared.web.roles import ACCOUNT_ROLES, Account

_log = structlog.get_logger()
_NAME = validate.Length(min=1, max=60)


@dataclass(frozen=True)
class Entry:
    """One account as the file has it. Who has no ``password`` (an argon2 hash) signs in elsewhere, or not at all.

    ``oidc`` is what the sign-in service calls this person, if that is not the account's name.
    """

    account: Account
    password: str | None = None
    oidc: str | None = None
    disabled: bool = False

    @property
    def identity(self) -> str:
        return self.oidc or self.account.name


@dataclass(frozen=True)
class Change:
    """Who did what to which account. ``at`` is ISO text, UTC."""

    at: str
    by: str
    did: str
    account: str


@dataclass(frozen=True)
class Contents:
    entries: Mapping[str, Entry]
    """By name, in the order of the file."""
    changes: tuple[Change, ...] = ()

    def stamp(self, entry: Entry) -> str:
        """What a session or token is given to. Any change to the account ends them: its stamp is another one."""
        given = [entry.password, entry.oidc, self._counted[entry.account.name]]
        return hashlib.sha256(json.dumps(given).encode()).hexdigest()[:16]

    @cached_property
    def _counted(self) -> Counter[str]:
        return Counter(change.account for change in self.changes)

    def last_change(self, name: str) -> Change | None:
        return next((change for change in reversed(self.changes) if change.account == name), None)


class AccountFile:
    """Raises ConfigError naming the file, row and field that do not hold; without a path there are no accounts."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._seen: tuple[int, ...] | None = None
        self._contents = Contents({})
        if path is not None:
            self._contents = read(path)

    @property
    def contents(self) -> Contents:
        """What the file says now. One that has become unreadable counts as unchanged, and the log says so."""
        if self._path is None:
            return self._contents
        mark: tuple[int, ...] = ()
        try:
            mark = _mark(self._path)
            if mark != self._seen:
                self._contents = read(self._path)
        except (ConfigError, OSError) as error:
            _log.error("accounts file not taken up", reason=str(error))
        self._seen = mark  # last, so that no other thread takes what was there before for what is there now
        return self._contents

    def people(self) -> list[Account]:
        """Everybody who may sign in at this moment."""
        return [entry.account for entry in self.contents.entries.values() if not entry.disabled]

    def display(self, name: str) -> str:
        """How pages call somebody who has or had an account; the name itself where the account is gone."""
        entry = self.contents.entries.get(name)
        return entry.account.display if entry else name

    def change(self, edit: Callable[[Contents], Contents]) -> None:
        """Put ``edit`` of what the file says now in its place, one change after the other, on disk when this returns.

        Raises WrongState where the file cannot be read or written, and what ``edit`` raises. Nothing is changed then.
        """
        if self._path is None:
            raise WrongState(
                "no-accounts-file",
                "本节点没有账户文件，请先设置 SUNSHINE_ACCOUNTS。",
                "This node has no accounts file. Set SUNSHINE_ACCOUNTS first.",
                state="without-accounts",
            )
        path = self._path.resolve()
        try:
            # The folder itself is what is locked: the file is another one after each change.
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX)
                before = read(path)
                after = edit(before)
                if after != before:
                    _write(path, after)
                    os.fsync(folder)
            finally:
                os.close(folder)
        except (ConfigError, OSError) as error:
            raise WrongState(
                "accounts-not-changed",
                f"账户文件读不了或写不了，没有改动。请系统管理员查看：{error}",
                f"The accounts file cannot be read or written; nothing was changed. Have it looked at: {error}",
                state="unwritable",
            ) from error


def read(path: Path) -> Contents:
    """Raises ConfigError."""
    try:
        loaded: dict[str, Any] = _AccountsFile().load(json.loads(path.read_text()))
    except (ValidationError, ValueError, OSError) as error:
        raise ConfigError(f"SUNSHINE_ACCOUNTS: {path} does not hold: {error}") from error
    entries: dict[str, Entry] = {}
    identities: set[str] = set()
    for number, row in enumerate(loaded["accounts"]):
        beside = {name: row.pop(name) for name in ("password", "oidc", "disabled")}
        entry = Entry(Account(**row), **beside)
        if entry.account.name in entries or entry.identity in identities:
            raise ConfigError(f"SUNSHINE_ACCOUNTS: {path}: there are two accounts named {entry.identity!r}")
        try:
            if entry.password is not None:
                extract_parameters(entry.password)
        except InvalidHashError as error:
            raise ConfigError(f"SUNSHINE_ACCOUNTS: {path}: accounts.{number}.password is no argon2 hash") from error
        entries[entry.account.name] = entry
        identities.add(entry.identity)
    return Contents(entries, tuple(Change(**change) for change in loaded["changes"]))


class _AccountRow(Schema):
    name = fields.String(required=True, validate=_NAME)
    display = fields.String(required=True, validate=_NAME)
    role = fields.String(required=True, validate=validate.OneOf(sorted(ACCOUNT_ROLES)))
    office = fields.String(load_default=None, allow_none=True)
    village = fields.String(load_default=None, allow_none=True)
    password = fields.String(load_default=None, allow_none=True)
    oidc = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=200))
    disabled = fields.Boolean(load_default=False)


class _ChangeRow(Schema):
    at = fields.String(required=True)
    by = fields.String(required=True)
    did = fields.String(required=True)
    account = fields.String(required=True)


class _AccountsFile(Schema):
    accounts = fields.List(fields.Nested(_AccountRow), required=True)
    changes = fields.List(fields.Nested(_ChangeRow), load_default=list)


def _mark(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_mtime_ns, found.st_ino, found.st_size


def _write(path: Path, contents: Contents) -> None:
    """For the owner's eyes only; a crash leaves the old file or the new one, whole."""
    owner, beside = path.stat(), path.with_name(path.name + ".new")
    rows = []
    for entry in contents.entries.values():
        row = asdict(entry)
        rows.append({**row.pop("account"), **row})
    document = {"accounts": rows, "changes": [asdict(change) for change in contents.changes]}
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(document, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.chown(beside, owner.st_uid, owner.st_gid)
    beside.replace(path)
