"""Who may sign in, changed by a person: every change is checked, kept with who made it and when, and logged."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

import structlog

from shared.config import Config
from shared.district import District, load_district
from shared.errors import Invalid, NotFound, WrongState
from shared.web.account_file import AccountFile, Change, Contents, Entry
from shared.web.accounts import hash_password
from shared.web.roles import CLERK, LEADER, OFFICER, OPERATOR, REVIEWER, Account

SHORTEST, LONGEST = 8, 200
"""Characters of a password."""
OF_AN_OFFICE = frozenset({OFFICER, REVIEWER, LEADER})
# Without what is easily taken for something else when it is read out or copied by hand: i, l, o, 0, 1.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_NAME = re.compile(r"[\w.@-]{1,60}")

_log = structlog.get_logger()


def draw_password() -> str:
    """Sixteen characters by chance, 79 bits, in groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


class People:
    """Changes to the accounts of one node. Each raises a Refusal where it cannot be done; ``by`` is who does it.

    A change takes effect at once, in every process of the node, and ends the account's sessions and tokens. What is
    so already is no change.
    """

    def __init__(self, file: AccountFile, config: Config) -> None:
        self._file = file
        self._config = config

    @property
    def district(self) -> District:
        """The map as the data files have it now."""
        return load_district(self._config.data)

    @property
    def by_password(self) -> bool:
        return self._config.password_sign_in

    def contents(self) -> Contents:
        return self._file.contents

    def serves(self, village: str) -> bool:
        """Whether this node can have accounts of that village's clerks."""
        return self._config.village in (None, village)

    def add(self, account: Account, password: str | None, *, by: str, oidc: str | None = None) -> None:
        """Add an account; without a ``password`` it signs in by the sign-in service alone."""
        if not _NAME.fullmatch(account.name):
            raise Invalid(
                "account-name",
                "用户名只能用文字、数字和 . @ - _，不能有空格，最多 60 个字。",
                "A name is made of letters, digits and . @ - _, without spaces, at most 60 characters.",
            )
        if not 1 <= len(account.display) <= 60 or not account.display.isprintable():
            raise Invalid("account-display", "姓名要有 1 到 60 个字。", "The display name has 1 to 60 characters.")
        self._check_place(account)
        hashed = None if password is None else _hashed(password)

        def added(entry: Entry | None) -> Entry:
            if entry is not None:
                raise WrongState(
                    "account-exists",
                    f"“{account.name}”已有账户，请换一个用户名。",
                    f"There is an account {account.name} already; choose another name.",
                    state="disabled" if entry.disabled else "enabled",
                )
            return Entry(account, hashed, oidc)

        self._change(account.name, "added", by, added)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        hashed = _hashed(password)
        self._alter(name, "password", by, lambda entry: replace(entry, password=hashed))

    def set_role(self, name: str, role: str, office: str | None, village: str | None, *, by: str) -> None:
        def moved(entry: Entry) -> Entry:
            account = replace(entry.account, role=role, office=office, village=village)
            self._check_place(account)
            return replace(entry, account=account)

        self._alter(name, f"role:{role}", by, moved)

    def set_identity(self, name: str, oidc: str | None, *, by: str) -> None:
        """What the sign-in service calls this person; None: as the account is named."""
        self._alter(name, "identity", by, lambda entry: replace(entry, oidc=oidc))

    def disable(self, name: str, *, by: str) -> None:
        self._alter(name, "disabled", by, lambda entry: replace(entry, disabled=True))

    def enable(self, name: str, *, by: str) -> None:
        self._alter(name, "enabled", by, lambda entry: replace(entry, disabled=False))

    def remove(self, name: str, *, by: str) -> None:
        """Take an account away for good. What its person did stays in the log, and its changes in the file."""
        self._alter(name, "removed", by, lambda entry: None)

    def _alter(self, name: str, did: str, by: str, edit: Callable[[Entry], Entry | None]) -> None:
        def altered(entry: Entry | None) -> Entry | None:
            if entry is None:
                raise NotFound("unknown-account", f"没有“{name}”这个账户。", f"There is no account {name}.")
            return edit(entry)

        self._change(name, did, by, altered)

    def _change(self, name: str, did: str, by: str, edit: Callable[[Entry | None], Entry | None]) -> None:
        changed = False

        def edited(before: Contents) -> Contents:
            nonlocal changed
            entry = before.entries.get(name)
            new = edit(entry)
            changed = new != entry
            if not changed:
                return before
            entries = {other: each for other, each in before.entries.items() if new or other != name}
            if new:
                entries[name] = new
            _check_operator(before, entries)
            _check_identities(entries, new)
            at = self._config.clock.now().astimezone(UTC).isoformat(timespec="seconds")
            return Contents(entries, (*before.changes, Change(at, by, did, name)))

        self._file.change(edited)
        if changed:
            _log.info("account changed", account=name, did=did, by=by)

    def _check_place(self, account: Account) -> None:
        """Who works for an office or a village has to say for which, and nobody else has one."""
        needs = "office" if account.role in OF_AN_OFFICE else "village" if account.role == CLERK else None
        for kind, zh in (("office", "机构"), ("village", "村（居）")):
            given = getattr(account, kind)
            if kind == needs and not given:
                raise Invalid(
                    f"{kind}-missing",
                    f"这个岗位属于一个{zh}，请写明是哪个。",
                    f"This role belongs to one {kind}; say which.",
                )
            if given and kind != needs:
                raise Invalid(
                    f"{kind}-unfit",
                    f"这个岗位不属于任何{zh}，请去掉。",
                    f"This role belongs to no {kind}; leave it out.",
                )
        if account.office:
            self.district.office(account.office)
        if account.village:
            self.district.village(account.village)
            if not self.serves(account.village):
                raise Invalid(
                    "other-village",
                    "这是另一个村（居）的，请在那个节点上添加。",
                    "That is another village; add the account at its own node.",
                )


def _check_operator(before: Contents, after: dict[str, Entry]) -> None:
    """Somebody must be able to let people in again."""
    had, has = (
        any(entry.account.role == OPERATOR and not entry.disabled for entry in entries.values())
        for entries in (before.entries, after)
    )
    if had and not has:
        raise WrongState(
            "last-operator",
            "这是最后一个系统运维账户，先添加另一个再改这个。",
            "This is the last operator; add another one first.",
            state="last-operator",
        )


def _check_identities(entries: dict[str, Entry], new: Entry | None) -> None:
    if new and sum(entry.identity == new.identity for entry in entries.values()) > 1:
        raise WrongState(
            "identity-taken",
            f"统一认证的“{new.identity}”已对应另一个账户。",
            f"{new.identity} of the sign-in service belongs to another account.",
            state="taken",
        )


def _hashed(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            "password-length",
            f"密码要有 {SHORTEST} 到 {LONGEST} 个字符，请换一个。",
            f"A password has {SHORTEST} to {LONGEST} characters; choose another one.",
        )
    return hash_password(password)
