"""The real processes of a district, while something is away. What was answered arrives, once."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pilot.demo.client import Client
from pilot.district import District

pytestmark = pytest.mark.processes
PETITION = {"kind": "claim", "about": "family-planning-office", "title": "奖励未发放", "text": "至今没有发放。"}


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    folder: Path = tmp_path_factory.mktemp("district")
    with District(folder, quiet=True, environ=None) as running:
        yield running


def wait_until(holds: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def leader(district: District) -> Client:
    return Client(district.url("oversight")).signed_in("zhao")


def file(district: District, village: str) -> str:
    """Hand in a petition at a village; return its id."""
    return str(Client(district.url(village)).post("/api/petitions", PETITION)["petition"])


def registered(leader: Client, petition: str) -> bool:
    answer = leader.ask("GET", f"/api/petitions/{petition}")
    assert answer.status in {200, 404}, answer
    return answer.status == 200


def metric(district: District, node: str, name: str) -> float:
    with urllib.request.urlopen(district.url(node) + "/metrics") as answer:
        lines = [line for line in answer.read().decode().splitlines() if line.startswith(name)]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


def test_a_petition_at_a_village_reaches_oversight_and_starts_its_clock(district: District, leader: Client) -> None:
    filed = Client(district.url("yangshe")).post("/api/petitions", PETITION)
    wait_until(lambda: registered(leader, filed["petition"]))
    code = {"code": filed["receipt_code"]}
    assert Client(district.url("oversight")).post("/api/petitions/follow", code)["limit"] == "acceptance"


@pytest.mark.parametrize("village", ["yangshe", "hongmei"])
def test_with_redis_away_forms_work_and_the_backlog_shows_and_goes_out_later(
    district: District, leader: Client, village: str
) -> None:
    district.stop("redis")
    try:
        petition = file(district, village)
        assert Client(district.url(village)).get("/api/board")["village"] == village
        wait_until(lambda: district.health(village)["bus"] == "down")
        assert district.health(village)["status"] == "attention"
        if village == "hongmei":  # it pushes to the township itself, without Redis
            wait_until(lambda: registered(leader, petition))
        else:
            assert district.health(village)["backlog"]["/oversight"] > 0
            assert metric(district, village, "sunshine_backlog") > 0
        assert metric(district, village, "sunshine_bus_up") == 0
    finally:
        district.start("redis")
    wait_until(lambda: registered(leader, petition))
    wait_until(lambda: not any(district.health(village)["backlog"].values()))
    wait_until(lambda: district.health(village)["bus"] == "up")


@pytest.mark.parametrize("process", ["oversight-worker", "oversight-web", "yangshe-worker"])
def test_a_process_that_is_killed_loses_nothing(district: District, leader: Client, process: str) -> None:
    petitions = []
    for number in range(12):
        petitions.append(file(district, "yangshe"))
        if number == 5:
            district.kill(process)
    district.wait_ready(process)
    wait_until(lambda: district.health("oversight")["worker"] == "alive")
    for petition in petitions:
        wait_until(partial(registered, leader, petition))


def test_nothing_was_applied_twice_or_parked(district: District, leader: Client) -> None:
    petitions = leader.get("/api/petitions")
    health = district.health("oversight")
    assert petitions["total"] == sum(source["applied"] for source in health["heard"].values())
    assert health["parked"] == 0
