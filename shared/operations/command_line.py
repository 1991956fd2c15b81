"""The operator's command line: ``python -m services.<service>.manage``, with the environment of the node's worker.

Exit codes: 0 done; 1 not done, and why; 2 not a command; 3 the node cannot be opened with what it was given.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

from shared.config import Config
from shared.errors import Refusal
from shared.eventlog import ChainBrokenError, UnknownEventError, open_database
from shared.logs import configure_logging
from shared.messaging.outbox import new_epoch
from shared.messaging.parked import NotParked, StillFails
from shared.node import Node
from shared.operations.accounts import add_accounts
from shared.operations.actions import DONE, NOT_DONE, Command, action, fail, say
from shared.operations.archive import Reader
from shared.operations.backup import backup, backup_to
from shared.operations.rebuild import rebuild
from shared.operations.restore import Loss, Restoration
from shared.start import EXIT, compose_or_exit

_PAGE = 200
_SAID_EVERY = 2.0
"""Seconds between two lines of progress."""


class Composed(Protocol):
    """What every service's ``compose`` gives."""

    @property
    def node(self) -> Node: ...


def run(
    service: str,
    compose: Callable[[Config], Composed],
    arguments: Sequence[str] | None = None,
    add: Callable[[Any], None] = lambda commands: None,
) -> int:
    """Carry out one command on the node that the environment describes; return the exit code.

    ``add`` is given the sub-commands, to which a service adds its own.
    """
    given = _parser(service, add).parse_args(arguments)
    config = compose_or_exit(service, lambda config: config)
    errors = open_database(config.database).errors
    try:
        node = compose_or_exit(service, compose, config).node
    except errors as error:
        return fail(f"数据库打不开。 / The database cannot be opened: {error}", EXIT)
    # What the command answers goes to stdout; the log must not get between.
    configure_logging(config.source, config.log_level, config.log_format, sys.stderr)
    command: Command = given.command
    try:
        return command(node, given)
    except UnknownEventError as error:
        return fail(str(error), EXIT)
    except Refusal as refusal:
        return fail(f"{refusal.zh}\n{refusal.en}", NOT_DONE)
    except BrokenPipeError:  # whoever read the answer has read enough
        sys.stdout = open("/dev/null", "w")  # noqa: SIM115 - lives as long as the process
        return NOT_DONE
    except errors as error:
        return fail(f"数据库出错，没有改动。 / The database failed, nothing was changed: {error}", NOT_DONE)
    finally:
        node.application.database.close()


def _rebuild(node: Node, given: argparse.Namespace) -> int:
    started = said = time.monotonic()

    def progress(events: int) -> None:
        nonlocal said
        if time.monotonic() - said >= _SAID_EVERY:
            said = time.monotonic()
            say(f"… {events}")

    rebuilt = rebuild(node.application, progress)
    seconds = time.monotonic() - started
    say(f"{rebuilt.events} 个事件，{seconds:.1f} 秒。 / {rebuilt.events} events in {seconds:.1f} s.")
    if not rebuilt.differing:
        say("视图与日志一致，没有改动。 / The views are what the log gives; nothing was changed.")
    else:
        tables = ", ".join(rebuilt.differing)
        say(f"这些表与日志不符，已经换成重建的，请报告，这说明软件有错：{tables}")
        say(f"These tables were not what the log gives and have been replaced. Report it, it shows a bug: {tables}")
    return DONE


def _verify(node: Node, given: argparse.Namespace) -> int:
    with node.application.database.read() as tx:
        try:
            events, messages = node.application.log.verify(tx), node.application.outbox.verify(tx)
        except ChainBrokenError as error:
            return fail(f"哈希链断了，有记录被改过或损坏。 / The chain is broken: {error}.", NOT_DONE)
    say(f"{events} 个事件、{messages} 条消息，哈希链完整。 / The chains hold: {events} events, {messages} messages.")
    return DONE


