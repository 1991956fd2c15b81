"""What goes wrong, one after another, at random from a seed. Each fault begins, lasts some seconds, and ends."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from chaos.stage import SMALL_DISK, Stage
from chaos.wire import Wire
from pilot.supervisor import StartFailed

Sleep = Callable[[float], None]


@dataclass(frozen=True)
class Fault:
    name: str
    told: str
    do: Callable[[Stage, random.Random, Sleep], str]
    """Does it and undoes it; returns what was hit."""
    possible: Callable[[Stage], str] = lambda stage: ""
    """Empty, or why it cannot be had here."""


def _kill(kinds: tuple[str, ...]) -> Callable[[Stage, random.Random, Sleep], str]:
    def do(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
        process = f"{draw.choice(stage.nodes)}-{draw.choice(kinds)}"
        stage.district.kill(process)
        return process

    return do


def _kill_everything(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    for process in stage.district.processes:
        stage.district.kill(process)
    stage.broker.kill()
    if stage.postgres:
        stage.postgres.crash()
    sleep(draw.uniform(0, 2))
    if stage.postgres:
        stage.postgres.start()
    stage.broker.start()
    return "everything"


def _freeze(kinds: tuple[str, ...]) -> Callable[[Stage, random.Random, Sleep], str]:
    def do(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
        process = f"{draw.choice(stage.nodes)}-{draw.choice(kinds)}"
        stage.district.signal(process, signal.SIGSTOP)
        try:
            sleep(draw.uniform(2, 12))
        finally:
            stage.district.signal(process, signal.SIGCONT)
        return process

    return do


def _crash_at_commit(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    process = f"{draw.choice(stage.nodes)}-{draw.choice(('web', 'worker'))}"
    order = f"{draw.choice(('before', 'after'))} {draw.randint(1, 20)}"
    file = stage.crash_file(process)
    beside = file.with_suffix(".new")
    beside.write_text(order)
    beside.rename(file)
    for _ in range(50):
        sleep(0.1)
        if not file.exists():
            return f"{process} {order}"
    file.unlink(missing_ok=True)
    return f"{process} {order} (too few commits)"


def _kill_bus(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    stage.broker.kill()
    sleep(draw.uniform(0.5, 6))
    stage.broker.start()
    return stage.bus


def _lose_bus(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    stage.broker.kill()
    stage.broker.lose()
    sleep(draw.uniform(0, 2))
    stage.broker.start()
    return stage.bus


def _empty_bus(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    for _ in range(draw.randint(1, 4)):
        stage.broker.empty()
        sleep(draw.uniform(0, 0.5))
    return stage.bus


def _freeze_bus(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    stage.broker.freeze()
    try:
        sleep(draw.uniform(3, 12))
    finally:
        stage.broker.thaw()
    return stage.bus


def _fill_bus(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    stage.broker.fill()
    try:
        sleep(draw.uniform(3, 8))
    finally:
        stage.broker.relieve()
    return stage.bus


def _cut(which: Callable[[Stage], list[Wire]]) -> Callable[[Stage, random.Random, Sleep], str]:
    def do(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
        silent, wires = draw.random() < 0.5, which(stage)
        for wire in wires:
            wire.cut(silent=silent)
        try:
            sleep(draw.uniform(3, 15))
        finally:
            for wire in wires:
                wire.mend()
        return f"{len(wires)} lines, {'in silence' if silent else 'refused'}"

    return do


_HOLD = """
import sys, time
if sys.argv[1] == "transaction":
    import apsw
    connection = apsw.Connection(sys.argv[2])
    connection.set_busy_timeout(60000)
    connection.execute("BEGIN EXCLUSIVE")
else:
    import fcntl
    file = open(sys.argv[2] + ".lock", "a")
    fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(float(sys.argv[3]))
