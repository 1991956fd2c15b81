"""Several web and worker processes of one service on one PostgreSQL: one leads, another takes over within seconds."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from pilot.demo.client import Client
from pilot.district import ROOT, District, find_base_port
from services.oversight.stored import CODEC
from shared.eventlog import EventLog, open_database
from tests.journeys.test_faults import file, registered, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.long]
TAKEN_OVER_WITHIN = 15
"""Seconds, on a machine that is busy with other tests; the lease itself asks for four."""


@pytest.fixture
def district(tmp_path: Path, postgres_url: str) -> Iterator[District]:
    settings = {"oversight": {"SUNSHINE_DATABASE": postgres_url}}
    with District(tmp_path / "district", quiet=True, environ=None, villages=["yangshe"], settings=settings) as running:
        yield running


@contextmanager
def another(district: District, name: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """One more process of the same kind, which nobody starts again."""
    spec = district.spec(name)
    process = subprocess.Popen(spec.command, cwd=ROOT, env={**spec.env, **settings}, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def arrives(district: District, leader: Client) -> float:
    """Seconds until a petition that is handed in now at the village is registered at oversight."""
    started = time.monotonic()
    petition = file(district, "yangshe")
    wait_until(lambda: registered(leader, petition))
    return time.monotonic() - started


def test_one_worker_leads_and_the_next_takes_over_from_a_dead_and_from_a_frozen_one(
    district: District, postgres_url: str
) -> None:
    leader = Client(district.url("oversight")).signed_in("zhao")
    arrives(district, leader)
    with another(district, "oversight-worker") as second:
        time.sleep(2)
        district.kill("oversight-worker", restart=False)
        assert arrives(district, leader) < TAKEN_OVER_WITHIN
        district.start("oversight-worker")
        second.send_signal(signal.SIGSTOP)
        assert arrives(district, leader) < TAKEN_OVER_WITHIN
        second.send_signal(signal.SIGCONT)
        assert second.wait(TAKEN_OVER_WITHIN) == 0
        assert arrives(district, leader) < TAKEN_OVER_WITHIN
    database = open_database(postgres_url)
    with database.read() as tx:
        EventLog(CODEC).verify(tx)
        assert tx.execute("SELECT count(*) FROM events WHERE name = 'petition-registered'") == [(4,)]
        assert tx.execute("SELECT count(*) FROM leases") == [(1,)]
    database.close()


def test_two_web_processes_share_the_log(district: District, postgres_url: str) -> None:
    port = find_base_port(1) + 1
    state = district.folder / "second-state"
    state.mkdir()
    with another(district, "oversight-web", SUNSHINE_BIND=f"127.0.0.1:{port}", SUNSHINE_STATE=str(state)):
        webs = [Client(district.url("oversight")), Client(f"http://127.0.0.1:{port}")]
        wait_until(lambda: _answers(webs[1]))
        given = {"kind": "enquiry", "about": "family-planning-office", "title": "咨询", "text": "怎么申请？"}
        filed = {str(webs[number % 2].post("/api/petitions", given)["petition"]) for number in range(20)}
    database = open_database(postgres_url)
    with database.read() as tx:
        log = EventLog(CODEC)
        assert log.verify(tx) >= 20
        registered = [one.id for one in log.after(tx, 0, 100) if one.name == "petition-registered"]
    assert sorted(registered) == sorted(filed)
    assert len(filed) == 20
    database.close()


def _answers(web: Client) -> bool:
    try:
        return web.ask("GET", "/readyz").status == 200
    except urllib3.exceptions.HTTPError:
        return False
