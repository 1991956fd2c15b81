"""What must hold of every node's log, outbox, inbox and views, whatever happened. The domain's own are in recounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import shared.application
from shared.eventlog import ChainBrokenError
from shared.eventlog.log import chained
from tests.simulation.database import Disk, MemoryDatabase

if TYPE_CHECKING:
    from tests.simulation.district import District
    from tests.simulation.node import Node

Broken = tuple[str, str]
"""The invariant, and what breaks it."""


def quiet(district: District) -> Iterator[Broken]:
    """Everybody has applied all that everybody they listen to has told."""
    for node in district.nodes:
        for peer in node.peers:
            standing, head = node.inbox.position(peer.source), district.network.node(peer.source).head()
            if standing != head:
                yield "quiet in time", f"{node.name} has applied {standing} of {head} messages of {peer.source}"


def chains(district: District) -> Iterator[Broken]:
    """Logs and outboxes are gapless and chained."""
    for node in district.nodes:
        with node.database.read() as tx:
            try:
                node.application.log.verify(tx)
            except ChainBrokenError as broken:
                yield "gapless log", f"{node.name}: {broken}"
            digest = ""
            rows = tx.execute("SELECT sequence, line, hash FROM outbox ORDER BY sequence")
            for number, (sequence, line, noted) in enumerate(rows, start=1):
                digest = chained(digest, line)
                if (sequence, noted) != (number, digest):
                    yield "gapless outbox", f"{node.name}: message {number} is not the one that was written"
                    break


def applied_once(district: District) -> Iterator[Broken]:
    """Every message applied exactly once, in order, by everybody who listens; none parked, no page refused.

    Of a source that was restored, what comes after the fork is applied once more, as another history; and a listener
    cannot apply what speaks of something that was lost with a restored node, so that is parked.
    """
    for node in district.nodes:
        for peer in node.peers:
            source = district.network.node(peer.source)
            forks = [since for (since,) in select(source, "SELECT since FROM epochs WHERE number > 1")]
            applied, head = node.disk.applied[peer.source], source.head()
            parked = select(node, f"SELECT sequence FROM parked WHERE source = '{peer.source}'")
            if not _in_order(applied, head, forks, {sequence for (sequence,) in parked}):
                yield "applied once, in order", f"{node.name}, messages of {peer.source}: {_odd(applied, head)}"
            yield from _same_history(node, source, forks)
        for source, sequence, error in select(node, "SELECT source, sequence, error FROM parked"):
            if not (district.restorations and error.startswith("NotFound: ")):
                yield "nothing parked", f"{node.name} parked {source} {sequence}: {error}"
        for reason, count in select(node, "SELECT reason, count FROM refused"):
            yield "nothing refused", f"{node.name} refused {count} pages: {reason}"
        for source, trouble in select(node, "SELECT source, trouble FROM inbox WHERE trouble <> ''"):
            yield "no trouble", f"{node.name} has trouble with {source}: {trouble}"


def _in_order(applied: list[int], head: int, forks: list[int], parked: set[int]) -> bool:
    """Whether the numbers run from 1 to the head, going back at most once at each fork of the source's history."""
    expected, left = 1, list(forks)
    for number in [*applied, head + 1]:
        while expected != number and expected in parked:
            expected += 1
        if number != expected:
            # At the end: of the new history nothing has been told yet.
            if number - 1 not in left:
                return False
            left.remove(number - 1)
        expected = number + 1
    return True


def _same_history(node: Node, source: Node, forks: list[int]) -> Iterator[Broken]:
    """What the inbox keeps of a source is how the source itself stands: its epoch, its number, its hash."""
    here = select(node, f"SELECT epoch, sequence, hash FROM inbox WHERE source = '{source.source}'")
    (epoch,) = select(source, "SELECT epoch FROM epochs ORDER BY number DESC LIMIT 1")[0]
    last = select(source, "SELECT sequence, hash FROM outbox ORDER BY sequence DESC LIMIT 1") or [(0, "")]
    if here and here[0] != (epoch, *last[0]) and not (here[0] == (epoch, last[0][0], "") and last[0][0] in forks):
        yield "one history", f"{node.name} has {here[0]} of {source.source}, which stands at {(epoch, *last[0])}"


def select(node: Node, sql: str) -> list[tuple[Any, ...]]:
    with node.database.read() as tx:
        return tx.execute(sql)


def _odd(applied: list[int], head: int) -> str:
    twice = sorted({number for number in applied if applied.count(number) > 1})
    never = sorted(set(range(1, head + 1)) - set(applied))
    return f"twice {twice}, never {never} of {head}" if twice or never else f"out of order: {applied}"


def views(district: District) -> Iterator[Broken]:
    """The views are what the log says: those of the hubs and of some villages are made anew and compared."""
    some = district.random("rebuild").sample(district.villages, min(6, len(district.villages)))
    for node in [district.disclosure, district.oversight, *some]:
        before, copy = _views(node, node.disk), node.disk.copy()
        anew = shared.application.Application(
            node.application.blueprint,
            database=MemoryDatabase(copy),
            log=node.application.log,
            outbox=node.application.outbox,
            clock=node.clock,
            ids=node.config.ids,
        )
        anew.rebuild()
        after = _views(node, copy)
        for table, rows in before.items():
            if rows != after[table]:
                odd = sorted(set(rows) ^ set(after[table]), key=repr)[:2]
                yield "views equal a rebuild", f"{node.name}, table {table}: {odd}"


def _views(node: Node, disk: Disk) -> dict[str, list[tuple[Any, ...]]]:
    tables = shared.application._tables(view.TABLES for view in node.application.blueprint.views)
    return {table: sorted(disk.connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr) for table in tables}


ALWAYS = (chains, applied_once, views)
