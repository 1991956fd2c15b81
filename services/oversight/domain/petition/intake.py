"""From registration to the decision whose matter it is.

Regulations on Petition Work (信访工作条例): Art. 19, the same matter is not opened twice while it runs; Art. 22 and
23, acceptance is decided within 15 days; Art. 23, an objection to a transfer within 5 working days.
"""

from __future__ import annotations

from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.rules import Rules, must_be, must_run
from services.oversight.domain.petition.state import Petition
from shared.errors import Forbidden, Invalid, WrongState
from shared.timelimits.days import china_day


def register(rules: Rules, state: Petition, command: c.RegisterPetition) -> list[e.Event]:
    known = command.particulars
    if state.receipt_hash == known.receipt_hash:
        return []
    if state.status != "unknown":
        raise WrongState(
            "petition-known", "这个编号已经登记过。", "This id has been registered already.", state=state.status
        )
    received_on = china_day(known.received_at) if known.received_at else known.received_on
    if known.received_on > china_day(command.at) or (known.received_at and known.received_at > command.at):
        raise Invalid("received-in-future", "收到日期不能晚于今天。", "The day of receipt cannot be in the future.")
    if received_on != known.received_on:
        raise Invalid(
            "received-twice", "收到日期和收到时间不一致，请核对。", "Day and time of receipt differ; check them."
        )
    limit = "enquiry" if known.kind == "enquiry" else "acceptance"
    return [e.PetitionRegistered(known, rules.limits.deadline(limit, command.at), command.at)]


def accept(rules: Rules, state: Petition, command: c.AcceptPetition) -> list[e.Event]:
    must_be(state, "registered")
    if state.kind == "enquiry":
        raise WrongState(
            "enquiry-needs-no-acceptance",
            "咨询不需受理，请直接答复。",
            "An enquiry needs no acceptance: answer it.",
            state=state.status,
        )
    deadline = rules.limits.deadline("resolution" if state.kind == "claim" else "promise_60", command.at)
    return [e.PetitionAccepted(deadline, command.by, command.at)]


def decline(rules: Rules, state: Petition, command: c.DeclinePetition) -> list[e.Event]:
    must_be(state, "registered")
    where_to_go = rules.public_text(command.where_to_go)
    return [e.PetitionDeclined(command.reason, where_to_go, command.by, command.at)]


def transfer(rules: Rules, state: Petition, command: c.TransferPetition) -> list[e.Event]:
    must_be(state, "registered")
    reason, deadline = rules.public_text(command.reason), None
    if command.inside:
        if command.to == state.owner:
            raise Invalid("transfer-to-owner", "这件事项就在这个单位。", "That office has it already.")
        if state.kind == "report" and rules.related(command.to, state.about):
            raise Forbidden(
                "recused",
                "检举控告不能转送被检举的单位或其上下级。",
                "A report cannot be transferred to the office it is about, nor above or below it.",
            )
        deadline = rules.limits.deadline("transfer_objection", command.at)
    else:
        rules.public_text(command.to)
    return [e.PetitionTransferred(command.to, command.inside, reason, deadline, command.by, command.at)]


def object_to_transfer(rules: Rules, state: Petition, command: c.ObjectToTransfer) -> list[e.Event]:
    must_be(state, "transferred")
    stopped = state.before_transfer
    assert stopped is not None
    reason = rules.public_text(command.reason)
    return [e.TransferObjected(reason, stopped.deadline, stopped.said, stopped.escalate_at, command.by, command.at)]


def take_over(rules: Rules, state: Petition, command: c.TakeOver) -> list[e.Event]:
    """The office that received it has 15 days from that day to decide on acceptance, however late it takes over."""
    must_be(state, "transferred")
    transfer = state.transfer
    if transfer is None or not transfer.inside:
        raise WrongState(
            "transferred-elsewhere",
            "已转送外单位，只能登记对方的异议。",
            "It went to another body; only that body's objection can be recorded.",
            state=state.status,
        )
    limit = "enquiry" if state.kind == "enquiry" else "acceptance"
    deadline = rules.limits.deadline(limit, transfer.at)
    return [e.PetitionTakenOver(transfer.to, deadline, command.by, command.at)]


def link(rules: Rules, state: Petition, command: c.LinkPetition) -> list[e.Event]:
    if state.status == "linked" and state.tied_to == command.to:
        return []
    must_be(state, "registered")
    return [e.PetitionLinked(command.to, command.by, command.at)]


def merge(rules: Rules, state: Petition, command: c.MergePetition) -> list[e.Event]:
    """Its clocks run on: each petitioner keeps own clock and receipt."""
    if state.tied_to == command.into:
        return []
    must_run(state)
    if state.tied_to is not None:
        raise WrongState(
            "already-merged", "已经并案，不能再并。", "It is merged already.", state=state.status, into=state.tied_to
        )
    return [e.PetitionMerged(command.into, command.by, command.at)]
