"""What staff can do with a request for information: one row an action, the same for the API and the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema

from services.disclosure.composition import Service
from services.disclosure.desk.request_filing import refuse_identity_numbers
from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.outcomes import ANSWERS
from services.disclosure.domain.text import admit_reason, admitted_words
from services.disclosure.schemas import requests as schemas
from shared.errors import Invalid
from shared.web.roles import LEADER, OFFICER, REVIEWER, Account


@dataclass(frozen=True)
class Asked:
    """Who asks what of which request."""

    service: Service
    request: str
    by: str
    at: datetime
    given: Mapping[str, Any]

    def locked(self, **text: str | None) -> str:
        """Text under the request's own key. Raises WrongState once that is erased."""
        return self.service.keys.encrypt(self.request, {name: said for name, said in text.items() if said is not None})


@dataclass(frozen=True)
class Action:
    """``when``: in which states the desk offers it. ``owners``: it is for the officer who has the request."""

    name: str
    zh: str
    en: str
    schema: type[Schema]
    command: Callable[[Asked], c.Command]
    when: tuple[str, ...]
    roles: tuple[str, ...] = (OFFICER,)
    owners: bool = True


_RUNNING = ("registered", "correcting", "consulting", "drafted")
_ENDED = ("answered", "given_up", "withdrawn")


def _offer(asked: Asked) -> c.Command:
    officers = {person.name for person in asked.service.accounts.people() if person.role == OFFICER}
    if asked.given["to"] not in officers:
        raise Invalid("unknown-handler", "没有这个经办人，请从名单中选择。", "No such officer; choose from the list.")
    return c.OfferHandover(asked.given["to"], asked.by, asked.at)


def _correct(asked: Asked) -> c.Command:
    given = asked.given
    refuse_identity_numbers(asked.service, {"text": given["text"]})
    text = asked.locked(text=given["text"])
    return c.CorrectRequest(text, given["received_on"], given.get("late_because"), asked.by, asked.at)


def _consult(asked: Asked) -> c.Command:
    given = asked.given
    text = asked.locked(text=given["text"])
    return c.Consult(given["whom"], text, given["sent_on"], given["received_on"], asked.by, asked.at)


def _opinion(asked: Asked) -> c.Command:
    given = asked.given
    text = asked.locked(text=given["text"])
    return c.EndConsultation(given["opinion"], text, given["answered_on"], asked.by, asked.at)


def _answer(asked: Asked) -> c.Command:
    """Screened for other people's data before it is locked, for afterwards nothing can read it."""
    given = dict(asked.given)
    outcome = ANSWERS.get(given["outcome"])
    if outcome and outcome.id == "petition" and not given.get("where"):
        given["where"] = f"信访、投诉、举报请到信访渠道反映：{petitions_address(asked.service)}"
    if outcome and outcome.needs and not given.get(outcome.needs):
        zh, en = _NEEDED[outcome.needs]
        raise Invalid("answer-incomplete", zh, en, field=outcome.needs)
    words = {name: given[name] for name in ("text", "taken_out", "where") if given.get(name)}
    reason = given.get("may_stand_because")
    warnings = admitted_words(asked.service.screen, words)
    if reason:
        admit_reason(asked.service.screen, reason)
    elif warnings:
        raise Invalid(
            "screening-warned",
            "筛查有提醒：请修改，或者说明为什么可以，再提交。",
            "Screening warns of something: change it, or give a reason why it may stand.",
            hits=[vars(hit) for hit in warnings],
        )
    return c.DraftAnswer(given["outcome"], asked.locked(**words, may_stand_because=reason), asked.by, asked.at)


def petitions_address(service: Service) -> str:
    """Where petitions are filed: Art. 39 has a petition in the form of a request told where to go."""
    config, oversight = service.node.config, service.node.peers.get("/oversight")
    base = config.oversight_url or (oversight.url if oversight else None) or config.url
    return f"{base.rstrip('/')}/petition"


_NEEDED = {
    "taken_out": ("部分公开的，请写明删去了什么、为什么。", "In part: say what was taken out, and why."),
    "where": ("请写明到哪里看，或者该找谁。", "Say where it is to be found, or whom to ask."),
}


def _case(asked: Asked) -> c.Command:
    given = asked.given
    return c.RecordCase(given["case"], given["outcome"], given["on"], asked.by, asked.at)


