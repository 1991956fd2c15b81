"""Publications: what is drafted and decided, and how one is shown."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.disclosure.domain.catalogue import ASPECTS, CARRIERS, TIMINGS
from services.disclosure.domain.publication import Stage
from services.disclosure.schemas.attachments import AttachmentOut
from services.disclosure.schemas.parts import Paged
from services.disclosure.schemas.postings import PostingOut
from shared.contracts import told
from shared.contracts.fields import Text
from shared.web.language import Both

_STAGES = [stage.value for stage in Stage]


def _carriers() -> fields.List[str]:
    return fields.List(
        fields.String(validate=validate.OneOf(list(CARRIERS))),
        validate=validate.Length(
            min=1, max=len(CARRIERS), error=Both("至少选一个载体。", "Choose at least one carrier.")
        ),
        metadata=told("公开载体，不填则照目录或照旧 · Carriers; left out: the item's, or as they are"),
    )


def _villages() -> fields.List[str]:
    return fields.List(
        fields.String(validate=validate.Length(max=40)),
        validate=validate.Length(max=2000),
        metadata=told("村（居）代码，不填则全部或照旧 · Ids of villages; left out: all, or as they are"),
    )


def _figures() -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Length(max=40)),
        values=fields.Integer(strict=True, allow_none=True),
        validate=validate.Length(max=100),
        metadata=told(
            "指标代码到数字；null 为合并不公布；不填则照旧 · Figure id -> number; null: withheld; left out: as is"
        ),
    )


class _Document(Schema):
    title = Text(required=True, longest=100, metadata=told("标题，中文 · The title, in Chinese"))
    body = Text(required=True, longest=20_000, metadata=told("正文，只写数字不写人 · The text: figures, no person"))
    carriers = _carriers()
    villages = _villages()
    figures = _figures()


class NewPublication(_Document):
    item = fields.String(
        required=True, validate=validate.Length(max=60), metadata=told("公开目录事项代码 · The catalogue item's id")
    )
    aspect = fields.String(
        allow_none=True,
        validate=validate.OneOf(list(ASPECTS)),
        metadata=told("六个方面之一，不填为整项 · One of the six aspects; left out: the item as a whole"),
    )

    obligation = fields.String(
        validate=validate.Length(max=100),
        metadata=told("所完成的公开任务，不填则取最早到期的 · What it answers; left out: what has been due longest"),
    )


class Rewriting(_Document):
    """The draft's new text."""


class Correction(_Document):
    reason = Text(required=True, longest=500, metadata=told("更正说明，公开 · Why it is corrected; public"))
    obligation = fields.String(
        validate=validate.Length(max=100), metadata=told("所完成的公开任务 · What it answers, a change of law")
    )


class Submission(Schema):
    reason = Text(
        longest=500, metadata=told("筛查有提醒时，说明可以公开的理由 · Why what screening warns of may stand")
    )


class Approval(Schema):
    revision = fields.Integer(
        strict=True,
        validate=validate.Range(min=1, max=1_000_000),
        metadata=told("所读的修改次数；已改动则不批准 · The revision read; refused if it is not the present one"),
    )


class ApprovalForm(Schema):
    """The same from a page, where a number is text."""

    revision = fields.Integer(required=True, validate=validate.Range(min=1, max=1_000_000))


class Schedule(Schema):
    publish_at = fields.AwareDateTime(
        required=True,
        metadata=told("公开的时间，带时区 · When it is to be published, with its time zone"),
    )


class ScheduleForm(Schema):
    """The same from a page: a day and an hour in China."""

    on = fields.Date(required=True)
    hour = fields.Time(required=True)


class Reason(Schema):
    reason = Text(required=True, longest=500, metadata=told("理由 · The reason"))


class Nothing(Schema):
    """No field is needed."""


class PublicationQuery(Paged):
    item = fields.String(validate=validate.Length(max=60), metadata=told("只看一个事项 · Of one catalogue item alone"))
    state = fields.String(
        validate=validate.OneOf(_STAGES),
        metadata=told("状态；不登录只有 published 和 withdrawn · State; without sign-in published and withdrawn alone"),
    )


class Hit(Schema):
    field = fields.String(metadata=told("title、body 或 reason · Where"))
    kind = fields.String(metadata=told("像什么 · What it looks like"))
    severity = fields.String(
        metadata=told("block 须删除，warn 由人判断 · Must be taken out, or for a person to decide")
    )
    start = fields.Integer(metadata=told("起点，按字符 · First character, from 0"))
    end = fields.Integer(metadata=told("终点（不含） · The character after the last"))
    zh = fields.String()
    en = fields.String()


