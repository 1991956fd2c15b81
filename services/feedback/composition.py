"""The service put together from its configuration, for the web process and the worker alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from services.feedback import outbound, policies
from services.feedback.ballots import box, codes, paper_files
from services.feedback.ballots.letterbox import Letterbox
from services.feedback.domain import batch, petition, posting, rating_answer, results, seal_keys, visit, window
from services.feedback.domain import round as survey_round
from services.feedback.stored import CODEC
from services.feedback.views import board, petitions, rating_answers, reading, rounds, visits
from services.feedback.views import results as published
from services.feedback.views import seal_keys as seal_key_stock
from services.feedback.window import kiosks
from shared import photographs
from shared.application import Application, Blueprint
from shared.clock import CHINA, Clock
from shared.config import Config
from shared.contracts import Heard, disclosure, feedback, oversight
from shared.decider import Aggregate, Decider, Do
from shared.district import District, Village, load_district
from shared.messaging.keys import KeyFileError, SigningKey
from shared.node import Node, build_node
from shared.privacy.guesses import TABLES as GUESSES
from shared.privacy.guesses import Guesses
from shared.receipts import receipt_text
from shared.timelimits.loading import load_time_limits
from shared.timelimits.rulebook import TimeLimits
from shared.visit_reasons import VisitReason, load_visit_reasons

AGGREGATES = (
    Aggregate("posting", Decider(posting.Posting(), posting.decide, posting.evolve)),
    Aggregate("round", Decider(survey_round.Round(), survey_round.decide, survey_round.evolve)),
    Aggregate("batch", Decider(False, batch.decide, batch.evolve)),
    Aggregate("results", Decider(results.Results(), results.decide, results.evolve)),
    Aggregate("rating_answer", Decider(False, rating_answer.decide, rating_answer.evolve)),
    Aggregate("visit", Decider(False, visit.decide, visit.evolve)),
    Aggregate("window", Decider(None, window.decide, window.evolve)),
    Aggregate("petition", Decider(petition.Petition(), petition.decide, petition.evolve)),
    Aggregate("seal_keys", Decider(False, seal_keys.decide, seal_keys.evolve)),
)


@dataclass(frozen=True)
class Service:
    """``seal_key``: oversight's long-term public key. Where petitions are followed, and where the township is asked for
    information: None where nobody knows the address.
    """

    node: Node
    district: District
    village: Village
    seal_key: str
    guesses: Guesses
    letterbox: Letterbox
    follow_url: str | None
    requests_url: str | None
    visit_reasons: tuple[VisitReason, ...]
    limits: TimeLimits

    @property
    def application(self) -> Application:
        return self.node.application

    @property
    def code_key(self) -> bytes:
        return self.node.secrets.code_key

    def now(self) -> datetime:
        return self.node.config.clock.now()

    def today(self) -> date:
        """The day in China."""
        return self.now().astimezone(CHINA).date()


def blueprint(village: str, key: SigningKey, clock: Clock) -> Blueprint:
    """``key`` signs the receipts."""
    messages = disclosure.MESSAGES | oversight.MESSAGES

    def sign(said: Mapping[str, object]) -> str:
        return key.sign(receipt_text(said).encode())

    def policy(heard: Heard) -> Iterable[Do]:
        now = clock.now()
        return policies.react(village, heard, now=now, today=now.astimezone(CHINA).date())

    return Blueprint(
        aggregates=AGGREGATES,
        views=[board, reading, rounds, published, visits, rating_answers, petitions, seal_key_stock],
        outbound=partial(outbound.message_for, village, sign),
        policy=policy,
        hears={name: messages[name]() for name in policies.HEARS},
        tells={name: schema() for name, schema in feedback.MESSAGES.items()},
        tables=[codes.TABLES, box.TABLES, paper_files.TABLES, photographs.TABLES],
        passing_tables=[GUESSES, kiosks.TABLES],
    )


def compose(config: Config) -> Service:
    """Raises DataFileError, KeyFileError, NotFound (``unknown-village``), and what the database raises."""
    district = load_district(config.data)
    village = district.village(config.village or "")
    node = build_node(config, CODEC, lambda secrets, peers: blueprint(village.id, secrets.signing_key, config.clock))
    oversees = node.peers.get("/oversight")
    if oversees is None or not oversees.seal_key:
        raise KeyFileError(f"{config.peers}: /oversight with its seal_key is missing; petitions could not be sealed")
    discloses = node.peers.get("/disclosure")
    follow_url = _page(config.oversight_url or oversees.url, "/follow")
    requests_url = _page(config.disclosure_url or (discloses.url if discloses else None), "/requests")
    database = node.application.database
    guesses, letterbox = Guesses(database, node.secrets.code_key), Letterbox(database)
    reasons, limits = load_visit_reasons(config.data), load_time_limits(config.data)
    seal_key = oversees.seal_key
    return Service(node, district, village, seal_key, guesses, letterbox, follow_url, requests_url, reasons, limits)


def _page(address: str | None, path: str) -> str | None:
    return address.rstrip("/") + path if address else None
