"""Accounts of a node from the command line: add a person, set a new password, take an account away, list them.

    python -m pilot.accounts FILE add NAME --role officer --display 李干事 --office family-planning-office
    python -m pilot.accounts FILE password NAME
    python -m pilot.accounts FILE remove NAME
    python -m pilot.accounts FILE list

FILE is the node's accounts.json. The password is asked for, or read from a pipe; it is never an argument, where others
could see it. The node reads the file at its start.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from pathlib import Path
from typing import Any

from shared.config import SHIPPED_DATA
from shared.datafiles import DataFileError
from shared.district import load_district
from shared.errors import Refusal
from shared.web.accounts import hash_password
from shared.web.roles import CLERK, DISTRICT, LEADER, OFFICER, OPERATOR, REVIEWER, SUPERVISOR

ROLES = (OFFICER, REVIEWER, LEADER, CLERK, SUPERVISOR, DISTRICT, OPERATOR)
SHORTEST = 8


class AccountError(Exception):
    """It cannot be done; the text says why and what to do."""


def add(path: Path, account: dict[str, Any], password: str) -> None:
    """Add one account. Raises AccountError."""
    accounts = _read(path)
    if any(each["name"] == account["name"] for each in accounts):
        raise AccountError(f"{account['name']} has an account already; `password` sets a new password")
    _write(path, [*accounts, {**account, "password": _hashed(password)}])


def set_password(path: Path, name: str, password: str) -> None:
    """Give an account a new password. Raises AccountError."""
    accounts = _read(path)
    _require(accounts, name)
    hashed = _hashed(password)
    _write(path, [{**each, "password": hashed} if each["name"] == name else each for each in accounts])


def remove(path: Path, name: str) -> None:
    """Take an account away; what its person did stays in the log. Raises AccountError."""
    accounts = _read(path)
    _require(accounts, name)
    _write(path, [each for each in accounts if each["name"] != name])


def _hashed(password: str) -> str:
    if len(password) < SHORTEST:
        raise AccountError(f"A password has at least {SHORTEST} characters; choose a longer one")
    return hash_password(password)


def _require(accounts: list[dict[str, Any]], name: str) -> None:
    if not any(each["name"] == name for each in accounts):
        raise AccountError(f"There is no account {name}; `list` shows those there are")


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        accounts = json.loads(path.read_text())["accounts"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AccountError(f"{path} is not a node's accounts file ({error}); `pilot.provision` makes one") from error
    return list(accounts)


def _write(path: Path, accounts: list[dict[str, Any]]) -> None:
    """All or nothing, even if the power fails: written beside, then put in its place."""
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"accounts": accounts}, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    owner = path.stat()
    os.chown(beside, owner.st_uid, owner.st_gid)
    beside.replace(path)


def _asked_for() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise AccountError("The two are not the same; nothing was changed")
    return password


def _described(options: argparse.Namespace) -> dict[str, Any]:
    district = load_district(options.data)
    if options.office:
        district.office(options.office)
    if options.village:
        district.village(options.village)
    if options.role == CLERK and not options.village:
        raise AccountError("A clerk belongs to a village: say --village ID")
    if options.role in {OFFICER, REVIEWER, LEADER} and not options.office:
        raise AccountError(f"Of which office is this {options.role}? Say --office ID; data/offices.toml has the ids")
    return {
        "name": options.name,
        "display": options.display or options.name,
        "role": options.role,
        "office": options.office,
        "village": options.village,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pilot.accounts", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="the node's accounts.json")
    parser.add_argument(
        "--data", type=Path, default=SHIPPED_DATA, help="folder of data files; default: the shipped ones"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    adding = actions.add_parser("add", help="add a person")
    adding.add_argument("name", help="what to sign in with")
    adding.add_argument("--role", required=True, choices=ROLES)
    adding.add_argument("--display", help="how the pages call this person")
    adding.add_argument("--office", help="an id of data/offices.toml")
    adding.add_argument("--village", help="an id of data/villages.toml")
    for action, what in (("password", "set a new password"), ("remove", "take an account away")):
        actions.add_parser(action, help=what).add_argument("name")
    actions.add_parser("list", help="list the accounts")
    return parser


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.action == "add":
            add(options.file, _described(options), _asked_for())
        elif options.action == "password":
            set_password(options.file, options.name, _asked_for())
        elif options.action == "remove":
            remove(options.file, options.name)
        else:
            for each in _read(options.file):
                print(f"{each['name']}\t{each['role']}\t{each.get('office') or each.get('village') or ''}")
            return 0
    except (AccountError, DataFileError) as problem:
        print(f"{problem}.", file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(refusal.en, file=sys.stderr)
        return 1
    print("Done. Restart the node's web process: it reads the file at its start.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
