"""The disclosure service put together, for its web process and its worker alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from services.disclosure import policies
from services.disclosure.catalogue import Catalogue, load_catalogue
from services.disclosure.domain import posting, publication, publishing, register
from services.disclosure.outbound import message_for
from services.disclosure.stored import CODEC
from services.disclosure.views import postings as postings_view
from services.disclosure.views import public_record, reading
from services.disclosure.views import publications as publications_view
from shared.application import Application, Blueprint
from shared.clock import CHINA
from shared.config import Config
from shared.contracts import Heard, disclosure
from shared.contracts.feedback import (
    PUBLICATION_POSTED,
    PUBLICATION_TAKEN_DOWN,
    PublicationPosted,
    PublicationTakenDown,
)
from shared.contracts.oversight import CIRCULAR_ISSUED, CircularIssued
from shared.decider import Aggregate, Decider, Do
from shared.district import District, load_district
from shared.messaging.keys import Peers, Secrets
from shared.node import Node, build_node
from shared.privacy.screening import screen
from shared.timelimits import TimeLimits
from shared.timelimits.loading import load_time_limits


@dataclass(frozen=True)
class Service:
    node: Node
    catalogue: Catalogue
    district: District
    limits: TimeLimits

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
    rules = publishing.Rules(partial(screen, allowed=allowed), limits)

    def blueprint(_: Secrets, peers: Peers) -> Blueprint:
        villages = tuple(village.id for village in district.joined(peers.by_source).villages)

        def policy(heard: Heard) -> list[Do]:
            return list(policies.react(heard, villages=villages, now=config.clock.now()))

        return Blueprint(
            aggregates=[
                Aggregate("publication", Decider(None, partial(publishing.decide, rules), publication.evolve)),
                Aggregate("register", Decider(register.Register(), register.decide, register.evolve)),
                Aggregate("posting", Decider(posting.Posting(), posting.decide, posting.evolve)),
            ],
            views=[publications_view, public_record, reading, postings_view],
            outbound=message_for,
            own_policy=partial(policies.react_to_own, district.township_zh),
            policy=policy,
            hears={
                PUBLICATION_POSTED: PublicationPosted(),
                PUBLICATION_TAKEN_DOWN: PublicationTakenDown(),
                CIRCULAR_ISSUED: CircularIssued(),
            },
            tells={name: schema() for name, schema in disclosure.MESSAGES.items()},
        )

    node = build_node(config, CODEC, blueprint)
    return Service(node, load_catalogue(config.data), district, limits)
