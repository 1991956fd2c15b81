"""Which rule decides which command. First the clock: by the newest calendar, and what it had to say before."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import assert_never

from services.disclosure.domain.information_request import answering, clock, handling
from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.rules import Rules
from services.disclosure.domain.information_request.state import Request, evolve


def decide(rules: Rules, state: Request, command: c.Command) -> list[e.Event]:
    if isinstance(command, c.RegisterRequest):
        return handling.register(rules, state, command)
    if state.status == "unknown":
        raise answering.unknown_request()
    anew = clock.recomputed(rules.limits, state, command.at)
    if isinstance(command, c.RecomputeDeadline):
        return anew  # what then has fallen is said in its turn among that of all others
    state = reduce(evolve, anew, state)
    until = command.fell_at if isinstance(command, c.PassDeadline) else command.at
    fallen = _fallen(rules, state, until)
    return [*anew, *fallen, *_act(rules, reduce(evolve, fallen, state), command)]


def _fallen(rules: Rules, state: Request, until: datetime) -> list[e.Event]:
    """One clock after the other: where one has run out, the next goes on, and may have fallen by then too."""
    said: list[e.Event] = []
    while more := clock.fallen(rules.limits, state, until):
        state = reduce(evolve, more, state)
        said += more
    return said


def _act(rules: Rules, state: Request, command: c.Command) -> list[e.Event]:
    match command:
        case c.RegisterRequest():
            return handling.register(rules, state, command)
        case c.CheckIdentity():
            return handling.check_identity(rules, state, command)
        case c.TakeRequest():
            return handling.take(rules, state, command)
        case c.OfferHandover():
            return handling.offer(rules, state, command)
        case c.RefuseHandover():
            return handling.refuse_handover(rules, state, command)
        case c.AskCorrection():
            return handling.ask_correction(rules, state, command)
        case c.CorrectRequest():
            return handling.correct(rules, state, command)
        case c.Consult():
            return handling.consult(rules, state, command)
        case c.EndConsultation():
            return handling.end_consultation(rules, state, command)
        case c.RequestExtension():
            return handling.request_extension(rules, state, command)
        case c.DecideExtension():
            return handling.decide_extension(rules, state, command)
        case c.DraftAnswer():
            return answering.draft(rules, state, command)
        case c.ReturnAnswer():
            return answering.send_back(rules, state, command)
        case c.ApproveAnswer():
            return answering.approve(rules, state, command)
        case c.RecordDelivery():
            return answering.deliver(rules, state, command)
        case c.NotePublication():
            return answering.note_publication(rules, state, command)
        case c.RecordCase():
            return answering.record_case(rules, state, command)
        case c.WithdrawRequest():
            return answering.withdraw(rules, state, command)
        case c.OrderErasure():
            return answering.order_erasure(rules, state, command)
        case c.RecordErasure():
            return answering.record_erasure(rules, state, command)
        case c.ReadIdentity():
            return answering.read_identity(rules, state, command)
        case c.PassDeadline() | c.RecomputeDeadline():
            return []
        case _:
            assert_never(command)
