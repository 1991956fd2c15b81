"""The disclosure service put together, for its web process and its worker alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from services.disclosure import attachments, named_facts, policies
from services.disclosure.catalogue_file import load_catalogue
from services.disclosure.domain import (
    carrier,
    catalogue,
    member,
    obligation,
    posting,
    publication,
    publishing,
    register,
)
from services.disclosure.domain.catalogue import Catalogue, FoundCatalogue
from services.disclosure.domain.information_request import decide as request_decide
from services.disclosure.domain.information_request import rules as request_rules
from services.disclosure.domain.information_request import state as request_state
from services.disclosure.domain.text import Screen, admit_reason
from services.disclosure.outbound import message_for, request_overdue
from services.disclosure.stored import CODEC
from services.disclosure.views import (
    annual_counts,
    clocks,
    public_record,
    reading,
    request_readings,
    request_years,
    requests,
)
from services.disclosure.views import carriers as carriers_view
from services.disclosure.views import catalogue as catalogue_view
from services.disclosure.views import members as members_view
from services.disclosure.views import obligations as obligations_view
from services.disclosure.views import postings as postings_view
from services.disclosure.views import publications as publications_view
from services.disclosure.views import receipts as receipts_view
from shared import photographs
from shared.application import Application, Blueprint
from shared.clock import CHINA
from shared.config import Config
from shared.contracts import Heard, Message, disclosure
from shared.contracts.feedback import (
    PUBLICATION_POSTED,
    PUBLICATION_TAKEN_DOWN,
    RECEIPT_GIVEN,
    PublicationPosted,
    PublicationTakenDown,
    ReceiptGiven,
)
from shared.contracts.oversight import (
    CIRCULAR_ISSUED,
    VILLAGE_JOINED,
    VILLAGE_SHUT_OUT,
    CircularIssued,
    VillageJoined,
    VillageShutOut,
)
from shared.datafiles import DataFileError
from shared.decider import Aggregate, Decider, Do
from shared.district import District, load_district
from shared.errors import NotFound
from shared.eventlog import Transaction
from shared.ids import Ids
from shared.markdown import check, shown
from shared.messaging.keys import Peers, Secrets
from shared.node import Node, build_node
from shared.privacy.codes import veiled
from shared.privacy.guesses import TABLES as GUESSES
from shared.privacy.guesses import Guesses
from shared.privacy.screening import Hit, screen
from shared.privacy.subject_keys import PreparedSubjects, SubjectKeys
from shared.receipts import receipt_text
from shared.timelimits import TimeLimits
from shared.timelimits.loading import load_time_limits
from shared.web.account_file import AccountFile

INFORMATION_OFFICE = "township-government"
"""The office that answers requests for information of the public (政府信息公开工作机构)."""

_CATALOGUES_KEPT = 20
"""How many versions a process keeps ready; a version never changes."""


@dataclass(frozen=True)
class Service:
    """``founding``: the catalogue that the township begins with, until its log holds one."""

    node: Node
    founding: Catalogue
    district: District
    limits: TimeLimits
    screen: Screen
    keys: SubjectKeys
    """The keys under which requests for information are encrypted, each its own."""
    subjects: Ids
    """Ids of new requests, each with its key on disk already."""
    guesses: Guesses
    accounts: AccountFile
    planned: dict[str, object] = field(default_factory=dict)
    """For which state of catalogue and day the clock has planned in this process."""
    _known: dict[int, Catalogue] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """The one in force."""
        with self.application.database.read() as tx:
            return self.catalogue_in(tx)

    def catalogue_in(self, tx: Transaction, version: int | None = None) -> Catalogue:
        """The one in force, or an older version, for who reads already. Raises NotFound (``unknown-version``)."""
        present = catalogue_view.present(tx)
        asked = present if version is None else version
        if asked == present == 0:
            return self.founding
        if not 1 <= asked <= present:
            raise NotFound("unknown-version", "公开目录没有这一版。", "The catalogue has no such version.")
        if asked not in self._known:
            if len(self._known) >= _CATALOGUES_KEPT:
                self._known.clear()
            self._known[asked] = catalogue_view.at_version(tx, asked)
        return self._known[asked]

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

    def found_catalogue(self) -> None:
        """Let the township begin with the shipped catalogue, if it has none yet."""
        with self.application.database.read() as tx:
            if catalogue_view.present(tx):
                return
        founding = FoundCatalogue(tuple(self.founding.items.values()), self.now())
        self.application.handle("catalogue", "catalogue", founding, actor="clock")

    def public_text(self, text: str) -> str:
        """The text itself; raises Invalid (``screening-blocked``) where it holds personal data."""
        admit_reason(self.screen, text)
        return text

    def now(self) -> datetime:
        return self.application.clock.now()

    def today(self) -> date:
        """The day in China."""
        return self.now().astimezone(CHINA).date()


def _found_in(allowed: frozenset[str], text: str) -> tuple[Hit, ...]:
    """What screening finds in a text as it was typed, as a reader will see it (``12**34**`` shows 1234), and in its
    Markdown.
    """
    hits = [*screen(text, allowed=allowed), *check(text)]
    plain, places = shown(text)
    for hit in screen(plain, allowed=allowed) if plain != text else ():
        start, end = places[hit.start], places[hit.end - 1] + 1
        if start < end and not any(start < other.end and other.start < end for other in hits):
            hits.append(replace(hit, start=start, end=end))
    return tuple(sorted(hits, key=lambda hit: hit.start))


def compose(config: Config) -> Service:
    """Raises KeyFileError or DataFileError for a file that does not hold."""
    district = load_district(config.data)
    limits = load_time_limits(config.data)
    allowed = frozenset(hotline.number for hotline in district.hotlines)
    screening = partial(_found_in, allowed)
    rules, asked = publishing.Rules(screening, limits), request_rules.Rules(limits, screening)
    named_facts.check(limits, config.data)
    if INFORMATION_OFFICE not in {office.id for office in district.offices}:
        raise DataFileError(
            f"{config.data / 'offices.toml'}: there is no {INFORMATION_OFFICE!r}, which answers requests"
        )
    keys = SubjectKeys(config.keys_database or "")

    def blueprint(secrets: Secrets, peers: Peers) -> Blueprint:
        def signed_by(said: Mapping[str, object]) -> str | None:
            peer = peers.get(f"/feedback/{said['village']}")
            signed = peer and peer.verify_key.verify(str(said["signature"]), receipt_text(said).encode())
            return peer.verify_key.public_hex if peer and signed else None

        def policy(heard: Heard) -> list[Do]:
            now = config.clock.now()
            villages = tuple(village.id for village in district.joined(peers.by_source).villages)
            return list(policies.react(heard, villages=villages, signed_by=signed_by, now=now))

        def told(id: str, event: object) -> Message | tuple[Message, ...] | None:
            return request_overdue(partial(veiled, secrets.code_key), id, event) or message_for(id, event)

        return Blueprint(
            aggregates=[
                Aggregate("publication", Decider(None, partial(publishing.decide, rules), publication.evolve)),
                Aggregate("catalogue", Decider(Catalogue(), catalogue.decide, catalogue.evolve)),
                Aggregate("obligation", Decider(None, partial(obligation.decide, limits), obligation.evolve)),
                Aggregate("register", Decider(register.Register(), register.decide, register.evolve)),
                Aggregate(
                    "request",
                    Decider(request_state.Request(), partial(request_decide.decide, asked), request_state.evolve),
                ),
                Aggregate("carrier", Decider(None, partial(carrier.decide, rules.screen), carrier.evolve)),
                Aggregate("member", Decider("", member.decide, member.evolve)),
                Aggregate("posting", Decider(posting.Posting(), posting.decide, posting.evolve)),
            ],
            views=[
                catalogue_view,
                obligations_view,
                publications_view,
                public_record,
                reading,
                postings_view,
                receipts_view,
                carriers_view,
                requests,
                request_years,
                request_readings,
                annual_counts,
                members_view,
                clocks,
            ],
            outbound=told,
            own_policy=partial(policies.react_to_own, district.township_zh, limits),
            policy=policy,
            hears={
                PUBLICATION_POSTED: PublicationPosted(),
                PUBLICATION_TAKEN_DOWN: PublicationTakenDown(),
                RECEIPT_GIVEN: ReceiptGiven(),
                CIRCULAR_ISSUED: CircularIssued(),
                VILLAGE_JOINED: VillageJoined(),
                VILLAGE_SHUT_OUT: VillageShutOut(),
            },
            tables=[attachments.TABLES, photographs.TABLES],
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
