"""What is done with a publication after a look at it, as the desk offers it: by whom, when, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.domain.publication import Stage
from services.disclosure.schemas.publications import ApprovalForm, Nothing, Reason, ScheduleForm, Submission
from services.disclosure.views.publication_shapes import Whole
from shared.web.language import Both
from shared.web.roles import LEADER, OFFICER, REVIEWER


@dataclass(frozen=True)
class Step:
    roles: tuple[str, ...]
    stages: tuple[Stage, ...]
    name: Both
    explained: Both
    done: Both
    schema: Schema
    do: Callable[[Service, str, str, Mapping[str, Any]], None]
    reason: Both | None = None
    """The label of the reason that it needs, if it does."""


STEPS = {
    "submit": Step(
        (OFFICER,),
        (Stage.DRAFT,),
        Both("提交审批", "Submit for approval"),
        Both(
            "提交后由另一位审核员阅读并批准，其间不能改动。",
            "A second person reads and approves it. It cannot be changed meanwhile.",
        ),
        Both("已提交，等待审批。", "Submitted. It waits for approval."),
        Submission(),
        desk.submit,
    ),
    "approve": Step(
        (REVIEWER,),
        (Stage.SUBMITTED,),
        Both("批准", "Approve"),
        Both(
            "请通读全文：合法、准确、及时、全面、真实；只有数字，没有个人信息。",
            "Read all of it: lawful, accurate, in time, complete, true; figures only, no person.",
        ),
        Both("已批准，可以公开了。", "Approved. It can be published now."),
        ApprovalForm(),
        desk.approve,
    ),
    "publish": Step(
        (OFFICER, REVIEWER),
        (Stage.APPROVED, Stage.SCHEDULED),
        Both("公开", "Publish"),
        Both(
            "公开后人人能看到；各村（居）公开栏从现在起计时张榜。",
            "Everybody can read it from now on, and the boards' time to post it begins.",
        ),
        Both("已公开，已通知各村（居）。", "Published. The villages have been told."),
        Nothing(),
        desk.publish,
    ),
    "schedule": Step(
        (OFFICER, REVIEWER),
        (Stage.APPROVED, Stage.SCHEDULED),
        Both("定时公开", "Publish later"),
        Both(
            "到时自动公开；在那之前可以改时间、立即公开或退回。",
            "It is published at that moment by itself. Until then you can change it, publish at once, or return it.",
        ),
        Both("已定时，到时自动公开。", "It will be published at that moment."),
        ScheduleForm(),
        desk.schedule,
    ),
    "return": Step(
        (REVIEWER,),
        (Stage.SUBMITTED, Stage.APPROVED, Stage.SCHEDULED),
        Both("退回修改", "Return"),
        Both("退回后由起草人修改，再重新提交。", "Its author changes it and submits it again."),
        Both("已退回。", "Returned."),
        Reason(),
        desk.send_back,
        Both("要改什么", "What is to be changed"),
    ),
    "discard": Step(
        (OFFICER,),
        (Stage.DRAFT,),
        Both("作废", "Discard"),
        Both(
            "草稿不再使用；它所要完成的公开任务可以重新起草。谁在何时为什么作废，会留下记录。",
            "Nothing comes of this draft; what it was to answer can be drafted anew. Who discarded it and why is kept.",
        ),
        Both("草稿已作废。", "The draft is discarded."),
        Reason(),
        desk.discard,
        Both("为什么作废", "Why it is discarded"),
    ),
    "withdraw": Step(
        (LEADER,),
        (Stage.PUBLISHED,),
        Both("撤回", "Withdraw"),
        Both(
            "各村（居）会把它从公开栏取下。各版本和撤回理由仍可查阅。",
            "The villages take it off their boards. Its versions and your reason stay readable.",
        ),
        Both("已撤回。", "Withdrawn."),
        Reason(),
        desk.withdraw,
        Both("撤回理由（公开）", "Reason (public)"),
    ),
}


def possible(whole: Whole) -> list[str]:
    """The steps that the publication's state allows, whoever asks. A correction under way has a state of its own."""
    states = {whole.state, whole.draft.state if whole.draft else whole.state}
    return [name for name, step in STEPS.items() if states & set(step.stages)]


def writable(whole: Whole) -> bool:
    """Whether its text can be written now: a draft rewritten, or what is published corrected."""
    if whole.draft:
        return whole.draft.state in (Stage.DRAFT, Stage.BLOCKED)
    return whole.state == Stage.PUBLISHED