ACTIONS = {
    action.name: action
    for action in (
        Action(*("take", "接收", "Take it", schemas.Step, lambda a: c.TakeRequest(a.by, a.at), _RUNNING), owners=False),
        Action(*("offer", "交给别人办", "Hand it over", schemas.Offer, _offer, _RUNNING), roles=(OFFICER, LEADER)),
        Action(
            *("refuse", "不接收", "Refuse the hand-over", schemas.Reasoned),
            lambda a: c.RefuseHandover(a.given["reason"], a.by, a.at),
            _RUNNING,
            owners=False,
        ),
        Action(
            *("check-identity", "已查验身份证明", "Proof of identity was shown", schemas.Step),
            lambda a: c.CheckIdentity(a.by, a.at),
            _RUNNING,
        ),
        Action(
            *("ask-correction", "要求补正", "Ask for a correction", schemas.AskCorrection),
            lambda a: c.AskCorrection(a.locked(question=a.given["question"]), a.by, a.at),
            ("registered",),
        ),
        Action(
            *("correct", "登记补正", "Register the correction", schemas.RegisterCorrection, _correct),
            ("correcting", "given_up"),
        ),
        Action("consult", "征求意见", "Consult others", schemas.Consult, _consult, ("registered",)),
        Action(
            *("end-consultation", "登记意见", "Record the opinion", schemas.EndConsultation, _opinion),
            ("consulting",),
        ),
        Action(
            *("request-extension", "申请延期", "Ask for an extension", schemas.RequestExtension),
            lambda a: c.RequestExtension(a.given["days"], a.given["reason"], a.by, a.at),
            ("registered", "drafted"),
        ),
        Action(
            *("decide-extension", "批准或不批准延期", "Decide the extension", schemas.DecideExtension),
            lambda a: c.DecideExtension(a.given["granted"], a.by, a.at),
            ("registered", "drafted"),
            roles=(LEADER,),
            owners=False,
        ),
        Action("answer", "拟答复", "Draft the answer", schemas.DraftAnswer, _answer, ("registered",)),
        Action(
            *("approve", "审核通过，答复申请人", "Approve: it is answered", schemas.ApproveAnswer),
            lambda a: c.ApproveAnswer(a.given.get("draft"), a.by, a.at),
            ("drafted",),
            roles=(REVIEWER,),
            owners=False,
        ),
        Action(
            *("return", "退回修改", "Return it", schemas.Reasoned),
            lambda a: c.ReturnAnswer(a.given["reason"], a.by, a.at),
            ("drafted",),
            roles=(REVIEWER,),
            owners=False,
        ),
        Action(
            *("deliver", "登记送达", "Record the delivery", schemas.Deliver),
            lambda a: c.RecordDelivery(a.given["means"], a.given["delivered_on"], a.by, a.at),
            ("answered",),
            owners=False,
        ),
        Action(
            *("case", "登记复议或诉讼", "Record a review or lawsuit", schemas.RecordCase, _case),
            (*_RUNNING, *_ENDED),
            roles=(OFFICER, LEADER),
            owners=False,
        ),
        Action(
            *("erase", "删除内容和姓名", "Erase text and name", schemas.Reasoned),
            lambda a: c.OrderErasure(a.given["reason"], a.by, a.at),
            _ENDED,
            roles=(LEADER,),
            owners=False,
        ),
    )
}


def offered(row: Mapping[str, Any], account: Account) -> list[Action]:
    """What the desk offers this person on this request: what makes no sense now is not shown."""
    return [action for action in ACTIONS.values() if _makes_sense(action, row, account)]


def _makes_sense(action: Action, row: Mapping[str, Any], account: Account) -> bool:
    if account.role not in action.roles or row["status"] not in action.when:
        return False
    if action.owners and account.role == OFFICER and row["owner"] != account.name and row["status"] != "given_up":
        return False
    offered_here = row["offered_to"] == account.name
    own = {
        "take": offered_here or (row["owner"] is None and row["offered_to"] is None),
        "refuse": offered_here,
        "check-identity": not row["identity_checked"],
        "ask-correction": row["correction_due_on"] is not None,
        "request-extension": row["extension_days"] is None and row["said"] < 1,
        "decide-extension": row["extension_days"] is not None,
        "approve": row["drafted_by"] != account.name,
        "deliver": row["delivered_on"] is None,
        "erase": not row["erased"],
    }
    return bool(own.get(action.name, True))
