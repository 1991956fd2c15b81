"""Parked messages for the operator: a page that works without JavaScript, and the same as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from shared.contracts.fields import Text
from shared.messaging.parked import NotParked, Parked, StillFails
from shared.web.api import ApiBlueprint
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, OPERATOR, allow, signed_in
from shared.web.templating import NavigationItem

PARKED: NavigationItem = ("parked.list_parked", "搁置的消息", "Parked messages", frozenset({OPERATOR, DISTRICT}))
PAGE = 50
"""Messages on one page."""
_GREATEST = (1 << 63) - 1
_SHOWN_DISCARDED = 20

Answer = str | Response | tuple[str, int]


class _Which(Schema):
    source = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"description": "来自哪个节点，如 /feedback/yangshe · the node it came from"},
    )


class _Number(_Which):
    sequence = fields.Integer(required=True, validate=validate.Range(min=0, max=_GREATEST))


class _Reason(Schema):
    reason = Text(
        required=True,
        longest=500,
        metadata={"description": "为何放弃，会留底，不要写个人信息 · why it is given up; kept, so no personal data"},
    )


class _Discard(_Number, _Reason):
    """The page's form."""


class _ListQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class ParkedMessage(Schema):
    """A message of another node that could not be applied here."""

    source = fields.String(metadata={"description": "来自哪个节点 · the node it came from"})
    sequence = fields.Integer(metadata={"description": "序号 · its number in that node's feed"})
    type = fields.String(metadata={"description": "消息类型 · its type"})
    error = fields.String(metadata={"description": "为何没有生效 · what kept it from being applied"})
    parked_at = fields.String(metadata={"description": "搁置时间（UTC） · when it was parked, UTC"})


class ParkedContent(ParkedMessage):
    """A parked message with what it says."""

    message = fields.Raw(
        metadata={"description": "消息内容；不是 JSON 时为原文 · the message; its text if it is not JSON"}
    )


class ParkedMessages(Schema):
    """A page of the list."""

    items = fields.List(fields.Nested(ParkedMessage))
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class Settled(Schema):
    """What became of a parked message."""

    source = fields.String()
    sequence = fields.Integer()
    outcome = fields.String(metadata={"description": "applied 已生效，discarded 已放弃 · what became of it"})


def parked_pages(parked: Parked) -> Blueprint:
    pages = Blueprint("parked", __name__)

    @pages.get("/parked")
    @allow(OPERATOR, DISTRICT)
    def list_parked() -> str:
        return shown()

    def shown(**changed: Any) -> str:
        given = request.args.get("page", "1")
        number = max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 6 else 1
        found = _listed(parked, number)
        given_up, gone = parked.discarded(limit=_SHOWN_DISCARDED, offset=0)
        part: dict[str, Any] = {"errors": {}, "given": {}, "discarding": None, "given_up": given_up, "gone": gone}
        return render_template("parked.html", **{**found, **part, **changed})

    @pages.post("/parked/retry")
    @allow(OPERATOR)
    def retry() -> Answer:
        which = read_form(_Number())
        if which.errors:
            raise NotParked
        try:
            parked.retry(**which.data, by=signed_in().name)
            flash(t("重试成功，消息已经生效。", "It worked: the message has been applied."), "good")
        except (StillFails, NotParked) as refusal:
            flash(t(refusal), "bad")
        return redirect(url_for("parked.list_parked"), 303)

    @pages.post("/parked/discard")
    @allow(OPERATOR)
    def discard() -> Answer:
        form = read_form(_Discard())
        if "source" in form.errors or "sequence" in form.errors:
            raise NotParked
        if form.errors:
            mark = (form.given["source"], int(form.given["sequence"]))
            return shown(errors=form.errors, given=form.given, discarding=mark), 422
        try:
            parked.discard(**form.data, by=signed_in().name)
            flash(t("已放弃，理由已留底。", "Discarded; the reason is kept."), "good")
        except NotParked as refusal:
            flash(t(refusal), "bad")
        return redirect(url_for("parked.list_parked"), 303)

    return pages


def parked_api(parked: Parked) -> ApiBlueprint:
    api = ApiBlueprint(
        "parked-api", __name__, url_prefix="/api/parked", description="搁置的消息 · Messages that could not be applied"
    )
    one = f"/<int(max={_GREATEST}):sequence>"

    @api.route("")
    @allow(OPERATOR, DISTRICT)
    @api.arguments(_ListQuery, location="query")
    @api.response(200, ParkedMessages)
    def list_parked(query: dict[str, Any]) -> dict[str, Any]:
        """搁置的消息 · Parked messages, by source and number"""
        return _listed(parked, query["page"])

    @api.route(one)
    @allow(OPERATOR, DISTRICT)
    @api.arguments(_Which, location="query")
    @api.response(200, ParkedContent)
    def read_parked(query: dict[str, Any], sequence: int) -> dict[str, Any]:
        """一条搁置的消息，连同内容 · One parked message with what it says (404 not-parked)"""
        return parked.one(query["source"], sequence)

    @api.route(f"{one}/retry", methods=("POST",))
    @allow(OPERATOR)
    @api.arguments(_Which, location="query")
    @api.response(200, Settled)
    def retry(query: dict[str, Any], sequence: int) -> dict[str, Any]:
        """再试一次 · Try it again

        没有成功时仍然搁置（409 still-fails）。 · Where it fails again it stays parked (409 still-fails).
        """
        parked.retry(query["source"], sequence, by=signed_in().name)
        return {**query, "sequence": sequence, "outcome": "applied"}

    @api.route(f"{one}/discard", methods=("POST",))
    @allow(OPERATOR)
    @api.arguments(_Which, location="query")
    @api.arguments(_Reason)
    @api.response(200, Settled)
    def discard(query: dict[str, Any], given: dict[str, Any], sequence: int) -> dict[str, Any]:
        """放弃，写明理由 · Discard it, saying why; that is kept with your name and the time"""
        parked.discard(query["source"], sequence, reason=given["reason"], by=signed_in().name)
        return {**query, "sequence": sequence, "outcome": "discarded"}

    return api


def _listed(parked: Parked, number: int) -> dict[str, Any]:
    items, total = parked.page(limit=PAGE, offset=(number - 1) * PAGE)
    return {"items": items, "page": number, "pages": max(1, -(-total // PAGE)), "total": total}
