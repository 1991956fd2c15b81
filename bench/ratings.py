"""Three hundred villages, five hundred answers each, until the district's ratings are settled.

The villages are the real endpoints but for their processes: see `bench.voters`. Every answer spends a code and lies in
the box, durable, before the next is given. Oversight's processes are real: they fetch, open and count every ballot, and
publish. In the end every figure is compared with a recount of what was answered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import villages
from bench.figures import Figure, at_most, shown
from bench.voters import answers
from pilot.demo.client import Client
from pilot.district import District, find_base_port
from pilot.provision import provision
from pilot.supervisor import ProcessSpec, Supervisor
from shared.clock import CHINA, SystemClock
from shared.district import load_district

ROOT = Path(__file__).resolve().parent.parent
VILLAGES, ANSWERS = 300, 500
PLAYERS = 2
GOAL = 120.0
"""Seconds from the first answer until the ratings are settled."""
LONGEST = 900.0


def measure(folder: Path, count: int = VILLAGES, each: int = ANSWERS) -> list[Figure]:
    data, where = folder / "data", folder / "district"
    away, port = villages.map_with(data, count, "pull"), find_base_port(1) + 1
    provision(where, load_district(data), lambda name: f"http://127.0.0.1:{port}/{name}", away)
    with District(where, data=data, villages=["yangshe"], quiet=True) as district:
        for name in ("disclosure-web", "disclosure-worker", "yangshe-worker", "yangshe-web", "oversight-worker"):
            district.stop(name)
        zhao = Client(district.url("oversight")).signed_in("zhao")
        asked = _open_round(zhao, away)
        (folder / "round.json").write_text(json.dumps(asked))
        nodes = str(where / "nodes")
        play = [sys.executable, "-m", "bench.voters", nodes, str(data), str(folder / "round.json"), str(each)]
        players = [
            subprocess.Popen(
                [*play, str(number), str(PLAYERS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
            )
            for number in range(PLAYERS)
        ]
        try:
            _all_say(players, "ready")
            began = time.perf_counter()
            _all_say(players, "given")
            given = time.perf_counter()
            zhao.post(f"/api/rounds/{asked['round']}/close")
            _all_say(players, "cast")
            serving = [sys.executable, "-m", "bench.villages", nodes, str(port)]
            feeds = Supervisor(
                [ProcessSpec("villages", serving, dict(os.environ), f"http://127.0.0.1:{port}/")],
                folder / "logs",
                cwd=ROOT,
            )
            feeds.start_all()
            try:
                district.start("oversight-worker")
                found = _settled(zhao, asked["round"])
                settled = time.perf_counter()
            finally:
                feeds.stop_all()
        finally:
            for player in players:
                player.communicate("\n")
    _check(found, asked, away, each)
    name = f"{count} villages × {each} answers"
    return [
        shown(f"{name}: given at the villages; floor: all of it", given - began, "s", floor=settled - began),
        at_most(f"{name}: from the closing to settled ratings", settled - given, "s", GOAL),
        at_most(f"{name}: from the first answer to settled ratings", settled - began, "s", GOAL),
    ]


def _open_round(zhao: Client, asked: list[str]) -> dict[str, Any]:
    """The round as the villages are told of it."""
    today = SystemClock().now().astimezone(CHINA).date()
    plan = {
        "questionnaire": "residents",
        "office": "family-planning-office",
        "villages": asked,
        "title": "年度评议",
        "opens_on": str(today),
        "closes_on": str(today + timedelta(days=10)),
    }
    opened = zhao.post("/api/rounds", plan)
    return {"texts": [], **opened, "round": opened["id"]}


def _all_say(players: list[subprocess.Popen[str]], word: str) -> None:
    """Let them go on to the next thing, and wait until each has said that it is done."""
    for player in players:
        assert player.stdin
        if word != "ready":
            player.stdin.write("\n")
            player.stdin.flush()
    for player in players:
        assert player.stdout
        said = player.stdout.readline()
        assert said.startswith(word), f"the villages said {said!r}"


def _settled(zhao: Client, round: str) -> dict[str, Any]:
    """The results, once they are out. Raises RuntimeError where that takes too long."""
    began = time.perf_counter()
    while time.perf_counter() - began < LONGEST:
        answer = zhao.ask("GET", f"/api/rounds/{round}/results")
        if answer.status == 200:
            found: dict[str, Any] = answer.body
            return found
        time.sleep(0.1)
    raise RuntimeError(f"no results within {LONGEST:.0f} s: {answer}")


def _check(found: dict[str, Any], asked: dict[str, Any], away: list[str], each: int) -> None:
    """Every row, of each village and of all together, is a recount. Raises AssertionError."""
    marks: Counter[tuple[str, str, int]] = Counter()
    for village in away:
        for number in range(each):
            given = answers(asked, village, number)
            for question, answer in [*given["scores"].items(), *given["awareness"].items()]:
                marks[village, question, int(answer)] += 1
                marks["", question, int(answer)] += 1
    assert found["missing"] == [], "a village was not waited for"
    assert len(found["rows"]) == (len(away) + 1) * len(asked["questions"] + asked["awareness"])
    for row in found["rows"]:
        least = 1 if row["kind"] == "rating" else 0
        for answer, count in enumerate(row["counts"], start=least):
            assert count == marks[row["village"], row["question"], answer], f"{row} is no recount"
