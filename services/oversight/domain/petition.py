"""A petition (信访事项): from registration to the opinion, and the clocks that run meanwhile.

Regulations on Petition Work (信访工作条例): Art. 22 and 23, acceptance is decided within 15 days of registration;
Art. 34, a claim is resolved within 60 days of acceptance. The other kinds run on the office's own promises.
What identifies or describes the petitioner is here only as ciphertext under the petition's own key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from services.oversight.domain.days import china_day
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.timelimits import Deadline, TimeLimits

KINDS = ("enquiry", "claim", "report", "suggestion")
CHANNELS = ("web", "hotline", "telephone", "letter", "visit", "village", "media", "supervisor", "transfer")
PRIVATE_MATTER = "private_matter"
DECLINE_REASONS = (PRIVATE_MATTER, "not_about_an_office", "before_court")
DUE = 1.0
"""The share of a clock's span at which it is missed; the warnings' shares are smaller."""


@dataclass(frozen=True)
class Particulars:
    """What is known at registration. ``office`` owns the petition until it is handed over (首问责任制).

    ``text`` is ciphertext; ``receipt_hash`` the keyed hash of the receipt code; ``registered_by`` an account,
    ``public`` or a village's source.
    """

    channel: str
    kind: str
    about: str
    office: str
    village: str | None
    received_on: date
    text: str
    receipt_hash: str
    registered_by: str


# Commands


@dataclass(frozen=True)
class RegisterPetition:
    particulars: Particulars
    at: datetime


@dataclass(frozen=True)
class AcceptPetition:
    by: str
    at: datetime


@dataclass(frozen=True)
class DeclinePetition:
    """``where_to_go`` is read by the petitioner and stays for ever: no personal data in it."""

    reason: str
    where_to_go: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AssignPetition:
    handler: str
    handler_office: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class ResolvePetition:
    """``opinion`` is ciphertext; ``founded`` whether the petition was right."""

    opinion: str
    founded: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class PassDeadline:
    """The tick of the clock: a warning or the deadline itself fell at ``fell_at``."""

    fell_at: datetime
    at: datetime


@dataclass(frozen=True)
class ReadIdentity:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RecordErasure:
    """The petition's key has been erased; nothing can read its text any more."""

    at: datetime


Command = (
    RegisterPetition
    | AcceptPetition
    | DeclinePetition
    | AssignPetition
    | ResolvePetition
    | PassDeadline
    | ReadIdentity
    | RecordErasure
)

# Events


@dataclass(frozen=True)
class PetitionRegistered:
    particulars: Particulars
    deadline: Deadline
    at: datetime


@dataclass(frozen=True)
class PetitionAccepted:
    deadline: Deadline
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionDeclined:
    reason: str
    where_to_go: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionAssigned:
    handler: str
    handler_office: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionResolved:
    opinion: str
    founded: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class DeadlineWarned:
    """``at`` is the legal moment: that share of the span had passed."""

    deadline: Deadline
    share: float
    at: datetime


@dataclass(frozen=True)
class DeadlineMissed:
    """``at`` is the legal moment, 24:00 of the due day, however late it is recorded."""

    deadline: Deadline
    kind: str
    about: str
    at: datetime


@dataclass(frozen=True)
class IdentityRead:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class IdentityErased:
    at: datetime


Event = (
    PetitionRegistered
    | PetitionAccepted
    | PetitionDeclined
    | PetitionAssigned
    | PetitionResolved
    | DeadlineWarned
    | DeadlineMissed
    | IdentityRead
    | IdentityErased
)

# State


@dataclass(frozen=True)
class Petition:
    """``running`` is the clock that runs, ``said`` the greatest share of it that has been warned of or missed."""

    status: str = "unknown"
    kind: str = ""
    about: str = ""
    receipt_hash: str = ""
    handler: str | None = None
    running: Deadline | None = None
    said: float = 0.0
    reason: str = ""
    erased: bool = False


@dataclass(frozen=True)
class Rules:
    """What the decisions need beside the state. ``public_text`` raises Invalid for a text with personal data in it."""

    limits: TimeLimits
    related: Callable[[str | None, str], bool]
    public_text: Callable[[str], str]


