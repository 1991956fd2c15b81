"""Plays the people of many villages: each is given a code, answers, and in the end the ballots are cast.

``python -m bench.voters NODES DATA ROUND ANSWERS NUMBER OF`` plays every OF-th of the villages under NODES, whose
endpoints are the real ones, on an SQLite file each, only without their processes. ROUND is a file with the message
that opens the round. Says ``given SECONDS`` when all have answered, waits for a line, and says ``cast``.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from services.feedback.ballots.casting import cast
from services.feedback.ballots.giving import give_ballot, hand_out_codes
from services.feedback.composition import Service, compose
from services.feedback.domain.round import CloseRound
from services.feedback.policies import react
from shared.clock import SystemClock
from shared.config import Config
from shared.contracts import Heard, oversight
from shared.decider import Do


def endpoint(node: Path, data: Path) -> Service:
    """A village's endpoint as its own processes would compose it."""
    return compose(
        Config(
            service="feedback",
            village=node.name,
            database=f"sqlite:///{node / 'sunshine.db'}",
            keys_database=None,
            bus="redis://localhost:1/0",
            secrets=node / "secrets.json",
            peers=node / "peers.json",
            accounts=node / "accounts.json",
            data=data,
            url=f"http://{node.name}.test",
            state=node / "state",
            clock=SystemClock(),
            push=False,
            log_level="error",
            log_format="json",
            demo_clock=False,
        )
    )


def open_round(service: Service, told: dict[str, Any]) -> None:
    """As if the village had heard of it."""
    data = oversight.MESSAGES[oversight.SURVEY_ROUND_OPENED_V2]().load(told)
    heard = Heard(oversight.SURVEY_ROUND_OPENED_V2, "/oversight", data["round"], service.now(), data)
    with service.application.unit(actor="/oversight") as unit:
        for do in react(service.village.id, heard, now=service.now(), today=service.today()):
            unit.do(do)


def answers(told: dict[str, Any], village: str, number: int) -> dict[str, Any]:
    """The same at every run, so that whoever knows the village can count again."""
    drawn = random.Random(f"{village} {number}")
    return {
        "scores": {question["id"]: drawn.randint(1, 5) for question in told["questions"]},
        "awareness": {question["id"]: drawn.random() < 0.8 for question in told["awareness"]},
    }


def play(nodes: Path, data: Path, told: dict[str, Any], count: int, number: int, of: int) -> None:
    services = [endpoint(node, data) for node in sorted(nodes.glob("away-*"))[number::of]]
    codes: list[list[str]] = []
    for service in services:
        open_round(service, told)
        drawn: list[str] = []
        while len(drawn) < count:
            drawn += hand_out_codes(service, told["round"], min(500, count - len(drawn)), "clerk")
        codes.append(drawn)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    for nth in range(count):
        for service, drawn in zip(services, codes, strict=True):
            given = {"round": told["round"], "code": drawn[nth], **answers(told, service.village.id, nth)}
            give_ballot(service, given, "192.0.2.1")
    print("given", time.perf_counter() - began, flush=True)
    sys.stdin.readline()
    for service in services:
        closing = CloseRound(service.today(), datetime.now(tz=service.now().tzinfo))
        with service.application.unit(actor="/oversight") as unit:
            unit.do(Do("round", told["round"], closing))
        while cast(service):
            pass
    print("cast", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    nodes, data, opened, *numbers = sys.argv[1:]
    play(Path(nodes), Path(data), json.loads(Path(opened).read_text()), *map(int, numbers))
