"""What people do with petitions and the rest, the same for the API and the pages: load, command, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

import structlog

from services.oversight import dossier
from services.oversight.access import related, scope
from services.oversight.composition import INTAKE, TEXT_FIELDS, Service
from services.oversight.domain import petition as rules
from services.oversight.domain.days import china_day
from services.oversight.domain.finding import CloseFinding
from services.oversight.domain.petition import Particulars, PetitionRegistered, PetitionResolved
from services.oversight.domain.survey_round import CloseRound, OpenRound, Plan, Question
from services.oversight.views import deadlines, findings, petitions, rounds
from shared import ticking
from shared.decider import Do
from shared.district import Office, Village
from shared.errors import Forbidden, Invalid, NotFound, Unauthorised, WrongState
from shared.eventlog import Transaction
from shared.privacy.codes import fingerprint, grouped, new_receipt_code
from shared.privacy.subject_keys import KeysUnusable
from shared.web.roles import LEADER, OFFICER, Account

_ERASED_AT_ONCE = 100
_log = structlog.get_logger()
Place = TypeVar("Place", Office, Village)


def file_petition(
    service: Service, given: Mapping[str, Any], account: Account | None, key: str | None
) -> dict[str, Any]:
    """Register a petition; it is on disk when this returns. The receipt code in the answer is told this once."""
    staff = account is not None and account.role in {OFFICER, LEADER}
    if not staff and (given["channel"] != "web" or "received_on" in given):
        if account is None:
            raise Unauthorised("not-signed-in", "这由工作人员登记，请先登录。", "Sign in: this is for staff only.")
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    _known(service.district.office, given["about"])
    if given.get("village"):
        _known(service.district.village, given["village"])
    now, new, code = service.clock.now(), service.subjects.new(), new_receipt_code()
    by = account.name if account else "public"
    particulars = Particulars(
        channel=given["channel"],
        kind=given["kind"],
        about=given["about"],
        office=_owner(given["kind"], given["about"], account if staff else None, service),
        village=given.get("village"),
        received_on=given.get("received_on") or china_day(now),
        text=service.keys.encrypt(new, {name: given.get(name) for name in TEXT_FIELDS}),
        receipt_hash=fingerprint(service.node.secrets.code_key, code),
        registered_by=by,
    )
    registering = rules.RegisterPetition(particulars, now)
    recorded = service.application.start("petition", new, registering, actor=by, key=f"{by}:{key}" if key else None)
    if recorded[0].id != new:
        raise WrongState(
            "already-filed",
            "这一份已经收到，查询码在第一次提交时已给出。如果没有记下，请再提交一份。",
            "This one has been received; its receipt code was shown the first time. If it is lost, file anew.",
            state="registered",
        )
    event: PetitionRegistered = recorded[0].event
    return {
        "petition": new,
        "receipt_code": grouped(code),
        "registered_on": china_day(now).isoformat(),
        "deadline": dossier.Clock(event.deadline).as_dict(),
    }


def _owner(kind: str, about: str, registrar: Account | None, service: Service) -> str:
    """First-asked responsibility: who takes it in owns it, but never a report about those around the own office."""
    if registrar is None or registrar.office is None:
        return INTAKE
    if kind == "report" and related(service.district, registrar.office, about):
        return INTAKE
    return registrar.office


def act(service: Service, account: Account, id: str, action: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """accept, decline, assign or resolve a petition that this person may see; returns what it has become."""
    with service.application.database.read() as tx:
        petitions.one(tx, id, scope(service.district, account))
    by, at = account.name, service.clock.now()
    command: rules.Command
    if action == "accept":
        command = rules.AcceptPetition(by, at)
    elif action == "decline":
        command = rules.DeclinePetition(given["reason"], given["where_to_go"], by, at)
    elif action == "assign":
        handler = service.handlers.get(given["handler"])
        if handler is None:
            raise Invalid(
                "unknown-handler", "没有这个经办人，请从名单中选择。", "No such handler; choose from the list."
            )
        command = rules.AssignPetition(handler.name, handler.office, by, at)
    else:
        opinion = service.keys.encrypt(id, {"opinion": given["opinion"]})
        command = rules.ResolvePetition(opinion, given["founded"], by, at)
    service.application.handle("petition", id, command, actor=by)
    if action == "decline":
        erase_keys(service)
    return read(service, id, petitions.EVERYTHING)


def read(service: Service, id: str, seen: petitions.Scope) -> dict[str, Any]:
    """A petition with its clocks and history; never its text. Raises NotFound."""
    with service.application.database.read() as tx:
        row = petitions.one(tx, id, seen)
        history = service.application.history(tx, "petition", id)
    running = [clock.as_dict() for clock in dossier.clocks(history)]
    return {**row, "clocks": running, "history": dossier.happenings(history)}


def read_text(service: Service, account: Account, id: str, reason: str) -> dict[str, Any]:
    """The petitioner's own words and name, after it is recorded who reads them and why."""
    with service.application.database.read() as tx:
        petitions.one(tx, id, scope(service.district, account))
        history = service.application.history(tx, "petition", id)
    command = rules.ReadIdentity(reason, account.name, service.clock.now())
    service.application.handle("petition", id, command, actor=account.name)
    return service.keys.decrypt(id, history[0].event.particulars.text) or {}