"""


def _lock_sqlite(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    node, how, seconds = draw.choice(stage.nodes), draw.choice(("transaction", "file")), draw.uniform(2, 15)
    command = [sys.executable, "-c", _HOLD, how, str(stage.database_file(node)), str(seconds)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        sleep(seconds)
    finally:
        holder.kill()
        holder.wait()
    return f"{node} ({how}, {seconds:.0f} s)"


def _lock_postgres(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    assert stage.postgres is not None
    node, table, seconds = draw.choice(stage.nodes), draw.choice(("outbox", "events", "inbox")), draw.uniform(2, 15)
    with psycopg.connect(stage.postgres.url_of(node)) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        sleep(seconds)
        connection.rollback()
    return f"{node} ({table}, {seconds:.0f} s)"


def _cut_connections(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    assert stage.postgres is not None
    for _ in range(draw.randint(1, 5)):
        stage.postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        sleep(draw.uniform(0, 0.5))
    return "postgres"


def _restart_postgres(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    assert stage.postgres is not None
    stage.postgres.crash()
    sleep(draw.uniform(0, 5))
    stage.postgres.start()
    return "postgres"


def _fill_disk(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    disk = draw.choice(stage.small_disks)
    with stage.full(disk):
        sleep(draw.uniform(3, 8))
    return disk.name if disk.name in SMALL_DISK else " and ".join(SMALL_DISK)


def _move_clock(stage: Stage, draw: random.Random, sleep: Sleep) -> str:
    node, hours = draw.choice(stage.nodes), draw.choice((-20, -1, 1, 20))
    stage.clock_file(node).write_text(str(hours * 3600))
    sleep(draw.uniform(3, 8))
    stage.clock_file(node).write_text("0")
    return f"{node} ({hours:+d} h)"


def _only(database: str) -> Callable[[Stage], str]:
    return lambda stage: "" if stage.database == database else f"it is for {database}"


def _small_disk(stage: Stage) -> str:
    return "" if stage.small_disks else f"no small disk can be mounted here ({stage.no_small_disk})"


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("kill-worker", "a worker is killed", _kill(("worker",))),
        Fault("kill-web", "a web process is killed", _kill(("web",))),
        Fault("kill-everything", "all processes are killed at once, as when the power fails", _kill_everything),
        Fault("crash-at-commit", "a process dies just before or after a commit", _crash_at_commit),
        Fault("freeze", "a process hangs for some seconds", _freeze(("web", "worker"))),
        Fault("kill-bus", "the broker is killed and comes back", _kill_bus),
        Fault("lose-bus", "the broker comes back without its data", _lose_bus),
        Fault("empty-bus", "the broker is emptied while it runs", _empty_bus),
        Fault("freeze-bus", "the broker hangs: connections stay open, nothing answers", _freeze_bus),
        Fault("fill-bus", "the broker has no room left and takes nothing", _fill_bus),
        Fault("cut-bus", "nobody but one village reaches the broker", _cut(lambda stage: [stage.bus_wire])),
        Fault("cut-village", "a village has no line to anybody", _cut(lambda stage: stage.remote_wires)),
        Fault("lock-database", "somebody holds a database's lock", _lock_sqlite, _only("sqlite")),
        Fault("lock-table", "somebody holds a table's lock", _lock_postgres, _only("postgres")),
        Fault("cut-connections", "PostgreSQL ends every connection", _cut_connections, _only("postgres")),
        Fault("restart-postgres", "PostgreSQL crashes and is started again", _restart_postgres, _only("postgres")),
        Fault("fill-disk", "the disk of a database is full", _fill_disk, _small_disk),
        Fault("move-clock", "a node's clock is hours off", _move_clock),
    )
}


def settle(stage: Stage, seconds: float = 90) -> None:
    """Wait until every process answers again; a web process may take the supervisor's pause. Raises StartFailed."""
    end = time.monotonic() + seconds
    for process in stage.district.processes:
        while True:
            try:
                stage.district.wait_ready(process)
                break
            except StartFailed:
                if time.monotonic() > end:
                    raise
