"""The rules: what comes of what is asked. Events stand in `publication`, commands in `publication_commands`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import assert_never

from services.disclosure.domain.publication import (
    CIRCULAR,
    STAGES,
    CircularBlocked,
    CircularReceived,
    CorrectionDrafted,
    Draft,
    DraftDiscarded,
    DraftReturned,
    DraftRewritten,
    Event,
    Publication,
    PublicationApproved,
    PublicationDrafted,
    PublicationNumbered,
    PublicationPublished,
    PublicationScheduled,
    PublicationSubmitted,
    PublicationWithdrawn,
    Stage,
    VersionClosed,
)
from services.disclosure.domain.publication_commands import (
    ApprovePublication,
    CloseVersion,
    Command,
    CorrectPublication,
    DiscardDraft,
    DraftPublication,
    PublishCircular,
    PublishPublication,
    ReturnDraft,
    RewriteDraft,
    SchedulePublication,
    SubmitForApproval,
    TakeNumber,
    WithdrawPublication,
)
from services.disclosure.domain.text import Screen, Text, admit_reason, admitted, masked, screened
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.timelimits import Deadline, TimeLimits

FARTHEST = timedelta(days=366)
"""How far ahead a publication can be scheduled."""


@dataclass(frozen=True)
class Rules:
    """What decisions need besides the state: the screening function, and how long a board has to post."""

    screen: Screen
    limits: TimeLimits

    def posting_due(self, at: datetime) -> Deadline:
        """The programme: a board gives its receipt within 2 working days of being notified (data/time_limits.toml)."""
        return self.limits.deadline("posting_receipt", at)


def decide(rules: Rules, state: Publication | None, command: Command) -> list[Event]:
    if isinstance(command, DraftPublication):
        return [] if state else _draft(rules, command)
    if isinstance(command, PublishCircular):
        return [] if state else _circular(rules, command)
    if state is None:
        raise NotFound(
            "unknown-publication", "没有这项公开，请核对编号。", "There is no such publication. Check its id."
        )
    match command:
        case RewriteDraft():
            return _rewrite(rules, state, command)
        case SubmitForApproval():
            return _submit(rules, state, command)
        case ApprovePublication():
            return _approve(state, command)
        case TakeNumber():
            return [] if state.number else [PublicationNumbered(command.number, command.at)]
        case SchedulePublication():
            return _schedule(state, command)
        case ReturnDraft():
            return _return(rules, state, command)
        case DiscardDraft():
            return _discard(rules, state, command)
        case PublishPublication():
            return _publish(rules, state, command)
        case CorrectPublication():
            return _correct(rules, state, command)
        case WithdrawPublication():
            return _withdraw(rules, state, command)
        case CloseVersion():
            return _close(rules, state, command)
        case _:
            assert_never(command)


def _draft(rules: Rules, do: DraftPublication) -> list[Event]:
    # Refused before it is stored: an event is never deleted, so personal data must not get into one.
    warnings = (*admitted(rules.screen, do.text), *do.beside)
    return [PublicationDrafted(do.item, do.timing, do.aspect, do.text, do.drafted_by, warnings, do.at, do.obligation)]


def _circular(rules: Rules, do: PublishCircular) -> list[Event]:
    hits = screened(rules.screen, do.text)
    blocked = tuple(hit for hit in hits if hit.severity == "block")
    text = masked(do.text, blocked)
    received = CircularReceived(do.number, text, do.finding, do.about, do.issued_by, hits, do.at)
    if blocked:
        return [received, CircularBlocked(blocked, do.at)]
    due = rules.posting_due(do.at)
    return [received, PublicationPublished(1, CIRCULAR, "ad_hoc", text, do.issued_by, due, do.at, do.number)]


def _rewrite(rules: Rules, state: Publication, do: RewriteDraft) -> list[Event]:
    draft = _draft_at(state, (Stage.DRAFT, Stage.BLOCKED), "改写", "rewritten")
    if draft.text == do.text and draft.stage is Stage.DRAFT:
        return []
    _keep_boards(state, do.text)
    warnings = (*admitted(rules.screen, do.text), *do.beside)
    return [DraftRewritten(state.version + 1, draft.revision + 1, do.text, do.rewritten_by, warnings, do.at)]


def _submit(rules: Rules, state: Publication, do: SubmitForApproval) -> list[Event]:
    if state.draft and state.draft.stage is Stage.SUBMITTED:
        return []
    draft = _draft_at(state, (Stage.DRAFT,), "提交审批", "submitted for approval")
    warnings = (*admitted(rules.screen, draft.text), *draft.beside)
    if do.reason:
        admit_reason(rules.screen, do.reason)
    elif warnings:
        raise Invalid(
            "screening-warned",
            "筛查有提醒：请修改，或者说明可以公开的理由后再提交。",
            "Screening warns of something: change it, or give a reason why it may stand, then submit again.",
            hits=[asdict(hit) for hit in warnings],
        )
    return [PublicationSubmitted(state.version + 1, warnings, do.reason, do.submitted_by, do.at)]


def _approve(state: Publication, do: ApprovePublication) -> list[Event]:
    if state.draft and state.draft.stage in (Stage.APPROVED, Stage.SCHEDULED):
        return []
    draft = _draft_at(state, (Stage.SUBMITTED,), "批准", "approved")
    if do.approved_by in draft.authors:
        raise Forbidden(
            "own-draft",
            "不能批准自己起草的内容，请由另一位审核员批准。",
            "Nobody approves a draft of one's own. Ask another reviewer.",
        )
    if do.revision not in (None, draft.revision):
        raise WrongState(
            "text-changed",
            "内容在您阅读之后又改过，请重新阅读后再批准。",
            "The text has been changed since you read it. Read it again, then approve.",
            state=draft.stage,
            revision=draft.revision,
        )
    return [PublicationApproved(state.version + 1, draft.revision, do.approved_by, do.at)]


def _return(rules: Rules, state: Publication, do: ReturnDraft) -> list[Event]:
    _draft_at(state, (Stage.SUBMITTED, Stage.APPROVED, Stage.SCHEDULED), "退回", "returned")
    admit_reason(rules.screen, do.reason)
    return [DraftReturned(state.version + 1, do.reason, do.returned_by, do.at)]


def _discard(rules: Rules, state: Publication, do: DiscardDraft) -> list[Event]:
    """A circular that screening has blocked is rewritten: oversight has issued it, so it has to be published."""
    if state.stage is Stage.DISCARDED:
        return []
    if state.item == CIRCULAR and state.version == 0:
        raise Forbidden(
            "circular-must-be-published",
            "通报由督察发出，不能作废，请改写后公开。",
            "Oversight has issued this circular: it cannot be discarded. Rewrite it and publish it.",
        )
    draft = _draft_at(state, (Stage.DRAFT,), "作废", "discarded")
    admit_reason(rules.screen, do.reason)
    freed = () if draft.obligation is None else (draft.obligation,)
    return [DraftDiscarded(state.version + 1, do.reason, do.discarded_by, do.at, freed)]


def _schedule(state: Publication, do: SchedulePublication) -> list[Event]:
    draft = _draft_at(state, (Stage.APPROVED, Stage.SCHEDULED), "定时公开", "scheduled")
    if not do.at < do.publish_at <= do.at + FARTHEST:
        raise Invalid(
            "moment-not-ahead",
            "定时公开的时间应在今后一年以内，请重新选择。",
            "Choose a moment within the coming year.",
        )
    if draft.publish_at == do.publish_at:
        return []
    return [PublicationScheduled(state.version + 1, do.publish_at, do.scheduled_by, do.at)]


def _publish(rules: Rules, state: Publication, do: PublishPublication) -> list[Event]:
    if state.stage is Stage.PUBLISHED:
        return []
    draft = _draft_at(state, (Stage.APPROVED, Stage.SCHEDULED), "公开", "published")
    return [
        PublicationPublished(
            state.version + 1,
            state.item,
            state.timing,
            draft.text,
            do.published_by,
            rules.posting_due(do.at),
            do.at,
            state.number,
            draft.reason,
            draft.obligation,
        )
    ]


def _correct(rules: Rules, state: Publication, do: CorrectPublication) -> list[Event]:
    if state.stage is not Stage.PUBLISHED:
        under_way = state.draft is not None and state.version > 0
        raise _not_now(state, "更正", "corrected", "correction-under-way" if under_way else "wrong-state")
    _keep_boards(state, do.text)
    admit_reason(rules.screen, do.reason)
    warnings = (*admitted(rules.screen, do.text), *do.beside)
    return [CorrectionDrafted(state.version + 1, do.text, do.reason, do.drafted_by, warnings, do.at, do.obligation)]


def _withdraw(rules: Rules, state: Publication, do: WithdrawPublication) -> list[Event]:
    if state.withdrawn:
        return []
    if state.published is None:
        raise _not_now(state, "撤回", "withdrawn")
    admit_reason(rules.screen, do.reason)
    boards = state.published.boards
    withdrawn = (state.version, boards, do.reason, do.withdrawn_by, do.withdrawn_on, do.at, state.obligations)
    return [PublicationWithdrawn(*withdrawn)]


def _close(rules: Rules, state: Publication, do: CloseVersion) -> list[Event]:
    if do.version in state.closed:
        return []
    if state.published is None or not 1 <= do.version <= state.version:
        raise NotFound("unknown-version", "没有这一版，请核对编号。", "There is no such version. Check its number.")
    if do.version == state.version and not state.withdrawn:
        raise WrongState(
            "version-holds",
            "这一版现在有效，不能封存。请先更正或撤回，再封存它。",
            "This version holds now. Correct or withdraw it first, then close it.",
            state=state.stage,
        )
    admit_reason(rules.screen, do.reason)
    return [VersionClosed(do.version, state.published.boards, do.reason, do.closed_by, do.closed_on, do.at)]


def _draft_at(state: Publication, stages: tuple[Stage, ...], zh: str, en: str) -> Draft:
    if state.draft is None or state.draft.stage not in stages:
        raise _not_now(state, zh, en)
    return state.draft


def _not_now(state: Publication, zh: str, en: str, code: str = "wrong-state") -> WrongState:
    stands = STAGES[state.stage]
    return WrongState(
        code,
        f"这项公开现在是“{stands[0]}”，不能{zh}。",
        f"It is {stands[1]} now: it cannot be {en}.",
        state=state.stage,
    )


def _keep_boards(state: Publication, text: Text) -> None:
    """A corrected version goes wherever the one it corrects went: no board may be left with what is wrong."""
    if state.published and (missing := [board for board in state.published.boards if board not in text.boards]):
        raise Invalid(
            "correction-misses-boards",
            f"更正后的版本也要发到原来张贴过的村（居）：{'、'.join(missing)}。",
            f"The corrected version must go to every board that has the present one: {', '.join(missing)}.",
            villages=missing,
        )
