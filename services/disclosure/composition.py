"""The disclosure service put together, for its web process and its worker alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from services.disclosure import attachments, named_facts, policies
from services.disclosure.catalogue import Catalogue, load_catalogue
from services.disclosure.domain import posting, publication, publishing, register
from services.disclosure.domain.information_request import decide as request_decide
from services.disclosure.domain.information_request import rules as request_rules
from services.disclosure.domain.information_request import state as request_state
from services.disclosure.domain.text import Screen
from services.disclosure.outbound import message_for, request_overdue
from services.disclosure.stored import CODEC
from services.disclosure.views import clocks, public_record, reading, request_readings, request_years, requests
from services.disclosure.views import postings as postings_view
from services.disclosure.views import publications as publications_view
from shared.application import Application, Blueprint
from shared.clock import CHINA
from shared.config import Config
from shared.contracts import Heard, Message, disclosure
from shared.contracts.feedback import (
    PUBLICATION_POSTED,
    PUBLICATION_TAKEN_DOWN,
    PublicationPosted,
    PublicationTakenDown,
)
from shared.contracts.oversight import CIRCULAR_ISSUED, CircularIssued
from shared.datafiles import DataFileError
from shared.decider import Aggregate, Decider, Do
from shared.district import District, load_district
from shared.ids import Ids
from shared.messaging.keys import Peers, Secrets
from shared.node import Node, build_node
from shared.privacy.codes import veiled
from shared.privacy.guesses import TABLES as GUESSES
from shared.privacy.guesses import Guesses
from shared.privacy.screening import screen
from shared.privacy.subject_keys import PreparedSubjects, SubjectKeys
from shared.timelimits import TimeLimits
from shared.timelimits.loading import load_time_limits
from shared.web.account_file import AccountFile

INFORMATION_OFFICE = "township-government"
"""The office that answers requests for information of the public (政府信息公开工作机构)."""


@dataclass(frozen=True)
class Service:
    node: Node
    catalogue: Catalogue
    district: District
    limits: TimeLimits
    screen: Screen
    keys: SubjectKeys
    """The keys under which requests for information are encrypted, each its own."""
    subjects: Ids
    """Ids of new requests, each with its key on disk already."""
    guesses: Guesses
    accounts: AccountFile

    @property
    def application(self) -> Application:
        return self.node.application

    @property
    def joined(self) -> District:
        return self.district.joined(self.node.peers.by_source)

    @property
    def villages(self) -> tuple[str, ...]:
        """The villages that have joined, which is what a publication can be meant for."""
        return tuple(village.id for village in self.joined.villages)

    def now(self) -> datetime:
        return self.application.clock.now()

    def today(self) -> date:
        """The day in China."""
        return self.now().astimezone(CHINA).date()


def compose(config: Config) -> Service:
    """Raises KeyFileError or DataFileError for a file that does not hold."""
    district = load_district(config.data)
    limits = load_time_limits(config.data)
    allowed = frozenset(hotline.number for hotline in district.hotlines)
    screening = partial(screen, allowed=allowed)
    rules, asked = publishing.Rules(screening, limits), request_rules.Rules(limits, screening)
    named_facts.check(limits, config.data)
    if INFORMATION_OFFICE not in {office.id for office in district.offices}:
        raise DataFileError(
            f"{config.data / 'offices.toml'}: there is no {INFORMATION_OFFICE!r}, which answers requests"
        )
    keys = SubjectKeys(config.keys_database or "")

    def blueprint(secrets: Secrets, peers: Peers) -> Blueprint:
        villages = tuple(village.id for village in district.joined(peers.by_source).villages)

        def policy(heard: Heard) -> list[Do]:
            return list(policies.react(heard, villages=villages, now=config.clock.now()))

        def told(id: str, event: object) -> Message | tuple[Message, ...] | None:
            return request_overdue(partial(veiled, secrets.code_key), id, event) or message_for(id, event)

        return Blueprint(
            aggregates=[
                Aggregate("publication", Decider(None, partial(publishing.decide, rules), publication.evolve)),
                Aggregate("register", Decider(register.Register(), register.decide, register.evolve)),
                Aggregate(
                    "request",
                    Decider(request_state.Request(), partial(request_decide.decide, asked), request_state.evolve),
                ),
                Aggregate("posting", Decider(posting.Posting(), posting.decide, posting.evolve)),
            ],
            views=[
                publications_view,
                public_record,
                reading,
                postings_view,
                requests,
                request_years,
                request_readings,
                clocks,
            ],
            outbound=told,
            own_policy=partial(policies.react_to_own, district.township_zh),
            policy=policy,
            hears={
                PUBLICATION_POSTED: PublicationPosted(),
                PUBLICATION_TAKEN_DOWN: PublicationTakenDown(),
                CIRCULAR_ISSUED: CircularIssued(),
            },
            tables=[attachments.TABLES],
            tells={name: schema() for name, schema in disclosure.MESSAGES.items()},
            passing_tables=[GUESSES],
        )

    node = build_node(config, CODEC, blueprint)
    return Service(
        node,
        load_catalogue(config.data),
        district,
        limits,
        screen=screening,
        keys=keys,
        subjects=PreparedSubjects(keys, node.application.ids),
        guesses=Guesses(node.application.database, node.secrets.code_key),
        accounts=AccountFile(config.accounts),
    )
