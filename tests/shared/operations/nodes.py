"""Nodes of the toy service on either database, and what they hold."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import pytest

from shared.application import Application
from shared.clock import ManualClock
from shared.eventlog import open_database
from shared.eventlog.database import Row
from shared.messaging.catchup import CatchUp
from shared.messaging.keys import Peers
from shared.operations.archive import Reader
from shared.operations.backup import backup, primary_keys
from shared.operations.restore import Loss, Restoration
from tests.conftest import empty_postgres
from tests.shared.messaging.conftest import Side, peer
from tests.shared.messaging.test_relay_and_catchup import FakeLine

Make = Callable[[str, str], Side]
"""A node by its source, on ``sqlite`` or ``postgres``: each call a new and empty one."""
KNOWN = {"/example": Peers({"/listener": peer("/listener")}), "/listener": Peers({"/example": peer("/example")})}


@contextmanager
def making(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[Make]:
    made: list[Side] = []
    with ExitStack() as servers:

        def make(source: str, kind: str) -> Side:
            url = f"sqlite:///{tmp_path / f'node{len(made)}.db'}"
            if kind == "postgres":
                url = servers.enter_context(empty_postgres(request.getfixturevalue("postgres_server")))
            made.append(Side(source, open_database(url), clock, KNOWN[source]))
            return made[-1]

        yield make
        for side in made:
            side.application.database.close()


def saved(side: Side) -> bytes:
    out = io.BytesIO()
    backup(side.application, out)
    return out.getvalue()


def put_back(side: Side, content: bytes) -> Loss:
    return Restoration(side.application, Reader(io.BytesIO(content))).carry_out()[0]


def catch_up(listener: Side, teller: Side) -> None:
    database, inbox = listener.application.database, listener.inbox
    CatchUp(database, listener.outbox, inbox, FakeLine(teller), random=Random(1)).pull(peer("/example", "http://x"))


def contents(application: Application) -> dict[str, list[Row]]:
    """All that the node keeps, and its views."""
    tables = [*primary_keys(application.kept_scripts), *application.view_tables]
    with application.database.read() as tx:
        return {table: sorted(tx.execute(f"SELECT * FROM {table}")) for table in tables}