def decide(rules: Rules, state: Petition, command: Command) -> list[Event]:
    if isinstance(command, RegisterPetition):
        return _register(rules, state, command)
    if state.status == "unknown":
        raise NotFound("unknown-petition", "没有这件信访事项，请核对编号。", "There is no such petition; check its id.")
    match command:
        case AcceptPetition():
            _must_be(state, "registered")
            if state.kind == "enquiry":
                raise WrongState(
                    "enquiry-needs-no-acceptance",
                    "咨询不需受理，请直接答复。",
                    "An enquiry needs no acceptance: answer it.",
                    state=state.status,
                )
            deadline = rules.limits.deadline("resolution" if state.kind == "claim" else "promise_60", command.at)
            return [*_fallen(state, command.at), PetitionAccepted(deadline, command.by, command.at)]
        case DeclinePetition():
            _must_be(state, "registered")
            where_to_go = rules.public_text(command.where_to_go)
            declined = PetitionDeclined(command.reason, where_to_go, command.by, command.at)
            return [*_fallen(state, command.at), declined]
        case AssignPetition():
            _must_be(state, "registered", "accepted")
            # Art. 28 and 30: recusal. A report never reaches the office it is about, nor one above or below it.
            if state.kind == "report" and rules.related(command.handler_office, state.about):
                raise Forbidden(
                    "recused",
                    "检举控告不能交给被检举的单位或其上下级，请另选经办人。",
                    "A report cannot go to the office it is about, nor above or below it; choose somebody else.",
                )
            if state.handler == command.handler:
                return []
            return [PetitionAssigned(command.handler, command.handler_office, command.by, command.at)]
        case ResolvePetition():
            _must_be(state, "registered" if state.kind == "enquiry" else "accepted")
            resolved = PetitionResolved(command.opinion, command.founded, command.by, command.at)
            return [*_fallen(state, command.at), resolved]
        case PassDeadline():
            return _fallen(state, command.fell_at)
        case ReadIdentity():
            if state.erased or state.reason == PRIVATE_MATTER:
                raise WrongState(
                    "identity-erased", "内容已删除，无法再看。", "The text has been erased.", state=state.status
                )
            return [IdentityRead(command.reason, command.by, command.at)]
        case RecordErasure():
            return [] if state.erased else [IdentityErased(command.at)]
        case _:
            assert_never(command)


def evolve(state: Petition, event: Event) -> Petition:
    match event:
        case PetitionRegistered(particulars=known):
            return Petition("registered", known.kind, known.about, known.receipt_hash, running=event.deadline)
        case PetitionAccepted():
            return replace(state, status="accepted", running=event.deadline, said=0.0)
        case PetitionDeclined():
            return replace(state, status="declined", running=None, reason=event.reason)
        case PetitionAssigned():
            return replace(state, handler=event.handler)
        case PetitionResolved():
            return replace(state, status="resolved", running=None)
        case DeadlineWarned():
            return replace(state, said=event.share)
        case DeadlineMissed():
            return replace(state, said=DUE)
        case IdentityRead():
            return state
        case IdentityErased():
            return replace(state, erased=True)
        case _:
            assert_never(event)


def moments(deadline: Deadline) -> list[tuple[datetime, float]]:
    """When a clock has something to say, and at which share of its span, in their order."""
    return [*zip(deadline.warn_at, deadline.warn_fractions, strict=True), (deadline.due_at, DUE)]


def _register(rules: Rules, state: Petition, command: RegisterPetition) -> list[Event]:
    known = command.particulars
    if state.receipt_hash == known.receipt_hash:
        return []
    if state.status != "unknown":
        raise WrongState(
            "petition-known", "这个编号已经登记过。", "This id has been registered already.", state=state.status
        )
    if known.received_on > china_day(command.at):
        raise Invalid("received-in-future", "收到日期不能晚于今天。", "The day of receipt cannot be in the future.")
    limit = "enquiry" if known.kind == "enquiry" else "acceptance"
    return [PetitionRegistered(known, rules.limits.deadline(limit, command.at), command.at)]


def _fallen(state: Petition, until: datetime) -> list[Event]:
    """What the running clock had to say by then and has not said: neither a late tick nor a late act hides it."""
    clock = state.running
    if clock is None:
        return []
    return [
        DeadlineMissed(clock, state.kind, state.about, moment) if share == DUE else DeadlineWarned(clock, share, moment)
        for moment, share in moments(clock)
        if state.said < share and moment <= until
    ]


_STATES_ZH = {"registered": "已登记，尚未受理", "accepted": "已受理", "declined": "不予受理", "resolved": "已办结"}


def _must_be(state: Petition, *wanted: str) -> None:
    if state.status not in wanted:
        raise WrongState(
            f"petition-{state.status}",
            f"此事项{_STATES_ZH[state.status]}，现在不能这样办理。",
            f"This petition is {state.status}; that cannot be done now.",
            state=state.status,
        )