class PublicationSummary(Schema):
    id = fields.String(required=True)
    item = fields.String(
        required=True, metadata=told("公开目录事项，circular 为通报 · The item; 'circular' for a circular")
    )
    timing = fields.String(required=True, validate=validate.OneOf(list(TIMINGS)))
    number = fields.String(required=True, allow_none=True, metadata=told("通报文号 · A circular's number"))
    title = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(_STAGES))
    draft_state = fields.String(
        required=True, allow_none=True, metadata=told("下一版进度，工作人员可见 · The next version's state; for staff")
    )
    version = fields.Integer(required=True, allow_none=True, metadata=told("已公开的版本 · The published version"))
    published_on = fields.Date(required=True, allow_none=True)


class PublicationList(Schema):
    publications = fields.List(fields.Nested(PublicationSummary), required=True)
    page = fields.Integer(required=True)
    size = fields.Integer(required=True)
    total = fields.Integer(required=True)


class FigureOut(Schema):
    id = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    unit = fields.String(required=True)
    value = fields.Integer(required=True, allow_none=True, metadata=told("null 为合并不公布 · null: withheld"))


class _Closed(Schema):
    closed_on = fields.Date(required=True, allow_none=True, metadata=told("封存日期 · Since when it is not shown"))
    closed_because = fields.String(required=True, allow_none=True)


class PublishedVersion(_Closed):
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    attachments = fields.List(fields.Nested(AttachmentOut), required=True)
    carriers = fields.List(fields.String(), required=True)
    villages = fields.List(fields.String(), required=True)
    figures = fields.List(fields.Nested(FigureOut), required=True)
    obligation = fields.String(required=True, allow_none=True, metadata=told("所完成的公开任务 · What it answers"))
    reason = fields.String(required=True, allow_none=True, metadata=told("更正说明 · Why it was corrected"))
    digest = fields.String(required=True, metadata=told("内容的 SHA-256，回执据此签名 · SHA-256 of what it says"))
    published_on = fields.Date(required=True)
    posting_due_on = fields.Date(
        required=True, metadata=told("各村（居）张榜期限 · The last day for boards to post it")
    )


class DraftVersion(Schema):
    version = fields.Integer(required=True)
    revision = fields.Integer(required=True, metadata=told("第几次修改稿 · Counts the rewritings from 1"))
    state = fields.String(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    attachments = fields.List(fields.Nested(AttachmentOut), required=True)
    carriers = fields.List(fields.String(), required=True)
    villages = fields.List(fields.String(), required=True)
    figures = fields.List(fields.Nested(FigureOut), required=True)
    obligation = fields.String(required=True, allow_none=True, metadata=told("所完成的公开任务 · What it answers"))
    reason = fields.String(required=True, allow_none=True)
    drafted_by = fields.String(required=True)
    returned_because = fields.String(required=True, allow_none=True)
    publish_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata=told("定时公开的时间 · When the clock will publish it")
    )
    screening = fields.List(fields.Nested(Hit), required=True)


class Withdrawal(Schema):
    on = fields.Date(required=True)
    reason = fields.String(required=True)


class PublicationOut(Schema):
    id = fields.String(required=True)
    item = fields.String(required=True)
    aspect = fields.String(required=True, allow_none=True)
    timing = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(_STAGES))
    version = fields.Integer(required=True, allow_none=True, metadata=told("已公开的最新版 · The published version"))
    title = fields.String(required=True)
    body = fields.String(required=True)
    attachments = fields.List(fields.Nested(AttachmentOut), required=True)
    carriers = fields.List(fields.String(), required=True)
    villages = fields.List(fields.String(), required=True)
    figures = fields.List(fields.Nested(FigureOut), required=True)
    published_on = fields.Date(required=True, allow_none=True)
    posting_due_on = fields.Date(required=True, allow_none=True)
    withdrawn = fields.Nested(Withdrawal, required=True, allow_none=True)
    versions = fields.List(fields.Nested(PublishedVersion), required=True, metadata=told("新的在前 · Newest first"))
    postings = fields.List(fields.Nested(PostingOut), required=True)
    draft = fields.Nested(
        DraftVersion, required=True, allow_none=True, metadata=told("下一版草稿，工作人员可见 · For staff alone")
    )
