"""An oversight of its own in a folder, without processes, and the events that a year of its work records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from pilot.provision import OVERSIGHT, provision
from services.oversight.composition import Service, compose
from services.oversight.domain.finding import FindingOpened, ReportRectification, VerifyRectification
from services.oversight.domain.petition import commands as rules
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.domain.response import Answers, CountResponse
from services.oversight.domain.verifier import Verifier
from services.oversight.sealed_petitions import INTAKE
from shared.clock import ManualClock
from shared.config import SHIPPED_DATA, Config
from shared.decider import Do
from shared.district import load_district
from shared.eventlog import Metadata
from shared.timelimits.days import china_day

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CIPHER = "A" * 640
"""As long as the ciphertext of a short petition; nobody reads it here."""
METADATA = Metadata("public", "0123456789abcdef0123", "/feedback/yangshe:17")
_RESPONSES = 12
"""Survey answers for each petition: many more people answer than complain."""
_COMMIT = 2000
"""Events that one transaction fills in."""


@contextmanager
def oversight(folder: Path) -> Iterator[tuple[Service, ManualClock]]:
    """The service on SQLite files under ``folder``, with a clock that stands still."""
    clock = ManualClock(BEGIN)
    places = provision(folder, load_district(SHIPPED_DATA), lambda name: f"http://{name}.invalid")
    place = next(place for place in places if place.name == OVERSIGHT)
    config = Config(
        service=OVERSIGHT,
        village=None,
        database=f"sqlite:///{place.folder / 'sunshine.db'}",
        keys_database=f"sqlite:///{place.folder / 'keys.db'}",
        bus="redis://localhost:1",
        secrets=place.secrets,
        peers=place.peers,
        accounts=place.accounts,
        data=SHIPPED_DATA,
        url="http://oversight.invalid",
        state=place.folder,
        clock=clock,
        push=False,
        log_level="error",
        log_format="json",
        demo_clock=False,
    )
    service = compose(config)
    with closing(service.application.database), closing(service.keys):
        yield service, clock


def fill(service: Service, events: int) -> int:
    """Append at least so many events of a mixed year to the log, without the views; return how many."""
    log, database = service.application.log, service.application.database
    year, written = happenings(service), 0
    while written < events:
        with database.write() as tx:
            tail, end = log.tail(tx), written + _COMMIT
            while written < end:
                one = next(year)
                log.append(tx, tail, one.stream, one.version, one.events, now=one.events[-1].at, metadata=METADATA)
                written += len(one.events)
    return written


@dataclass(frozen=True)
class Happening:
    """Events to be appended to a stream that stands at ``version``."""

    stream: str
    version: int
    events: list[Any]


def happenings(service: Service) -> Iterator[Happening]:
    """Petitions decided by the real rules, one in five late, a third of them open still, and answers to surveys."""
    villages = [village.id for village in service.district.villages]
    offices = [office.id for office in service.district.offices]
    asked = service.questionnaires["residents"]
    memory = _Memory(service)
    for number in count():
        at = BEGIN + timedelta(minutes=number)
        yield from _petition(memory, number, at, offices[number % len(offices)])
        for answer in range(number * _RESPONSES, (number + 1) * _RESPONSES):
            scores = {question.id: 1 + (answer + place) % 5 for place, question in enumerate(asked.questions)}
            awareness = {question.id: answer % 3 > 0 for question in asked.awareness}
            village = villages[answer % len(villages)]
            answers = Answers(f"round-{number // 1000}", village, asked.id, scores, awareness, china_day(at))
            yield from memory.do(Do("response", f"a{answer:019d}", CountResponse(answers, at)))


def registration(number: int, at: datetime, about: str) -> rules.RegisterPetition:
    known = Particulars("web", "claim", about, INTAKE, None, china_day(at), CIPHER, f"{number:064d}", "public")
    return rules.RegisterPetition(known, at)


def _petition(memory: _Memory, number: int, at: datetime, about: str) -> Iterator[Happening]:
    name, days = f"p{number:019d}", timedelta(days=1)
    late, still_open = number % 5 == 0, number % 3 == 0
    asked: list[rules.Command] = [
        registration(number, at, about),
        rules.AssignPetition("chen", "petition-office", "zhao", at + days),
        rules.AcceptPetition("chen", at + days),
        rules.PassDeadline(at + (75 if late else 40) * days, at + 75 * days),
    ]
    if not still_open:
        asked.append(rules.ResolvePetition(CIPHER, True, "chen", at + 76 * days))
    for command in asked:
        for happening in memory.do(Do("petition", name, command)):
            yield happening
            if isinstance(happening.events[0], FindingOpened) and number % 2:
                finding = happening.stream.partition("-")[2]
                told = "已责成经办单位限期办结，并向群众说明情况。"
                yield from memory.do(Do("finding", finding, ReportRectification(told, "li", at + 79 * days)))
                verified = VerifyRectification(Verifier("zhao", "township-government"), at + 80 * days)
                yield from memory.do(Do("finding", finding, verified))


@dataclass
class _Memory:
    """Decides as the application does, with states kept in memory instead of a database."""

    service: Service
    states: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def do(self, do: Do) -> Iterator[Happening]:
        blueprint = self.service.application.blueprint
        aggregate = next(each for each in blueprint.aggregates if each.name == do.aggregate)
        stream, decider = aggregate.stream(do.id), aggregate.decider
        state = self.states.get(stream, decider.initial)
        events = list(decider.decide(state, do.command))
        if events:
            self.states[stream] = decider.fold(events, state)
            version, self.versions[stream] = self.versions[stream], self.versions[stream] + len(events)
            yield Happening(stream, version, events)
        for event in events:
            for following in blueprint.own_policy(do.id, event):
                yield from self.do(following)
