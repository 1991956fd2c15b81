"""Whose a request is, its correction, consultation and extension.

Open Government Information Regulations (2019), Art. 30 to 34.
"""

from __future__ import annotations

from datetime import date, datetime

from services.disclosure.domain.information_request import clock
from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.particulars import APPLICANT
from services.disclosure.domain.information_request.rules import Rules, must_be, must_own, must_run
from services.disclosure.domain.information_request.state import Request
from shared.errors import Forbidden, Invalid, WrongState
from shared.timelimits.days import china_day, noon


def register(rules: Rules, state: Request, command: c.RegisterRequest) -> list[e.Event]:
    """Both times run from the day of receipt of Art. 31, however late it is registered: 20 working days to answer
    (Art. 33), of which the first 7 to ask for a correction (Art. 30). Who takes it in at the counter owns it.
    """
    known = command.particulars
    if state.receipt_hash == known.receipt_hash:
        return []
    if state.status != "unknown":
        raise WrongState(
            "request-known", "这个编号已经登记过。", "This id has been registered already.", state=state.status
        )
    _not_in_future(known.received_on, command.at)
    received = noon(known.received_on)
    answer, correction = (
        rules.limits.deadline(clock.ANSWER, received),
        rules.limits.deadline(clock.CORRECTION, received),
    )
    registered = e.RequestRegistered(known, answer, correction, command.at)
    return (
        [registered]
        if known.registered_by == APPLICANT
        else [registered, e.RequestTaken(known.registered_by, command.at)]
    )


def check_identity(rules: Rules, state: Request, command: c.CheckIdentity) -> list[e.Event]:
    """Art. 29 asks for proof of identity. That it was shown is noted, and nothing of what was shown."""
    if state.identity_checked:
        return []
    must_run(state)
    return [e.IdentityChecked(command.by, command.at)]


def take(rules: Rules, state: Request, command: c.TakeRequest) -> list[e.Event]:
    must_run(state)
    if state.owner == command.by:
        return []
    if state.offered_to != command.by and (state.owner or state.offered_to):
        raise Forbidden(
            "not-offered",
            "这件申请已有人经办，没有交给您。",
            "Somebody has it already, and it is not being handed over to you.",
        )
    return [e.RequestTaken(command.by, command.at)]


def offer(rules: Rules, state: Request, command: c.OfferHandover) -> list[e.Event]:
    must_run(state)
    if command.to in (state.owner, state.offered_to):
        return []
    return [e.HandoverOffered(command.to, command.by, command.at)]


def refuse_handover(rules: Rules, state: Request, command: c.RefuseHandover) -> list[e.Event]:
    if state.offered_to != command.by:
        raise WrongState(
            "no-handover", "没有交给您的待接收申请。", "Nothing is being handed over to you.", state=state.status
        )
    return [e.HandoverRefused(rules.public(command.reason), command.by, command.at)]


def ask_correction(rules: Rules, state: Request, command: c.AskCorrection) -> list[e.Event]:
    """Art. 30: within 7 working days of receipt, once, saying what is to be corrected and by when."""
    if state.supplement is not None:
        raise WrongState(
            "correction-asked",
            "只能要求补正一次，已经要求过了。",
            "A correction is asked for once, and has been.",
            state=state.status,
        )
    must_be(state, "registered")
    must_own(state, command.by)
    if state.correction is None or command.at >= state.correction.due_at:
        raise WrongState(
            "correction-too-late",
            "收到申请已超过七个工作日，不能再要求补正，请依现有内容答复。",
            "More than 7 working days have passed since receipt: answer what was asked as it stands.",
            state=state.status,
        )
    return [
        e.CorrectionAsked(command.text, rules.limits.deadline(clock.SUPPLEMENT, command.at), command.by, command.at)
    ]


def correct(rules: Rules, state: Request, command: c.CorrectRequest) -> list[e.Event]:
    """Art. 30: the time to answer is counted from the receipt of the correction. What came in time and was registered
    late is in time; what came late is taken for a good reason alone, which an officer states.
    """
    must_be(state, "correcting", "given_up")
    asked = state.supplement
    assert asked is not None
    if not asked.starts_on <= command.received_on <= china_day(command.at):
        raise Invalid(
            "corrected-when",
            "收到补正的日期不能早于要求补正之日，也不能晚于今天。",
            "A correction is received between the day on which it was asked for and today.",
        )
    late = command.received_on > asked.due_on
    if late and command.late_because is None:
        raise WrongState(
            "correction-late",
            "补正期限已过，申请视为放弃。有正当理由的，请联系工作人员说明。",
            "The time to correct it is over, and it counts as given up. For a good reason, speak to the office.",
            state=state.status,
        )
    because = rules.public(command.late_because) if late and command.late_because else None
    deadline = rules.limits.deadline(clock.ANSWER, noon(command.received_on))
    return [e.RequestCorrected(command.text, command.received_on, deadline, because, command.by, command.at)]


def consult(rules: Rules, state: Request, command: c.Consult) -> list[e.Event]:
    """Art. 32: a third party whose lawful rights would suffer is asked in writing, and has 15 working days from its
    receipt. Art. 34: so has another body with which the information was made.
    """
    must_be(state, "registered")
    must_own(state, command.by)
    begun = state.clock.deadline.starts_on if state.clock else command.sent_on
    if not begun <= command.sent_on <= command.received_on <= china_day(command.at):
        raise Invalid(
            "consulted-when",
            "日期有误：先收到申请，再发出征求意见书，对方再收到，都不晚于今天。",
            "Check the days: the request is received, the letter sent, then received, none of it later than today.",
        )
    deadline = rules.limits.deadline(clock.OPINION[command.whom], noon(command.received_on))
    started = e.ConsultationStarted(
        command.whom, command.text, command.sent_on, command.received_on, deadline, command.by, command.at
    )
    return [started]


def end_consultation(rules: Rules, state: Request, command: c.EndConsultation) -> list[e.Event]:
    must_be(state, "consulting")
    must_own(state, command.by)
    asked = state.consultation
    assert asked is not None
    if not asked.received_on <= command.answered_on <= china_day(command.at):
        raise Invalid(
            "answered-when",
            "答复日期不能早于对方收到之日，也不能晚于今天。",
            "The day of the opinion lies between the day on which it was asked for and today.",
        )
    ended = clock.Ended(command.opinion, command.text, command.answered_on, command.by, command.at)
    return [clock.consultation_ended(rules.limits, state, ended)]


def request_extension(rules: Rules, state: Request, command: c.RequestExtension) -> list[e.Event]:
    must_run(state)
    must_own(state, command.by)
    rules.limits.extended(clock.running_unmissed(state), command.days)  # refused here already if it cannot be
    if state.extension:
        raise WrongState(
            "extension-requested", "已经申请延期，等待批准。", "An extension is asked for already.", state=state.status
        )
    return [e.ExtensionRequested(command.days, rules.public(command.reason), command.by, command.at)]


def decide_extension(rules: Rules, state: Request, command: c.DecideExtension) -> list[e.Event]:
    """Art. 33: at most 20 working days more, approved by the head of the work, told to the applicant."""
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
            "不能批准自己申请的延期，请由另一位负责人批准。",
            "Nobody approves an extension asked for by oneself; let another head decide.",
        )
    deadline = rules.limits.extended(clock.running_unmissed(state), asked.days)
    return [e.DeadlineExtended(deadline, asked.reason, asked.by, command.by, command.at)]


def _not_in_future(day: date, at: datetime) -> None:
    if day > china_day(at):
        raise Invalid("received-in-future", "收到日期不能晚于今天。", "The day of receipt cannot be in the future.")
