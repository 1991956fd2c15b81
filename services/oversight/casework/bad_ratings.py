"""What is done about bad ratings, and by whom: contacted, put right, confirmed by somebody else, published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import structlog

from services.oversight import clocks
from services.oversight.access import NOTHING
from services.oversight.composition import Service
from services.oversight.domain.bad_rating import commands as c
from services.oversight.domain.bad_rating import events as e
from services.oversight.domain.verifier import Verifier
from services.oversight.views import bad_ratings
from services.oversight.views.petitions import EVERYTHING, Scope
from shared.decider import Do
from shared.errors import Forbidden, Invalid, WrongState
from shared.eventlog import Recorded
from shared.privacy.subject_keys import KeysUnusable
from shared.timelimits.days import china_day
from shared.web.roles import DISTRICT, LEADER, OFFICER, Account

KEPT = timedelta(days=60)
"""How long words and contact are kept after the answer, for the person may say that it is not put right."""
_ERASED_AT_ONCE = 100
_CLOCK = "bad-rating-clock-"
_READ = "bad-rating-contact-read"
_BY_ITSELF = frozenset({"bad-rating-opened", "bad-rating-reopened"})
"""Whoever's act brought these to light, it is not theirs."""
_log = structlog.get_logger()


def scope(service: Service, account: Account) -> Scope:
    """An officer sees those of his own office, the leading group and the district all.

    Nobody sees one that names him.
    """
    if account.role == DISTRICT:
        return EVERYTHING
    if account.role not in (OFFICER, LEADER):
        return NOTHING
    sql = (
        "shown_from <= ? AND NOT EXISTS"
        " (SELECT 1 FROM kept_from WHERE kept_from.bad_rating = bad_ratings.id AND kept_from.account = ?)"
    )
    seen = Scope(sql, (china_day(service.clock.now()).isoformat(), account.name))
    if account.role == LEADER:
        return seen
    return Scope(f"office = ? AND {seen.sql}", (account.office or "", *seen.parameters))


def read(service: Service, account: Account, id: str) -> dict[str, Any]:
    """A bad rating with its clocks and history, and what this person may do next; never its words or contact.

    Raises NotFound, also for one that this person may not see.
    """
    with service.application.database.read() as tx:
        row = bad_ratings.one(tx, id, scope(service, account))
        history = service.application.history(tx, "bad_rating", id)
    return {
        **row,
        **texts(history),
        "version": _version(history),
        "clocks": [each.as_dict() for each in clocks.of_bad_rating(history)],
        "history": [_happening(one) for one in history],
        "next": _next_steps(service, account, row, history),
    }


def texts(history: Iterable[Recorded]) -> dict[str, str | None]:
    """``report``: what waits to be confirmed; ``answer``: what everybody reads. None where there is none."""
    report = answer = None
    for recorded in history:
        match recorded.event:
            case e.OutcomeReported(text=text):
                report = text
            case e.ReportSentBack():
                report = None
            case e.BadRatingAnswered(text=text):
                report, answer = None, text
    return {"report": report, "answer": answer}


def _next_steps(service: Service, account: Account, row: Mapping[str, Any], history: Iterable[Recorded]) -> list[str]:
    """By role and state; the decider has the last word."""
    acts = account.role == LEADER or (account.role == OFFICER and account.office == row["office"])
    reported_by = next(
        (one.event.by for one in reversed(list(history)) if isinstance(one.event, e.OutcomeReported)), ""
    )
    others = set(_others(service, row["office"])) - {reported_by}
    confirms = account.role == LEADER and account.name != reported_by
    confirms = confirms and (account.office != row["office"] or not others)
    owed = row["contact_due_on"] is not None
    steps = {
        "contact": acts and row["status"] == "open" and owed,
        "report": acts and row["status"] == "open" and not owed,
        "confirm": confirms and row["status"] == "reported",
        "send-back": confirms and row["status"] == "reported",
        "text": acts and (row["contact"] or row["words"]),
    }
    return [step for step, may in steps.items() if may]


