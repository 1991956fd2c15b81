"""What staff can do with a petition: one row an action, the same for the API and the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from marshmallow import Schema

from services.oversight.composition import Service
from services.oversight.domain.petition import commands as c
from services.oversight.schemas import actions as schemas
from shared.errors import Invalid
from shared.web.roles import LEADER, OFFICER, Account


@dataclass(frozen=True)
class Asked:
    """Who asks what of which petition."""

    service: Service
    petition: str
    by: str
    at: datetime
    given: Mapping[str, Any]

    def locked(self, **text: str) -> str:
        """Text under the petition's own key. Raises WrongState once that is erased."""
        return self.service.keys.encrypt(self.petition, text)


@dataclass(frozen=True)
class Action:
    """``when``: in which states the desk offers it. ``together``: what is done with a petition is done with those
    merged into it.
    """

    name: str
    zh: str
    en: str
    schema: type[Schema]
    command: Callable[[Asked], c.Command]
    when: tuple[str, ...]
    roles: tuple[str, ...] = (OFFICER, LEADER)
    together: bool = False
    kinds: tuple[str, ...] = ()


_RUNNING = ("registered", "transferred", "accepted", "investigating")
_REVIEW = ("review_requested", "re_review_requested")
_OPEN = (*_RUNNING, "opinion_issued", "delivered", *_REVIEW, "review_decided", "review_delivered", "re_review_decided")
_ENDED = ("declined", "resolved", "closed", "final", "withdrawn", "linked")
_LEADER = (LEADER,)
_APPEALABLE = ("claim", "report", "suggestion")


def _transfer(asked: Asked) -> c.Command:
    office, body = asked.given.get("office"), asked.given.get("body")
    if bool(office) == bool(body):
        raise Invalid(
            "transfer-to-one",
            "请选一个本镇单位，或写明一个外单位。",
            "Choose one office, or name one other body.",
        )
    to = asked.service.district.office(office).id if office else str(body)
    return c.TransferPetition(to, bool(office), asked.given["reason"], asked.by, asked.at)


def _assign(asked: Asked) -> c.Command:
    handler = asked.service.handlers.get(asked.given["handler"])
    if handler is None:
        raise Invalid("unknown-handler", "没有这个经办人，请从名单中选择。", "No such handler; choose from the list.")
    return c.AssignPetition(handler.name, handler.office, asked.by, asked.at)


def _resolve(asked: Asked) -> c.Command:
    opinion = asked.locked(opinion=asked.given["opinion"])
    founded = asked.given["founded"]
    return c.ResolvePetition(opinion, founded, asked.by, asked.at, asked.given.get("finding_kind") or None)


def _deliver(asked: Asked) -> c.Command:
    return c.DeliverOpinion(asked.given["means"], asked.given["delivered_on"], asked.by, asked.at)


def _review(asked: Asked) -> c.Command:
    return c.DecideReview(asked.locked(opinion=asked.given["opinion"]), asked.given["outcome"], asked.by, asked.at)


def _reward(asked: Asked) -> c.Command:
    return c.DecideReward(int(Decimal(asked.given["amount"]) * 100), asked.by, asked.at)


