"""Oversight put together: rules with their rule books, views, keys. Used by the web process and the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.oversight import access, attachments, outbound, policies
from services.oversight.ballots import BallotOpener
from services.oversight.checklist import Checklist, load_checklist
from services.oversight.domain import (
    batch,
    circular,
    evaluation,
    finding,
    inspection,
    inspection_plan,
    membership,
    posting,
    release,
    response,
    results,
    seal_keys,
    spoilt_petition,
    supervisor,
    survey_round,
    visit,
)
from services.oversight.domain.bad_rating import clocks as bad_rating_clocks
from services.oversight.domain.bad_rating import decide as bad_rating
from services.oversight.domain.petition import clock as petition_clock
from services.oversight.domain.petition import decide as petition_decide
from services.oversight.domain.petition import state as petition_state
from services.oversight.domain.petition.rules import Rules
from services.oversight.domain.scoring import Weights
from services.oversight.imports import TABLES as IMPORTS
from services.oversight.questionnaires import Questionnaire, load_questionnaires
from services.oversight.sealed_petitions import INTAKE, Opener
from services.oversight.stored import CODEC
from services.oversight.views import (
    answers,
    bad_ratings,
    circulars,
    deadlines,
    draws,
    evaluations,
    findings,
    inspections,
    memberships,
    petitions,
    postings,
    rated,
    readings,
    releases,
    rounds,
    spoilt_petitions,
    statistics,
    supervisors,
    survey_texts,
    tallies,
    window,
)
from services.oversight.views import attachments as attached
from services.oversight.views import results as published
from services.oversight.views import seal_keys as seal_key_stocks
from services.oversight.visits import VisitOpener
from services.oversight.weights import load_weights
from shared.application import Application, Blueprint
from shared.clock import Clock
from shared.config import Config
from shared.contracts import disclosure, feedback, oversight
from shared.datafiles import DataFileError
from shared.decider import Aggregate, Decider
from shared.district import District, Office, Village, load_district
from shared.errors import Invalid, NotFound
from shared.ids import Ids
from shared.messaging.keys import KeyFileError, Peers, Secrets
from shared.node import Node, build_node
from shared.privacy.codes import veiled
from shared.privacy.guesses import TABLES as GUESSES
from shared.privacy.guesses import Guesses
from shared.privacy.screening import screen
from shared.privacy.subject_keys import PreparedSubjects, SubjectKeys
from shared.timelimits import TimeLimits
from shared.timelimits.loading import check_named_facts, load_time_limits
from shared.visit_reasons import VisitReason, load_visit_reasons
from shared.web.account_file import AccountFile
from shared.web.roles import LEADER, OFFICER, Account

VIEWS = (
    petitions,
    deadlines,
    findings,
    circulars,
    rounds,
    answers,
    published,
    survey_texts,
    rated,
    postings,
    tallies,
    evaluations,
    supervisors,
    draws,
    inspections,
    attached,
    statistics,
    releases,
    readings,
    seal_key_stocks,
    spoilt_petitions,
    memberships,
    bad_ratings,
    window,
)


@dataclass(frozen=True)
class Service:
    node: Node
    district: District
    limits: TimeLimits
    questionnaires: dict[str, Questionnaire]
    keys: SubjectKeys
    accounts: AccountFile
    subjects: Ids
    """Ids of new petitions, each with its key on disk already."""
    weights: tuple[Weights, ...]
    checklist: Checklist
    guesses: Guesses
    reasons: tuple[VisitReason, ...]

    @property
    def application(self) -> Application:
        return self.node.application

    @property
    def handlers(self) -> dict[str, Account]:
        """Whom a petition can be given to: officers and the leading group, as they may sign in at this moment."""
        return {person.name: person for person in handlers_of(self.accounts)}

    @property
    def joined(self) -> District:
        """The map with only the villages that have joined, which is whom a survey round can ask."""
        return self.district.joined(self.node.peers.by_source)

    @property
    def words(self) -> policies.Words:
        return make_words(self.district, self.limits, self.node.secrets)

    @property
    def clock(self) -> Clock:
        return self.node.config.clock


def handlers_of(accounts: AccountFile) -> list[Account]:
    return [person for person in accounts.people() if person.role in {OFFICER, LEADER}]


def compose(config: Config) -> Service:
    """Raises ConfigError, KeyFileError or DataFileError, each saying what to mend."""
    district, limits = load_district(config.data), load_time_limits(config.data)
    if INTAKE not in {office.id for office in district.offices}:
        raise DataFileError(f"{config.data / 'offices.toml'}: there is no {INTAKE!r}, which receives every petition")
    check_named_facts(
        limits,
        config.data,
        needed_by="petitions",
        starts=petition_clock.STARTS,
        stops=petition_clock.STOPS,
        suspends=petition_clock.SUSPENDS,
    )
    check_named_facts(
        limits,
        config.data,
        needed_by="bad ratings",
        starts=bad_rating_clocks.STARTS,
        stops=bad_rating_clocks.STOPS,
        suspends={},
    )
    keys = SubjectKeys(config.keys_database or "")
    questionnaires, accounts = load_questionnaires(config.data), AccountFile(config.accounts)
    weights, checklist = load_weights(config.data), load_checklist(config.data)
    reasons, handlers = load_visit_reasons(config.data), partial(handlers_of, accounts)
    making = partial(make_blueprint, district, limits, keys, checklist=checklist, reasons=reasons, handlers=handlers)
    node = build_node(config, CODEC, making)
    subjects = PreparedSubjects(keys, node.application.ids)
    guesses = Guesses(node.application.database, node.secrets.code_key)
    return Service(
        node, district, limits, questionnaires, keys, accounts, subjects, weights, checklist, guesses, reasons
    )


def make_blueprint(
    district: District,
    limits: TimeLimits,
    keys: SubjectKeys,
    secrets: Secrets,
    peers: Peers,
    *,
    checklist: Checklist,
    reasons: tuple[VisitReason, ...] = (),
    handlers: Callable[[], Iterable[Account]] = tuple,
) -> Blueprint:
    """``handlers``: who must keep away from what comes from a village and calls them by name."""
    if secrets.seal_key is None:
        raise KeyFileError("oversight's secrets file needs a seal_key; make it with `python -m pilot.provision`")
    public_numbers = frozenset(hotline.number for hotline in district.hotlines)
    public_text = partial(_public_text, public_numbers)
    rules = Rules(limits, partial(access.related, district), partial(_above, district), public_text)
    puts_right = finding.Rules(limits, public_text)
    rating_decided = partial(bad_rating.decide, bad_rating.Rules(limits, public_text))
    words = make_words(district, limits, secrets)
    lines = {line.id: inspection.Line(line.zh, line.finding) for line in checklist.lines}
    inspecting = partial(inspection.decide, inspection.Rules(lines, public_text))
    openers = policies.Openers(
        petition=Opener(district, handlers, keys, secrets.code_key, secrets.seal_key),
        ballot=BallotOpener(secrets.seal_key, public_numbers),
        visit=VisitOpener(
            district, reasons, handlers, keys, secrets.code_key, secrets.seal_key, public_numbers=public_numbers
        ),
    )
    return Blueprint(
        aggregates=[
            Aggregate("petition", _petition(rules)),
            Aggregate("finding", Decider(finding.Finding(), partial(finding.decide, puts_right), finding.evolve)),
            Aggregate("circulars", Decider(circular.Register(), circular.decide, circular.evolve)),
            Aggregate("round", Decider(survey_round.SurveyRound(), survey_round.decide, survey_round.evolve)),
            Aggregate("response", Decider(False, response.decide, response.evolve)),
            Aggregate("batch", Decider(False, batch.decide, batch.evolve)),
            Aggregate("visit", Decider(False, visit.decide, visit.evolve)),
            Aggregate("bad_rating", Decider(bad_rating.BadRating(), rating_decided, bad_rating.evolve)),
            Aggregate("results", Decider(results.Results(), results.decide, results.evolve)),
            Aggregate("posting", Decider(posting.Posting(), posting.decide, posting.evolve)),
            Aggregate("evaluation", Decider(False, evaluation.decide, evaluation.evolve)),
            Aggregate(
                "supervisor",
                Decider(supervisor.Supervisor(), partial(supervisor.decide, public_text), supervisor.evolve),
            ),
            Aggregate(
                "plan",
                Decider(
                    inspection_plan.YearPlan(), partial(inspection_plan.decide, public_text), inspection_plan.evolve
                ),
            ),
            Aggregate("inspection", Decider(inspection.Inspection(), inspecting, inspection.evolve)),
            Aggregate("release", Decider(release.Releases(), partial(release.decide, public_text), release.evolve)),
            Aggregate(
                "membership",
                Decider(membership.Membership(), partial(membership.decide, public_text), membership.evolve),
            ),
            Aggregate("spoilt_petition", Decider(False, spoilt_petition.decide, spoilt_petition.evolve)),
            Aggregate("seal_keys", Decider(seal_keys.SealKeys(), seal_keys.decide, seal_keys.evolve)),
        ],
        views=VIEWS,
        outbound=outbound.message_for,
        own_policy=partial(policies.react_to_own, words),
        policy=partial(policies.react, words, openers),
        hears={
            disclosure.PUBLICATION_PUBLISHED: disclosure.PublicationPublished(),
            disclosure.PUBLICATION_WITHDRAWN: disclosure.PublicationWithdrawn(),
            disclosure.POSTING_OVERDUE: disclosure.PostingOverdue(),
            disclosure.DISCLOSURE_OVERDUE: disclosure.DisclosureOverdue(),
            disclosure.POSTING_MISS_DISPROVED: disclosure.PostingMissDisproved(),
            disclosure.TOWNSHIP_POSTING_OVERDUE: disclosure.TownshipPostingOverdue(),
            disclosure.REQUEST_OVERDUE: disclosure.InformationRequestOverdue(),
            feedback.PUBLICATION_POSTED: feedback.PublicationPosted(),
            feedback.PETITION_FILED: feedback.PetitionFiled(),
            feedback.RESPONSE_RECORDED: feedback.ResponseRecorded(),
            feedback.BALLOTS_CAST: feedback.BallotsCast(),
            feedback.VISIT_RATED: feedback.VisitRated(),
        },
        tables=[attachments.TABLES],
        tells={name: schema() for name, schema in oversight.MESSAGES.items()},
        passing_tables=[GUESSES, IMPORTS],
    )


def _petition(rules: Rules) -> Decider[petition_state.Petition, Any, Any]:
    return Decider(petition_state.Petition(), partial(petition_decide.decide, rules), petition_state.evolve)


def place(district: District, id: str) -> Office | Village:
    """An office or a village by its id. Raises NotFound."""
    try:
        return district.office(id)
    except NotFound:
        return district.village(id)


def _above(district: District, office: str) -> str | None:
    """The office one level up; None at the top."""
    above = district.above(office)
    return above[0].id if above else None


def zh_name(district: District, id: str) -> str:
    return place(district, id).zh


def make_words(district: District, limits: TimeLimits, secrets: Secrets) -> policies.Words:
    township = next(office.id for office in district.offices if office.parent is None)
    return policies.Words(partial(zh_name, district), limits, partial(veiled, secrets.code_key), township)


def _public_text(public_numbers: frozenset[str], text: str) -> str:
    """The text itself; raises Invalid where it names a person's number."""
    found = [hit for hit in screen(text, allowed=public_numbers) if hit.severity == "block"]
    if found:
        raise Invalid("personal-data", found[0].zh, found[0].en, kinds=[hit.kind for hit in found])
    return text
