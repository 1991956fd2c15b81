"""Answers to a survey over HTTP, sealed and durable when answered, beside the bare route of the petitions' bench."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import filing
from bench.figures import Figure, against_floor
from bench.load import MakeBody, rate
from pilot.demo.client import Client
from pilot.district import District, find_base_port
from pilot.supervisor import Supervisor
from services.feedback.ballots import codes
from services.feedback.composition import compose
from shared.clock import CHINA, SystemClock
from shared.config import load_config

VILLAGE = "yangshe"
CODES = 40_000
"""Handed out beforehand: more than can be used up in the time."""
SCORES = ("work-style", "attitude", "service-quality", "promises-kept", "listens", "cares", "satisfied")


def measure(district: District, folder: Path, survey: Mapping[str, Any]) -> list[Figure]:
    """Floor and service in turns, so that both meet the same machine; the median of each."""
    drawn = iter(hand_out(district, survey["round"], CODES))
    port = find_base_port(1) + 1
    floor = filing.floor_process(district, "feedback", folder / "floor-answers", port)
    supervisor = Supervisor([floor], folder / "floor-answers" / "logs", cwd=filing.ROOT)
    supervisor.start_all()
    bare, full = [], []
    try:
        for _ in range(filing.ROUNDS):
            bare.append(_rate(f"http://127.0.0.1:{port}/api/petitions", filing.body))
            full.append(_rate(f"{district.url(VILLAGE)}/api/responses", lambda: body(survey, next(drawn))))
    finally:
        supervisor.stop_all()
    name = "answer to a survey given over HTTP at a village"
    return [against_floor(name, statistics.median(full), "1/s", floor=statistics.median(bare), at_least=0.5)]


def open_round(district: District) -> dict[str, Any]:
    """Open a round as the leading group does; what the village tells of it once it has heard of it."""
    today = SystemClock().now().astimezone(CHINA).date()
    wanted = {
        "questionnaire": "residents",
        "office": "family-planning-office",
        "villages": [VILLAGE],
        "title": "年度村民评议",
        "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=20)).isoformat(),
    }
    opened = Client(district.url("oversight")).signed_in("zhao").post("/api/rounds", wanted)["id"]
    village = Client(district.url(VILLAGE))
    end = time.monotonic() + 30
    while (told := village.ask("GET", f"/api/rounds/{opened}")).status != 200:
        if time.monotonic() > end:
            raise RuntimeError("the village did not hear of the round within 30 s")
        time.sleep(0.1)
    return dict(told.body)


def hand_out(district: District, survey: str, count: int) -> list[str]:
    place = next(place for place in district.places if place.name == VILLAGE)
    service = compose(load_config("feedback", district.environment(place)))
    try:
        with service.application.database.write() as tx:
            return codes.hand_out(tx, service.code_key, survey, codes.new_bundle(), count)
    finally:
        service.application.database.close()


def body(survey: Mapping[str, Any], code: str) -> bytes:
    scores = {question: 1 + (ord(code[-1]) + at) % 5 for at, question in enumerate(SCORES)}
    awareness = {"knows-board": True, "knows-hotline": False}
    said = {"round": survey["round"], "version": survey["questionnaire_version"], "scores": scores}
    return json.dumps({**said, "code": code, "awareness": awareness}).encode()


def _rate(url: str, make_body: MakeBody) -> float:
    return rate(url, make_body, connections=filing.CONNECTIONS, seconds=filing.SECONDS).per_second
