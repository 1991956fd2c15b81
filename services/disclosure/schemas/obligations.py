"""The ledger: what was due, and what came of it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.disclosure.views.obligations import STATES
from shared.contracts import told

_STATE = told("overdue 逾期 · due 待公开 · planned 计划中 · done 按时 · late 迟 · lifted 已取消 (no longer asked for)")


class ObligationQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000), metadata=told("页 · Page"))
    size = fields.Integer(
        load_default=50, validate=validate.Range(min=1, max=100), metadata=told("每页条数 · Entries a page")
    )
    year = fields.Integer(
        validate=validate.Range(min=2000, max=2999), metadata=told("到期年份，不填为全部 · The year in which it is due")
    )
    item = fields.String(validate=validate.Length(max=60), metadata=told("只看一个事项 · Of one catalogue item alone"))
    state = fields.String(validate=validate.OneOf(STATES), metadata=_STATE)


class PeriodOut(Schema):
    first = fields.Date(required=True)
    last = fields.Date(required=True)


class OnBoardsOut(Schema):
    boards = fields.Integer(required=True, metadata=told("应张榜处数 · Boards that owe it"))
    posted = fields.Integer(required=True)
    last_posted_on = fields.Date(required=True, allow_none=True)


class ObligationOut(Schema):
    id = fields.String(required=True, metadata=told("事项.期间 · Item and period, like births.2026-q3"))
    item = fields.String(required=True)
    kind = fields.String(
        required=True, metadata=told("period 期间 · founding 首次 · fact 事实 · law 依据变动 (the law changed)")
    )
    title = fields.String(required=True)
    about = fields.String(required=True, metadata=told("哪件事、哪部法规 · Of which fact or law"))
    period = fields.Nested(PeriodOut, required=True, allow_none=True)
    carriers = fields.List(fields.String(), required=True)
    owner = fields.String(required=True, metadata=told("责任机构 · The office that owes it"))
    catalogue_version = fields.Integer(required=True)
    due_on = fields.Date(required=True)
    provisional = fields.Boolean(
        required=True, metadata=told("放假安排未公布，暂定 · A year's holiday notice is not out yet")
    )
    state = fields.String(required=True, validate=validate.OneOf(STATES), metadata=_STATE)
    missed = fields.Boolean(required=True)
    late_days = fields.Integer(required=True, metadata=told("迟了几个自然日 · Calendar days, at the end or so far"))
    publication = fields.String(
        required=True, allow_none=True, metadata=told("公开编号；公开前工作人员可见 · Before it is out for staff alone")
    )
    drafted_at = fields.AwareDateTime(required=True, allow_none=True)
    screened_at = fields.AwareDateTime(required=True, allow_none=True)
    approved_at = fields.AwareDateTime(required=True, allow_none=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    met_on = fields.Date(required=True, allow_none=True)
    because = fields.String(required=True, metadata=told("取消或确认的理由 · Why it was lifted or confirmed"))
    on_boards = fields.Nested(OnBoardsOut, required=True, allow_none=True)


class DayOut(Schema):
    day = fields.Date(required=True)
    counted = fields.Boolean(required=True)
    rule = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    calendar = fields.String(required=True)


class ObligationExplained(ObligationOut):
    days = fields.List(fields.Nested(DayOut), required=True, metadata=told("期限逐日怎么算 · The deadline, day by day"))


class ObligationList(Schema):
    obligations = fields.List(fields.Nested(ObligationOut), required=True)
    counts = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata=told("所问年份各状态的项数 · Of the year, by state")
    )
    page = fields.Integer(required=True)
    size = fields.Integer(required=True)
    total = fields.Integer(required=True)