def _backup(node: Node, given: argparse.Namespace) -> int:
    try:
        if given.file == "-":
            header = backup(node.application, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            header = backup_to(node.application, Path(given.file))
    except OSError as error:
        return fail(f"备份没有写成。 / The backup could not be written: {error}", NOT_DONE)
    # stdout may be the backup itself
    sys.stderr.write(f"已备份 {header.events} 个事件、{header.messages} 条消息。\n")
    sys.stderr.write(f"Backed up: {header.events} events, {header.messages} messages of {header.source}.\n")
    return DONE


def _restore(node: Node, given: argparse.Namespace) -> int:
    try:
        file = _opened(given.file)
    except OSError as error:
        return fail(f"备份文件打不开。 / The backup cannot be read: {error}", NOT_DONE)
    with file:
        restoration = Restoration(node.application, Reader(file))
        made = restoration.header
        say(f"备份写于 {made.made_at}：{made.events} 个事件，{made.messages} 条消息。")
        say(f"The backup was made at {made.made_at}: {made.events} events, {made.messages} messages.")
        if not given.yes and not _confirmed(made.source, restoration.loss()):
            return NOT_DONE
        lost, epoch = restoration.carry_out()
    say(f"已恢复。丢失 {lost.events} 个事件、{lost.messages} 条消息。新纪元 {epoch}。")
    say(f"Restored. Lost: {lost.events} events, {lost.messages} messages. The new epoch is {epoch}.")
    say("接下来不用做什么：本节点自动从各节点补收，各节点发现新纪元后自动接着听。")
    say("Nothing more to do: this node fetches what it lacks from the others, and they take up its new epoch.")
    return DONE


def _opened(name: str) -> IO[bytes]:
    """A file that can be read twice; standard input is copied into one first."""
    if name != "-":
        return Path(name).open("rb")
    file = TemporaryFile()  # noqa: SIM115 - closed by who reads it
    shutil.copyfileobj(sys.stdin.buffer, file)
    return file


def _confirmed(source: str, loss: Loss) -> bool:
    if not loss:
        return True
    say(f"本节点有备份之后的 {loss.events} 个事件、{loss.messages} 条消息，恢复后就没有了。")
    say(f"The node has {loss.events} events and {loss.messages} messages that the backup has not. They will be lost.")
    if not sys.stdin.isatty():
        fail("没有恢复。确定要恢复就加上 --yes。 / Not restored. Add --yes if you are sure.", NOT_DONE)
        return False
    sys.stdout.write(f"确定就输入 {source} / Type {source} to go on: ")
    sys.stdout.flush()
    if sys.stdin.readline().strip() == source:
        return True
    fail("没有恢复，没有改动。 / Not restored; nothing was changed.", NOT_DONE)
    return False


def _new_epoch(node: Node, given: argparse.Namespace) -> int:
    application = node.application
    with application.database.write() as tx:
        head = application.outbox.head(tx)
        if given.after is not None and given.after > head:
            return fail(f"只有 {head} 条消息。 / There are only {head} messages: --after cannot be more.", NOT_DONE)
        name = new_epoch(application.clock.now(), application.ids.new())
        application.outbox.begin_epoch(tx, name, given.after)
    since = head if given.after is None else given.after
    say(f"新纪元 {name}，从第 {since} 条之后算起。 / A new epoch, {name}: listeners go on after message {since}.")
    return DONE


def _parser(service: str, add: Callable[[Any], None]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m services.{service}.manage",
        description=f"Look after one {service} node, while it runs. Reads the same environment as its worker.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_parked(commands)
    add_accounts(commands)
    rebuilding = action(commands, "rebuild", _rebuild, "make all views anew from the log, beside the live ones")
    rebuilding.description = (
        "Make all views anew from the log, beside the live ones, while people go on reading and writing; put them in "
        "place where they differ. Stopped at any moment, it has changed nothing."
    )
    action(commands, "verify", _verify, "recompute the hash chains of the log and of the outbox")
    saving = action(commands, "backup", _backup, "write all that cannot be made again to one file, as of one moment")
    saving.add_argument("file", metavar="FILE", help="where to, replacing what is there; - for standard output")
    putting = action(
        commands, "restore", _restore, "put the node back to a backup; checks it before it changes anything"
    )
    putting.add_argument("file", metavar="FILE", help="a backup of this node, of either database; - for standard input")
    putting.add_argument("--yes", action="store_true", help="also if the node has newer events, which will be lost")
    epoch = action(commands, "new-epoch", _new_epoch, "declare that this node was put back to an older state by hand")
    epoch.add_argument(
        "--after",
        type=_number,
        metavar="N",
        help="the last message that its history shares with what was heard before (default: its last one)",
    )
    add(commands)
    return parser


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise argparse.ArgumentTypeError("a whole number is expected")
    return int(text)


def _add_parked(commands: Any) -> None:
    about = "messages of other nodes that could not be applied"
    parked = commands.add_parser("parked", help=about, description=f"Deal with {about}.")
    actions = parked.add_subparsers(title="actions", metavar="ACTION", required=True)

    def one(made: argparse.ArgumentParser, count: str | None = None) -> None:
        made.add_argument("source", metavar="SOURCE", nargs=count, help="the node it came from: /feedback/yangshe")
        made.add_argument("sequence", metavar="SEQUENCE", nargs=count, type=_number, help="its number, as in the list")

    def signed(made: argparse.ArgumentParser) -> None:
        made.add_argument("--by", default="operator", metavar="NAME", help="who does it (default: %(default)s)")

    listing = action(actions, "list", _list_parked, "list them, with their errors")
    listing.add_argument("--discarded", action="store_true", help="list those that were given up instead")
    one(action(actions, "show", _show_parked, "show one, with what it says"))
    retry = action(actions, "retry", _retry_parked, "apply one now, or all; what fails again stays parked")
    one(retry, "?")
    retry.add_argument("--all", action="store_true", help="all of them, one after the other")
    signed(retry)
    discard = action(actions, "discard", _discard_parked, "give one up; who, when and why is kept")
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
        return fail("Name one message by SOURCE and SEQUENCE, or say --all.", 2)
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
