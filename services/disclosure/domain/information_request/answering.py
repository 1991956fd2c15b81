"""The answer, approved by a second person, and what follows.

Open Government Information Regulations (2019), Art. 36 to 39, and Art. 51 on reviews and lawsuits.
"""

from __future__ import annotations

from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.rules import Rules, must_be, must_own, must_run
from services.disclosure.domain.information_request.state import Request
from services.disclosure.domain.outcomes import ANSWERS, CASE_OUTCOMES, CASES
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.timelimits.days import china_day

PUBLIC_GROUPS = ("granted", "partly")
"""Answers that give information, which may be of interest to everybody."""


def draft(rules: Rules, state: Request, command: c.DraftAnswer) -> list[e.Event]:
    must_be(state, "registered")
    must_own(state, command.by)
    if command.outcome not in ANSWERS:
        raise Invalid(
            "unknown-outcome",
            "没有这种答复类型，请从列表中选择。",
            "There is no such outcome. Choose one of the list.",
            outcome=command.outcome,
        )
    if command.outcome == "still_unclear" and state.supplement is None:
        raise WrongState(
            "not-corrected-yet",
            "还没有要求补正，不能以“补正后仍不明确”答复。",
            "No correction was asked for: it cannot be unclear after one. Ask for it first.",
            state=state.status,
        )
    if command.outcome == "third_party" and not state.third_party_asked:
        raise WrongState(
            "third-party-not-asked",
            "应当先书面征求第三方意见（第三十二条），再以保护第三方权益为由答复。",
            "The third party has to be asked in writing first (Art. 32).",
            state=state.status,
        )
    return [e.AnswerDrafted(command.outcome, command.text, command.by, command.at)]


def send_back(rules: Rules, state: Request, command: c.ReturnAnswer) -> list[e.Event]:
    must_be(state, "drafted")
    return [e.AnswerReturned(rules.public(command.reason), command.by, command.at)]


def approve(rules: Rules, state: Request, command: c.ApproveAnswer) -> list[e.Event]:
    """The second person reads what is answered; from now on the applicant can."""
    if state.status == "registered":
        raise WrongState(
            "no-answer-drafted", "还没有拟好的答复。", "No answer has been drafted yet.", state=state.status
        )
    must_be(state, "drafted")
    drafted = state.draft
    assert drafted is not None
    if drafted.by == command.by:
        raise Forbidden(
            "own-answer",
            "不能审核自己拟的答复，请由另一位审核员审核。",
            "Nobody approves an answer of one's own. Ask another reviewer.",
        )
    if command.draft not in (None, state.drafts):
        raise WrongState(
            "answer-changed",
            "答复在您阅读之后又改过，请重新阅读后再审核。",
            "The answer has been changed since you read it. Read it again, then approve.",
            state=state.status,
            draft=state.drafts,
        )
    return [e.RequestAnswered(drafted.outcome, drafted.text, drafted.by, command.by, command.at)]


def deliver(rules: Rules, state: Request, command: c.RecordDelivery) -> list[e.Event]:
    must_be(state, "answered")
    if state.delivered:
        return []
    answered_on = china_day(state.answered_at) if state.answered_at else command.delivered_on
    if not answered_on <= command.delivered_on <= china_day(command.at):
        raise Invalid(
            "delivered-when",
            "送达日期不能早于答复之日，也不能晚于今天。",
            "The day of delivery lies between the day of the answer and today.",
        )
    return [e.AnswerDelivered(command.means, command.delivered_on, command.by, command.at)]


def note_publication(rules: Rules, state: Request, command: c.NotePublication) -> list[e.Event]:
    """Art. 44: what several people ask for, or what concerns everybody, is published on the office's own initiative."""
    if state.publication == command.publication:
        return []
    must_be(state, "answered")
    if state.publication is not None:
        raise WrongState(
            "made-public-already",
            "这件答复已经转为公开稿。",
            "A publication has been drafted from this answer already.",
            state=state.status,
            publication=state.publication,
        )
    if ANSWERS[state.outcome].group not in PUBLIC_GROUPS:
        raise WrongState(
            "nothing-to-publish",
            "只有予以公开或部分公开的答复可以转为公开稿。",
            "Only an answer that gave information can become a publication.",
            state=state.status,
        )
    return [e.AnswerMadePublic(command.publication, command.by, command.at)]


def record_case(rules: Rules, state: Request, command: c.RecordCase) -> list[e.Event]:
    """Art. 51: against an answer, or none in time, a review can be asked for or a lawsuit brought."""
    if command.case not in CASES or command.outcome not in CASE_OUTCOMES:
        raise Invalid(
            "unknown-case",
            "没有这种复议诉讼类型或结果，请从列表中选择。",
            "There is no such case or outcome. Choose one of the list.",
        )
    known = state.cases.get(command.case)
    if known == command.outcome:
        return []
    if known not in (None, "pending"):
        raise WrongState(
            "case-decided", "这一案件的结果已经登记。", "The outcome of this case is recorded.", state=state.status
        )
    if command.case == "lawsuit_after_review" and state.cases.get("review") in (None, "pending"):
        raise WrongState(
            "no-review-before",
            "请先登记行政复议的结果。",
            "Record the outcome of the review first.",
            state=state.status,
        )
    if command.on > china_day(command.at):
        raise Invalid("case-in-future", "日期不能晚于今天。", "The day cannot be in the future.")
    if command.case == "review":
        return [e.ReviewOutcomeRecorded(command.outcome, command.on, command.by, command.at)]
    after = command.case == "lawsuit_after_review"
    return [e.LawsuitOutcomeRecorded(after, command.outcome, command.on, command.by, command.at)]


def withdraw(rules: Rules, state: Request, command: c.WithdrawRequest) -> list[e.Event]:
    if state.status == "withdrawn":
        return []
    must_run(state)
    return [e.RequestWithdrawn(command.at)]


def order_erasure(rules: Rules, state: Request, command: c.OrderErasure) -> list[e.Event]:
    if state.erasure_ordered or state.erased:
        return []
    if not state.ended:
        raise WrongState(
            "still-running",
            "办结之前不能删除；可以先撤回。",
            "The text is needed until the request has been dealt with; it can be withdrawn first.",
            state=state.status,
        )
    if "pending" in state.cases.values():
        raise WrongState(
            "case-pending",
            "复议或诉讼尚未审结，暂不能删除。",
            "A review or lawsuit is not decided yet; the text is needed for it.",
            state=state.status,
        )
    return [e.ErasureOrdered(rules.public(command.reason), command.by, command.at)]


def record_erasure(rules: Rules, state: Request, command: c.RecordErasure) -> list[e.Event]:
    return [] if state.erased else [e.IdentityErased(command.at)]


def read_identity(rules: Rules, state: Request, command: c.ReadIdentity) -> list[e.Event]:
    if state.erased or state.erasure_ordered:
        raise WrongState("identity-erased", "内容已删除，无法再看。", "The text has been erased.", state=state.status)
    return [e.IdentityRead(rules.public(command.reason), command.by, command.at)]


def unknown_request() -> NotFound:
    return NotFound("unknown-request", "没有这件申请，请核对编号。", "There is no such request; check its id.")
