"""Who may sign in at a node, from the command line: ``manage accounts …``. The running node takes it up at once."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from typing import Any

from shared.errors import Invalid
from shared.node import Node
from shared.operations.actions import DONE, action, say
from shared.web.account_file import AccountFile
from shared.web.people import People, draw_password
from shared.web.roles import ACCOUNT_ROLES, Account


def add_accounts(commands: Any) -> None:
    about = "who may sign in at this node, and do what"
    accounts = commands.add_parser("accounts", help=about, description=f"Look after {about}.")
    actions = accounts.add_subparsers(title="actions", metavar="ACTION", required=True)

    def one(name: str, command: Callable[[Node, argparse.Namespace], int], told: str) -> argparse.ArgumentParser:
        made = action(actions, name, command, told)
        made.add_argument("name", metavar="NAME", help="what the person signs in with")
        made.add_argument("--by", default="operator", metavar="NAME", help="who does it (default: %(default)s)")
        return made

    def place(made: argparse.ArgumentParser) -> None:
        made.add_argument("--role", required=True, choices=sorted(ACCOUNT_ROLES))
        made.add_argument("--office", metavar="ID", help="of data/offices.toml; for officer, reviewer and leader")
        made.add_argument("--village", metavar="ID", help="of data/villages.toml; for a clerk")

    action(actions, "list", _list, "list all accounts, with who changed each last")
    adding = one("add", _add, "add a person")
    place(adding)
    adding.add_argument("--display", metavar="TEXT", help="how pages call this person (default: NAME)")
    adding.add_argument("--oidc", metavar="TEXT", help="what the sign-in service calls this person, if not NAME")
    how = adding.add_mutually_exclusive_group()
    how.add_argument("--draw", action="store_true", help="draw a password and print it once")
    how.add_argument("--no-password", action="store_true", help="this person signs in by the sign-in service only")
    other = one("password", _password, "give another password; it is asked for twice, or read from a pipe")
    other.add_argument("--draw", action="store_true", help="draw it and print it once")
    place(one("role", _role, "give another role, office or village"))
    identity = one("oidc", _identity, "say what the sign-in service calls this person")
    identity.add_argument("identity", metavar="TEXT", nargs="?", help="left out: as the account is named")
    one("disable", _disable, "let nobody sign in with it; sessions and tokens end at once")
    one("enable", _enable, "let the person sign in again")
    one("remove", _remove, "take away what was added by mistake; disable whoever has worked here")


def _people(node: Node) -> People:
    return People(AccountFile(node.config.accounts), node.config)


def _list(node: Node, given: argparse.Namespace) -> int:
    contents = _people(node).contents()
    for entry in sorted(contents.entries.values(), key=lambda entry: entry.account.name):
        account, change = entry.account, contents.last_change(entry.account.name)
        state = "disabled" if entry.disabled else "enabled"
        place = account.office or account.village or "-"
        last = f"{change.at}  {change.did} by {change.by}" if change else "-"
        identity = f"  oidc {entry.oidc}" if entry.oidc else ""
        without = "" if entry.password else "  no password"
        say(f"{account.name}  {account.display}  {account.role}  {place}  {state}{without}{identity}  {last}")
    if not contents.entries:
        say("没有。 / None.")
    return DONE


def _add(node: Node, given: argparse.Namespace) -> int:
    account = Account(given.name, given.display or given.name, given.role, given.office, given.village)
    password = None if given.no_password else _chosen(given)
    _people(node).add(account, password, by=given.by, oidc=given.oidc)
    return _told(given, password)


def _password(node: Node, given: argparse.Namespace) -> int:
    password = _chosen(given)
    _people(node).set_password(given.name, password, by=given.by)
    return _told(given, password)


def _role(node: Node, given: argparse.Namespace) -> int:
    _people(node).set_role(given.name, given.role, given.office, given.village, by=given.by)
    return _told(given)


def _identity(node: Node, given: argparse.Namespace) -> int:
    _people(node).set_identity(given.name, given.identity, by=given.by)
    return _told(given)


def _disable(node: Node, given: argparse.Namespace) -> int:
    _people(node).disable(given.name, by=given.by)
    return _told(given)


def _enable(node: Node, given: argparse.Namespace) -> int:
    _people(node).enable(given.name, by=given.by)
    return _told(given)


def _remove(node: Node, given: argparse.Namespace) -> int:
    _people(node).remove(given.name, by=given.by)
    return _told(given)


def _chosen(given: argparse.Namespace) -> str:
    """Never an argument: those can be read by everybody on the machine, and stay in the shell's history."""
    if given.draw:
        return draw_password()
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("密码 / Password: ")
    if getpass.getpass("再输一次 / Once more: ") != password:
        raise Invalid("passwords-differ", "两次输入不一样，没有改动。", "The two differ; nothing was changed.")
    return password


def _told(given: argparse.Namespace, password: str | None = None) -> int:
    if password and given.draw:
        say(f"密码（只显示这一次） / The password, shown this once: {password}")
    say("已生效。 / Done, and in force.")
    return DONE