ACTIONS = {
    action.name: action
    for action in (
        Action(
            *("accept", "受理", "Accept", schemas.Step, lambda a: c.AcceptPetition(a.by, a.at), ("registered",)),
            together=True,
            kinds=_APPEALABLE,
        ),
        Action(
            *("decline", "不予受理", "Decline", schemas.Decline),
            lambda a: c.DeclinePetition(a.given["reason"], a.given["where_to_go"], a.by, a.at),
            ("registered",),
        ),
        Action("transfer", "转送", "Transfer", schemas.Transfer, _transfer, ("registered",)),
        Action(
            *("object", "提出异议退回", "Object to the transfer", schemas.Reasoned),
            lambda a: c.ObjectToTransfer(a.given["reason"], a.by, a.at),
            ("transferred",),
        ),
        Action(
            *("take-over", "接收转送", "Take over", schemas.Step, lambda a: c.TakeOver(a.by, a.at), ("transferred",)),
        ),
        Action("assign", "交办", "Assign", schemas.Assign, _assign, ("registered", "accepted", "investigating")),
        Action(
            *("take", "接收交办", "Accept the hand-over", schemas.Step, lambda a: c.AcceptHandover(a.by, a.at)),
            ("registered", "accepted", "investigating"),
        ),
        Action(
            *("refuse", "不接收交办", "Refuse the hand-over", schemas.Reasoned),
            lambda a: c.RefuseHandover(a.given["reason"], a.by, a.at),
            ("registered", "accepted", "investigating"),
        ),
        Action(
            *("recuse", "回避", "Recuse", schemas.Recuse),
            lambda a: c.RecuseHandler(a.given.get("handler") or a.by, a.given["reason"], a.by, a.at),
            _OPEN,
        ),
        Action(
            *("investigate", "开始调查核实", "Start the investigation", schemas.Step),
            lambda a: c.StartInvestigation(a.by, a.at),
            ("accepted",),
            together=True,
        ),
        Action(
            *("ask", "请信访人补充", "Ask the petitioner", schemas.Ask),
            lambda a: c.AskSupplement(a.locked(question=a.given["question"]), a.by, a.at),
            _RUNNING,
        ),
        Action(
            *("request-extension", "申请延期", "Request an extension", schemas.RequestExtension),
            lambda a: c.RequestExtension(a.given["days"], a.given["reason"], a.by, a.at),
            ("accepted", "investigating"),
            kinds=("claim",),
        ),
        Action(
            *("decide-extension", "批准或不批准延期", "Decide the extension", schemas.DecideExtension),
            lambda a: c.DecideExtension(a.given["granted"], a.by, a.at),
            ("accepted", "investigating"),
            roles=_LEADER,
        ),
        Action(
            *("resolve", "出具办理意见", "Issue the opinion", schemas.Resolve, _resolve),
            ("registered", "accepted", "investigating"),
            together=True,
        ),
        Action(
            *("deliver", "登记送达", "Record the delivery", schemas.Deliver, _deliver),
            ("opinion_issued", "review_decided", "re_review_decided"),
        ),
        Action("review", "出具复查复核意见", "Decide the review", schemas.Review, _review, _REVIEW, roles=_LEADER),
        Action(
            *("hearing", "举行听证", "Hold a hearing", schemas.Hearing),
            lambda a: c.HoldHearing(a.given["first"], a.given["last"], a.by, a.at),
            ("re_review_requested",),
            roles=_LEADER,
        ),
        Action(
            *("link", "并入此人先前的事项", "Link to this person's earlier petition", schemas.SameMatter),
            lambda a: c.LinkPetition(a.given["petition"], a.by, a.at),
            ("registered",),
        ),
        Action(
            *("merge", "与他人同一事项并案", "Merge with the same matter of others", schemas.SameMatter),
            lambda a: c.MergePetition(a.given["petition"], a.by, a.at),
            _OPEN,
        ),
        Action(
            *("uphold", "差评属实", "Uphold the bad rating", schemas.Step, lambda a: c.UpholdRating(a.by, a.at)),
            (*_OPEN, *_ENDED),
            roles=_LEADER,
        ),
        Action(
            *("reward", "决定奖励", "Decide the reward", schemas.Reward, _reward, (*_OPEN, *_ENDED)),
            roles=_LEADER,
            kinds=("report",),
        ),
        Action(
            *("pay", "凭查询码发放奖金", "Pay the reward against the receipt code", schemas.Pay),
            lambda a: c.PayReward(a.by, a.at),
            (*_OPEN, *_ENDED),
            kinds=("report",),
        ),
        Action(
            *("erase", "删除内容和姓名", "Erase text and name", schemas.Reasoned),
            lambda a: c.OrderErasure(a.given["reason"], a.by, a.at),
            (*_ENDED, "transferred"),
            roles=_LEADER,
        ),
    )
}


def offered(row: Mapping[str, Any], account: Account) -> list[Action]:
    """What the desk offers this person on this petition: what makes no sense now is not shown."""
    return [action for action in ACTIONS.values() if _makes_sense(action, row, account)]


def _makes_sense(action: Action, row: Mapping[str, Any], account: Account) -> bool:
    if account.role not in action.roles or row["status"] not in action.when:
        return False
    if action.kinds and row["kind"] not in action.kinds:
        return False
    own = {
        "resolve": row["kind"] == "enquiry" or row["status"] != "registered",
        "assign": row["offered_to"] is None,
        "take": row["offered_to"] == account.name,
        "refuse": row["offered_to"] == account.name,
        "request-extension": row["extension_days"] is None,
        "decide-extension": row["extension_days"] is not None,
        "merge": row["tied_to"] is None,
        "uphold": row["score"] is not None and row["score"] <= 2 and not row["rating_upheld"],
        "reward": bool(row["founded"]) and row["reward_fen"] is None,
        "pay": row["reward_fen"] is not None and not row["reward_paid"],
        "erase": not row["erased"] and row["ended_at"] is not None,
    }
    return bool(own.get(action.name, True))
