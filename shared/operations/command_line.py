"""The operator's command line: ``python -m services.<service>.manage``, with the environment of the node's worker.

Exit codes: 0 done; 1 not done, and why; 2 not a command; 3 the node cannot be opened with what it was given.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from shared.config import Config
from shared.errors import Refusal
from shared.eventlog import open_database
from shared.logs import configure_logging
from shared.messaging.parked import NotParked, StillFails
from shared.node import Node
from shared.start import EXIT, compose_or_exit

DONE, NOT_DONE = 0, 1
_PAGE = 200

Command = Callable[[Node, argparse.Namespace], int]


class Composed(Protocol):
    """What every service's ``compose`` gives."""

    @property
    def node(self) -> Node: ...


def run(service: str, compose: Callable[[Config], Composed], arguments: Sequence[str] | None = None) -> int:
    """Carry out one command on the node that the environment describes; return the exit code."""
    given = _parser(service).parse_args(arguments)
    config = compose_or_exit(service, lambda config: config)
    errors = open_database(config.database).errors
    try:
        node = compose_or_exit(service, compose, config).node
    except errors as error:
        return _fail(f"数据库打不开。 / The database cannot be opened: {error}", EXIT)
    # What the command answers goes to stdout; the log must not get between.
    configure_logging(config.source, config.log_level, config.log_format, sys.stderr)
    command: Command = given.command
    try:
        return command(node, given)
    except Refusal as refusal:
        return _fail(f"{refusal.zh}\n{refusal.en}", NOT_DONE)
    except BrokenPipeError:  # whoever read the answer has read enough
        sys.stdout = open("/dev/null", "w")  # noqa: SIM115 - lives as long as the process
        return NOT_DONE
    except errors as error:
        return _fail(f"数据库出错，没有改动。 / The database failed, nothing was changed: {error}", NOT_DONE)
    finally:
        node.application.database.close()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _fail(text: str, code: int) -> int:
    sys.stderr.write(f"{text.rstrip()}\n")
    return code


def _parser(service: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m services.{service}.manage",
        description=f"Look after one {service} node, while it runs. Reads the same environment as its worker.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_parked(commands)
    return parser


def _add_parked(commands: Any) -> None:
    about = "messages of other nodes that could not be applied"
    parked = commands.add_parser("parked", help=about, description=f"Deal with {about}.")
    actions = parked.add_subparsers(title="actions", metavar="ACTION", required=True)

    def action(name: str, command: Command, told: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(
            name, help=told, description=told[0].upper() + told[1:] + "."
        )
        made.set_defaults(command=command)
        return made

    def one(made: argparse.ArgumentParser, count: str | None = None) -> None:
        made.add_argument("source", metavar="SOURCE", nargs=count, help="the node it came from: /feedback/yangshe")
        made.add_argument("sequence", metavar="SEQUENCE", nargs=count, type=int, help="its number, as in the list")

    def signed(made: argparse.ArgumentParser) -> None:
        made.add_argument("--by", default="operator", metavar="NAME", help="who does it (default: %(default)s)")

    listing = action("list", _list_parked, "list them, with their errors")
    listing.add_argument("--discarded", action="store_true", help="list those that were given up instead")
    one(action("show", _show_parked, "show one, with what it says"))
    retry = action("retry", _retry_parked, "apply one now, or all; what fails again stays parked")
    one(retry, "?")
    retry.add_argument("--all", action="store_true", help="all of them, one after the other")
    signed(retry)
    discard = action("discard", _discard_parked, "give one up; who, when and why is kept")
    one(discard)
    discard.add_argument("--reason", required=True, metavar="TEXT", help="why it is given up; no personal data")
    signed(discard)


def _list_parked(node: Node, given: argparse.Namespace) -> int:
    find = node.parked.discarded if given.discarded else node.parked.page
    offset = 0
    while rows := find(limit=_PAGE, offset=offset)[0]:
        for row in rows:
            if given.discarded:
                what = f"{row['discarded_at']}  {row['discarded_by']}: {row['reason']}  ({row['error']})"
            else:
                what = f"{row['parked_at']}  {row['error']}"
            say(f"{row['source']} {row['sequence']}  {row['type']}  {what}")
        offset += len(rows)
    if not offset:
        say("没有。 / None.")
    return DONE


def _show_parked(node: Node, given: argparse.Namespace) -> int:
    say(json.dumps(node.parked.one(given.source, given.sequence), ensure_ascii=False, indent=2))
    return DONE


def _retry_parked(node: Node, given: argparse.Namespace) -> int:
    if given.all == bool(given.source) or bool(given.source) != (given.sequence is not None):
        return _fail("Name one message by SOURCE and SEQUENCE, or say --all.", 2)
    if not given.all:
        node.parked.retry(given.source, given.sequence, by=given.by)
        say("已生效。 / Applied.")
        return DONE
    applied, failed = 0, 0
    while rows := node.parked.page(limit=_PAGE, offset=failed)[0]:
        for row in rows:
            try:
                node.parked.retry(row["source"], row["sequence"], by=given.by)
                applied += 1
            except StillFails as refusal:
                failed += 1
                say(f"{row['source']} {row['sequence']}: {refusal.details['error']}")
            except NotParked:  # somebody else was faster
                continue
    say(f"已生效 {applied} 条，仍搁置 {failed} 条。 / Applied: {applied}. Still parked: {failed}.")
    return NOT_DONE if failed else DONE


def _discard_parked(node: Node, given: argparse.Namespace) -> int:
    node.parked.discard(given.source, given.sequence, reason=given.reason, by=given.by)
    say("已放弃，理由已留底。 / Discarded; the reason is kept.")
    return DONE