def act(service: Service, account: Account, id: str, action: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """contact, report, confirm or send-back of one that this person may see; returns what it has become.

    Raises NotFound, what the decider refuses, and WrongState(``stale-version``) where ``given`` names the version seen
    and it is no longer that.
    """
    with service.application.database.read() as tx:
        bad_ratings.one(tx, id, scope(service, account))  # what is not there is refused without waiting to write
    with service.application.unit(actor=account.name) as unit:
        row = bad_ratings.one(unit.tx, id, scope(service, account))
        seen = given.get("version")
        if seen is not None and seen != _version(service.application.history(unit.tx, "bad_rating", id)):
            raise WrongState(
                "stale-version",
                "这件差评刚有了新变化，请先看过再办。",
                "This bad rating has changed since you looked. Look again first.",
                state=row["status"],
            )
        unit.do(Do("bad_rating", id, _command(service, account, row, action, given)))
    return read(service, account, id)


def _command(
    service: Service, account: Account, row: Mapping[str, Any], action: str, given: Mapping[str, Any]
) -> c.Command:
    by, at = account.name, service.clock.now()
    if action == "contact":
        return c.NoteContact(given["reached"], given["tries"], by, at)
    if action == "report":
        return c.ReportOutcome(given["outcome"], given["text"], by, at)
    if account.role != LEADER:
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    verifier = Verifier(by, account.office, _others(service, row["office"]))
    if action == "send-back":
        return c.SendBack(given["reason"], verifier, at)
    if not given["screened"]:
        raise Invalid(
            "not-screened",
            "请先通读将公布的全文，确认认不出任何当事人。",
            "Read all that will be published first, and confirm that it tells of no person.",
        )
    return c.ConfirmOutcome(service.application.ids.new(), verifier, at)


def _others(service: Service, office: str) -> tuple[str, ...]:
    """Who of other offices could confirm what this one has reported."""
    return tuple(one.name for one in service.accounts.people() if one.role == LEADER and one.office != office)


def read_text(service: Service, account: Account, id: str, reason: str) -> dict[str, Any]:
    """The person's words and contact, after it is recorded who reads them and why. Raises NotFound, WrongState."""
    with service.application.database.read() as tx:
        bad_ratings.one(tx, id, scope(service, account))
        opened: e.BadRatingOpened = service.application.history(tx, "bad_rating", id)[0].event
    command = c.ReadContact(reason, account.name, service.clock.now())
    service.application.handle("bad_rating", id, command, actor=account.name)
    return service.keys.decrypt(id, opened.given.locked or "") or {"text": "", "contact": ""}


def erase_contacts(service: Service) -> int:
    """Destroy the keys of words and contacts that were kept long enough or have to go, then record it."""
    today = china_day(service.clock.now())
    with service.application.database.read() as tx:
        old = bad_ratings.kept_long(tx, (today - KEPT).isoformat(), _ERASED_AT_ONCE)
    for rating in old:
        ordered = c.OrderErasure("clock", service.clock.now())
        service.application.handle("bad_rating", rating, ordered, actor="clock")
    with service.application.database.read() as tx:
        pending = bad_ratings.contacts_to_erase(tx, _ERASED_AT_ONCE)
    if pending:
        try:
            service.keys.erase(*pending)
        except KeysUnusable as busy:
            _log.warning("a key cannot be erased yet, will try again", reason=str(busy))
            return len(old)
    for rating in pending:
        service.application.handle("bad_rating", rating, c.RecordErasure(service.clock.now()), actor="clock")
    return len(old) + len(pending)


def _version(history: Iterable[Recorded]) -> int:
    """What a form was filled in against: what a clock says, and that somebody has read, changes nothing of it."""
    return sum(1 for one in history if not one.name.startswith(_CLOCK) and one.name != _READ)


def _happening(recorded: Recorded) -> dict[str, Any]:
    event = recorded.event
    by_itself = recorded.name in _BY_ITSELF or recorded.name.startswith(_CLOCK)
    # When the rating came in is told by the day alone: the minute would tell who was at the window.
    told = {"at": recorded.occurred_at.isoformat(), "recorded_at": recorded.recorded_at.isoformat()}
    if isinstance(event, e.BadRatingOpened):
        told = {
            "at": event.given.visit.rated_on.isoformat(),
            "recorded_at": china_day(recorded.recorded_at).isoformat(),
        }
    return {
        "what": recorded.name,
        **told,
        "by": "clock" if by_itself else recorded.metadata.actor,
        "text": next((getattr(event, name) for name in ("text", "reason") if hasattr(event, name)), None),
        "limit": event.deadline.limit if hasattr(event, "deadline") else None,
        "reached": event.reached if isinstance(event, e.ContactNoted) else None,
        "tries": event.tries if isinstance(event, e.ContactNoted) else None,
    }
