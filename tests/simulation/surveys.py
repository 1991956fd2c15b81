"""What must hold of surveys: every answer is counted once, nobody's is lost, and what is published is a recount."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from services.feedback.ballots.giving import give_ballot
from services.feedback.ballots.letterbox import Letterbox
from services.feedback.composition import Service
from shared.privacy.codes import fingerprint
from shared.privacy.sealing import unseal
from tests.simulation.invariants import Broken, select

if TYPE_CHECKING:
    from tests.simulation.node import Node
    from tests.simulation.recounts import Logs

FEWEST = 5


def answering(service: Service, given: Mapping[str, Any]) -> date:
    """In a process of its own, with a slot of its own: whoever is faster here stands in the middle of another's write,
    and in one process he would have waited for it.
    """
    own = replace(service, letterbox=Letterbox(service.application.database))
    return give_ballot(own, given, "192.0.2.1")


def ratings(logs: Logs) -> Iterator[Broken]:
    """Every answer is counted once at oversight; every code gives one; ratings are a recount of all of them."""
    district, everywhere, key = logs.district, Counter(), logs.district.oversight.service.node.secrets.seal_key
    if logs.restored("feedback"):
        return
    for village in district.villages:
        cast, ballots = Counter(), Counter()
        for one in logs.named(village, "ballots-cast"):
            opened = [unseal(key, sealed) for sealed in one.event.ballots]
            cast.update(_said(one.event.round, each) for each in opened)
            for kind, question, value in (mark for each in opened for mark in _answered(each)):
                everywhere[one.event.round, village.village, kind, question, "count"] += 1
                everywhere[one.event.round, village.village, kind, question, "sum"] += value
        lying = [
            (round, unseal(key, sealed)) for round, sealed in select(village, "SELECT round, sealed FROM ballot_box")
        ]
        kept = cast + Counter(_said(round, ballot) for round, ballot in lying)
        for name, _, given in logs.people.spent:
            if name == village.name and not kept[_said(given["round"], {"texts": {}, **given})]:
                yield "acknowledged is recorded", f"an answer at {name} was acknowledged, and is nowhere"
        counted = Counter(
            _said(one.event.round, asdict(answered))
            for one in logs.named(district.oversight, "ballots-counted")
            if one.event.village == village.village
            for answered in one.event.answers
        )
        yield from _compare(f"ballots of {village.name} at oversight", cast, counted)
        for round, *_ in kept.elements():
            ballots[round] += 1
        shown = select(village, "SELECT round, answers FROM rounds WHERE answers > 0")
        yield from _compare(
            f"answers cast at {village.name}", Counter(round for round, *_ in cast.elements()), Counter(dict(shown))
        )
        yield from _codes(logs, village, ballots)
    shown = Counter()
    sql = "SELECT round, village, kind, question, count, count * answer FROM survey_answers"
    for *cell, count, total in select(district.oversight, sql):
        shown[*cell, "count"] += count
        shown[*cell, "sum"] += total
    yield from _compare("ratings at oversight", +everywhere, +shown)


def _said(round: str, ballot: Mapping[str, Any]) -> tuple[str, str]:
    """A ballot as something that can be counted."""
    return round, json.dumps({part: ballot[part] for part in ("scores", "awareness", "texts")}, sort_keys=True)


def _answered(ballot: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    for kind, part in (("rating", "scores"), ("awareness", "awareness")):
        yield from ((kind, question, int(value)) for question, value in ballot[part].items())


def _codes(logs: Logs, village: Node, ballots: Counter[str]) -> Iterator[Broken]:
    key = village.service.code_key
    spent = dict(select(village, "SELECT code_hash, spent FROM survey_codes"))
    for name, code, _ in logs.people.spent:
        if name == village.name and not spent.get(fingerprint(key, code)):
            yield "acknowledged is recorded", f"an answer at {name} was acknowledged, but its code is not spent"
    by_code = Counter(dict(select(village, "SELECT round, sum(spent) FROM survey_codes GROUP BY round")))
    by_code += Counter(dict(select(village, "SELECT round, sum(answers) FROM paper_files GROUP BY round")))
    # A ticket stands for a code whose ballot is not in the box: the power failed between the two, and nobody came back.
    [[unfinished]] = select(village, "SELECT count(*) FROM ballot_tickets")
    if sum((by_code - ballots).values()) != unfinished or ballots - by_code:
        yield "ratings equal a recount", f"{village.name}: ballots {ballots}, codes spent and paper entered {by_code}"


def _compare(what: str, counted: Counter[Any], shown: Counter[Any]) -> Iterator[Broken]:
    if counted != shown:
        odd = [(cell, counted[cell], shown[cell]) for cell in {**counted, **shown} if counted[cell] != shown[cell]]
        yield "ratings equal a recount", f"{what}: (cell, counted, shown) {odd[:3]}"


def results(logs: Logs) -> Iterator[Broken]:
    """Each round that is closed has results; they are what had come by then, and the total is that of all villages."""
    come: dict[tuple[str, str], Counter[tuple[str, int]]] = defaultdict(Counter)
    answers: Counter[tuple[str, str]] = Counter()
    closed, out = set(), set()
    for one in logs.of[logs.district.oversight.name]:
        match one.name:
            case "ballots-counted":
                counted = one.event
                cell = counted.round, counted.village
                answers[cell] += len(counted.answers)
                for answered in counted.answers:
                    come[cell].update((question, value) for _, question, value in _answered(asdict(answered)))
            case "round-closed":
                closed.add(one.id)
            case "results-published":
                out.add(one.id)
                yield from _published(one.id, one.event, come, answers)
    for round in closed - out:
        yield "results are a recount", f"round {round} is closed, and has no results"


def _published(
    round: str,
    said: Any,
    come: Mapping[tuple[str, str], Counter[tuple[str, int]]],
    answers: Mapping[tuple[str, str], int],
) -> Iterator[Broken]:
    for village, count in said.answers.items():
        if count != answers.get((round, village), 0):
            yield "results are a recount", f"round {round}: {count} answers of {village} are told"
    for least, figures in ((1, said.figures.ratings), (0, said.figures.awareness)):
        for village, cells in figures.items():
            of = [village] if village else list(said.answers)
            recount = sum((come.get((round, each), Counter()) for each in of), Counter[tuple[str, int]]())
            for question, counts in cells.items():
                if sum(counts) < FEWEST:
                    yield "results are a recount", f"round {round}: {counts} of {question} in {village} are too few"
                if any(recount[question, least + at] != shown for at, shown in enumerate(counts)):
                    yield (
                        "results are a recount",
                        f"round {round}: {question} in {village or 'all'} is told as {counts}",
                    )
