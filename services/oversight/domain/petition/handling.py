"""Who handles it, how long it may take, and the opinion.

First-asked responsibility (首问责任制): who has it owns it until the next one has accepted the hand-over. Regulations
on Petition Work: Art. 28 and 30, recusal; Art. 34, a claim is resolved within 60 days, extended once by 30 at most.
"""

from __future__ import annotations

from datetime import datetime

from services.oversight.domain.petition import clock
from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.rules import Rules, must_be, must_not_be_barred, must_run
from services.oversight.domain.petition.state import Petition
from shared.errors import Forbidden, Invalid, WrongState
from shared.timelimits.days import china_day, noon

_IN_HAND = ("registered", "accepted", "investigating")
MOST_ATTACHMENTS = 6
MOST_ATTACHED_BYTES = 20 * 2**20


def assign(rules: Rules, state: Petition, command: c.AssignPetition) -> list[e.Event]:
    must_be(state, *_IN_HAND)
    must_not_be_barred(rules, state, command.handler, command.handler_office)
    if state.handler == command.handler or (state.offered and state.offered.to == command.handler):
        return []
    if command.by == command.handler:
        return [e.PetitionAssigned(command.handler, command.handler_office, command.by, command.at)]
    return [e.HandoverOffered(command.handler, command.handler_office, command.by, command.at)]


def accept_handover(rules: Rules, state: Petition, command: c.AcceptHandover) -> list[e.Event]:
    if state.offered is None and state.handler == command.by:
        return []
    offered = _offered_to(state, command.by)
    must_not_be_barred(rules, state, offered.to, offered.to_office)
    return [e.PetitionAssigned(offered.to, offered.to_office, command.by, command.at)]


def refuse_handover(rules: Rules, state: Petition, command: c.RefuseHandover) -> list[e.Event]:
    _offered_to(state, command.by)
    return [e.HandoverRefused(rules.public_text(command.reason), command.by, command.at)]


def recuse(rules: Rules, state: Petition, command: c.RecuseHandler) -> list[e.Event]:
    """It goes one level up (Art. 28 and 30), except where there is none above."""
    must_run(state)
    if command.handler in state.barred and command.handler != state.handler:
        return []
    office = rules.above(state.owner) if state.handler == command.handler else None
    if office and state.kind == "report" and rules.related(office, state.about):
        office = None  # whoever owns it keeps it, without this handler
    reason = rules.public_text(command.reason)
    return [e.HandlerRecused(command.handler, reason, office, command.by, command.at)]


def investigate(rules: Rules, state: Petition, command: c.StartInvestigation) -> list[e.Event]:
    if state.status == "investigating":
        return []
    must_be(state, "accepted")
    return [e.InvestigationStarted(command.by, command.at)]


def ask_supplement(rules: Rules, state: Petition, command: c.AskSupplement) -> list[e.Event]:
    """Waiting for the answer stops no clock."""
    must_run(state)
    return [e.SupplementAsked(command.question, command.by, command.at)]


def give_supplement(rules: Rules, state: Petition, command: c.GiveSupplement) -> list[e.Event]:
    must_run(state)
    return [e.SupplementGiven(command.text, command.at)]


def attach(rules: Rules, state: Petition, command: c.AddAttachment) -> list[e.Event]:
    must_run(state)
    if state.attachments >= MOST_ATTACHMENTS or state.attached_bytes + command.size > MOST_ATTACHED_BYTES:
        raise Invalid(
            "too-many-attachments",
            f"附件最多 {MOST_ATTACHMENTS} 个，合计不超过 20 MB。",
            f"At most {MOST_ATTACHMENTS} attachments of 20 MB together; leave some out.",
        )
    return [e.AttachmentAdded(command.attachment, command.media_type, command.size, command.by, command.at)]


def request_extension(rules: Rules, state: Petition, command: c.RequestExtension) -> list[e.Event]:
    must_run(state)
    rules.limits.extended(clock.running_unmissed(state), command.days)  # refused here already if it cannot be
    if state.extension:
        raise WrongState(
            "extension-requested", "已经申请延期，等待批准。", "An extension is asked for already.", state=state.status
        )
    reason = rules.public_text(command.reason)
    return [e.ExtensionRequested(command.days, reason, command.by, command.at)]


def decide_extension(rules: Rules, state: Petition, command: c.DecideExtension) -> list[e.Event]:
    """Art. 34: approved by the head of the body, and the reason told to the petitioner."""
    asked = state.extension
    if asked is None:
        raise WrongState(
            "no-extension-requested", "没有待批准的延期申请。", "No extension is asked for.", state=state.status
        )
    if not command.granted:
        return [e.ExtensionRefused(command.by, command.at)]
    if asked.by == command.by:
        raise Forbidden(
            "own-extension",
            "不能批准自己申请的延期，请由单位负责人批准。",
            "Nobody approves an extension asked for by oneself; let another head decide.",
        )
    deadline = rules.limits.extended(clock.running_unmissed(state), asked.days)
    return [e.DeadlineExtended(deadline, asked.reason, asked.by, command.by, command.at)]


def resolve(rules: Rules, state: Petition, command: c.ResolvePetition) -> list[e.Event]:
    """An enquiry is answered, which ends it; for the others an opinion is issued, which has to be delivered."""
    if state.kind == "enquiry":
        must_be(state, "registered")
        return [e.PetitionResolved(command.opinion, command.founded, command.by, command.at)]
    must_be(state, "accepted", "investigating")
    issued = e.OpinionIssued(command.opinion, command.founded, command.by, command.at)
    if not command.founded or command.finding_kind is None:
        return [issued]
    return [issued, e.ProvedTrue(state.kind, state.about, command.finding_kind, command.at)]


def deliver(rules: Rules, state: Petition, command: c.DeliverOpinion) -> list[e.Event]:
    """Delivery starts the petitioner's time to ask for a review (Art. 35) or a re-review (Art. 36)."""
    must_be(state, "opinion_issued", "review_decided", "re_review_decided")
    issued_on = china_day(state.opinion_at) if state.opinion_at else command.delivered_on
    if not issued_on <= command.delivered_on <= china_day(command.at):
        raise Invalid(
            "delivered-when",
            "送达日期不能早于出具意见之日，也不能晚于今天。",
            "The day of delivery lies between the day of the opinion and today.",
        )
    limit = {"handling": "review_request", "review": "re_review_request"}.get(state.stage)
    appealable = limit is not None and state.kind == "claim"
    deadline = rules.limits.deadline(limit, _on(command)) if limit and appealable else None
    delivered = e.OpinionDelivered(state.stage, command.means, command.delivered_on, deadline, command.by, command.at)
    if deadline:
        return [delivered]
    closed = e.PetitionClosed("delivered" if state.stage == "handling" else "re_review_decided", command.at)
    return [delivered, closed]


def _on(command: c.DeliverOpinion) -> datetime:
    """A moment on the day of delivery: the clock counts in days."""
    if command.delivered_on == china_day(command.at):
        return command.at
    return noon(command.delivered_on)


def _offered_to(state: Petition, account: str) -> e.HandoverOffered:
    if state.offered is None or state.offered.to != account:
        raise WrongState(
            "no-handover", "没有交给您的待接收事项。", "Nothing is being handed over to you.", state=state.status
        )
    return state.offered