def follow(service: Service, code: str, address: str, *, explain: bool) -> dict[str, Any]:
    """What a receipt code shows. Raises Invalid or NotFound for a wrong code, TooMany for too many from one address."""
    now = service.clock.now()
    service.guesses.check(address, now)
    receipt_hash = fingerprint(service.node.secrets.code_key, code)
    with service.application.database.read() as tx:
        found = petitions.by_receipt(tx, receipt_hash)
        if found is None:
            service.guesses.wrong(address, now)
            raise NotFound(
                "unknown-code",
                "没有查到这个查询码。请对照凭条核对；刚在村里提交的，请过几分钟再查。",
                "No petition has this code. Check your slip; if you filed at a village just now, wait a little.",
            )
        row = petitions.one(tx, found, petitions.EVERYTHING)
        history = service.application.history(tx, "petition", found)
    opinions = [recorded.event.opinion for recorded in history if isinstance(recorded.event, PetitionResolved)]
    opened = service.keys.decrypt(found, opinions[-1]) if opinions else None
    return {
        **row,
        "clocks": [
            dossier.explained(service.limits, clock) if explain else clock.as_dict()
            for clock in dossier.clocks(history)
        ],
        "history": dossier.told_to_the_petitioner(history),
        "opinion": opened["opinion"] if opened else None,
    }


def explanation(service: Service, account: Account, id: str, limit: str) -> dict[str, Any]:
    with service.application.database.read() as tx:
        petitions.one(tx, id, scope(service.district, account))
        history = service.application.history(tx, "petition", id)
    return dossier.explained(service.limits, dossier.clock_of(history, limit))


def close_finding(service: Service, account: Account, id: str, rectification: str) -> dict[str, Any]:
    """Close a finding; the circular is issued with it."""
    command = CloseFinding(rectification, account.name, service.clock.now())
    service.application.handle("finding", id, command, actor=account.name)
    with service.application.database.read() as tx:
        return findings.one(tx, id)


def open_round(service: Service, account: Account, given: Mapping[str, Any], key: str | None) -> dict[str, Any]:
    asked = service.questionnaires[given["questionnaire"]]
    plan = Plan(
        title=given["title"],
        office=_known(service.district.office, given["office"]).id,
        audience=asked.id,
        questionnaire=asked.id,
        questionnaire_version=asked.version,
        questions=tuple(Question(**asdict(question)) for question in asked.questions),
        awareness=tuple(Question(**asdict(question)) for question in asked.awareness),
        villages=tuple(dict.fromkeys(_known(service.joined.village, village).id for village in given["villages"])),
        opens_on=given["opens_on"],
        closes_on=given["closes_on"],
    )
    command = OpenRound(plan, account.name, service.clock.now())
    recorded = service.application.handle(
        "round",
        service.application.ids.new(),
        command,
        actor=account.name,
        key=f"{account.name}:{key}" if key else None,
    )
    with service.application.database.read() as tx:
        return rounds.one(tx, recorded[0].id)


def close_round(service: Service, account: Account, id: str) -> dict[str, Any]:
    service.application.handle("round", id, CloseRound(account.name, service.clock.now()), actor=account.name)
    with service.application.database.read() as tx:
        return rounds.one(tx, id)


def tick(service: Service) -> int:
    """Record what has fallen due, in its order, each at its legal moment; return the number of records."""
    now = service.clock.now()

    def next_fallen(tx: Transaction, skip: int = 0) -> Do | None:
        fallen = deadlines.first_fallen(tx, now, skip)
        return Do("petition", fallen.petition, rules.PassDeadline(fallen.at, now)) if fallen else None

    return erase_keys(service) + ticking.tick(service.application, next_fallen)


def erase_keys(service: Service) -> int:
    """Destroy the keys of texts that may not be kept, then record it. What a crash leaves, the next tick finishes."""
    with service.application.database.read() as tx:
        pending = petitions.keys_to_erase(tx, _ERASED_AT_ONCE)
    for done, petition in enumerate(pending):
        try:
            service.keys.erase(petition)
        except KeysUnusable as busy:
            _log.warning("a key cannot be erased yet, will try again", reason=str(busy))
            return done
        service.application.handle("petition", petition, rules.RecordErasure(service.clock.now()), actor="clock")
    return len(pending)


def _known(find: Callable[[str], Place], wanted: str) -> Place:
    """An office or village named in a request; what is unknown makes the request invalid, not the address."""
    try:
        return find(wanted)
    except NotFound as unknown:
        raise Invalid(unknown.code, unknown.zh, unknown.en, **unknown.details) from unknown
