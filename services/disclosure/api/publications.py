"""Publications and what is done with them, over the API."""

from __future__ import annotations

from typing import Any

from flask import request

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.desk.closing import close
from services.disclosure.domain.publication import Stage
from services.disclosure.schemas.publications import (
    Approval,
    Correction,
    NewPublication,
    Nothing,
    PublicationList,
    PublicationOut,
    PublicationQuery,
    Reason,
    Rewriting,
    Schedule,
    Submission,
)
from services.disclosure.views import postings, publications
from shared.errors import Invalid
from shared.web.api import ApiBlueprint
from shared.web.roles import LEADER, OFFICER, PUBLIC, REVIEWER, STAFF, allow, may, signed_in

PUBLISHED_STATES = (Stage.PUBLISHED, Stage.WITHDRAWN)
"""What everybody may see: what is published, and that and why something was withdrawn."""
_LONGEST_KEY = 100


def register(api: ApiBlueprint, service: Service) -> None:
    _reading(api, service)
    _steps(api, service)
    _closing(api, service)


def _reading(api: ApiBlueprint, service: Service) -> None:
    @api.route("/publications")
    @allow(PUBLIC)
    @api.arguments(PublicationQuery, location="query")
    @api.response(200, PublicationList)
    def listing(query: dict[str, Any]) -> dict[str, Any]:
        """公开列表 · Publications, last moved first

        不登录只见已公开的；工作人员可见全部 · Without sign-in what is published; for staff everything.
        """
        if item := query.get("item"):
            desk.check_item(service, item)
        if village := query.get("village"):
            desk.check_village(service, village)
        staff, wanted = may(*STAFF), query.get("state")
        if wanted and wanted not in PUBLISHED_STATES and not staff:
            signed_in()
        states = (wanted,) if wanted else tuple(Stage) if staff else (Stage.PUBLISHED,)
        with service.application.database.read() as tx:
            found = publications.listed(
                tx,
                states=states,
                drafts=bool(wanted) and wanted not in PUBLISHED_STATES,
                item=item,
                village=village,
                limit=query["size"],
                offset=(query["page"] - 1) * query["size"],
            )
        rows = [{**vars(row), "draft_state": row.draft_state if staff else None} for row in found.rows]
        return {"publications": rows, "page": query["page"], "size": query["size"], "total": found.total}

    @api.route("/publications/<string:id>")
    @allow(PUBLIC)
    @api.response(200, PublicationOut)
    def one(id: str) -> dict[str, Any]:
        """一项公开，附各版本和张榜情况 · One publication, its versions, and which boards have posted it"""
        return described(service, id, staff=may(*STAFF))


def _steps(api: ApiBlueprint, service: Service) -> None:
    def whole(id: str) -> dict[str, Any]:
        return described(service, id, staff=True)

    @api.route("/publications", methods=("POST",))
    @allow(OFFICER)
    @api.arguments(NewPublication)
    @api.response(201, PublicationOut)
    def draft(given: dict[str, Any]) -> dict[str, Any]:
        """起草 · Draft a publication

        可带 Idempotency-Key，重发无害。含个人信息的内容不予保存（screening-blocked） · With an Idempotency-Key a repeat
        is harmless. A text with personal data in it is not stored (screening-blocked).
        """
        return whole(desk.draft(service, signed_in().name, given, idempotency_key()))

    @api.route("/publications/<string:id>/rewrite", methods=("POST",))
    @allow(OFFICER)
    @api.arguments(Rewriting)
    @api.response(200, PublicationOut)
    def rewrite(given: dict[str, Any], id: str) -> dict[str, Any]:
        """改写草稿 · Rewrite a draft"""
        desk.rewrite(service, signed_in().name, id, given)
        return whole(id)

    @api.route("/publications/<string:id>/submit", methods=("POST",))
    @allow(OFFICER)
    @api.arguments(Submission)
    @api.response(200, PublicationOut)
    def submit(given: dict[str, Any], id: str) -> dict[str, Any]:
        """提交审批 · Submit a draft for approval

        先经筛查；有提醒的须说明理由（screening-warned） · Screened first; a warning needs a reason (screening-warned).
        """
        desk.submit(service, signed_in().name, id, given)
        return whole(id)

    @api.route("/publications/<string:id>/approve", methods=("POST",))
    @allow(REVIEWER)
    @api.arguments(Approval)
    @api.response(200, PublicationOut)
    def approve(given: dict[str, Any], id: str) -> dict[str, Any]:
        """批准，不能批准自己起草的 · Approve; never a draft of one's own (own-draft)"""
        desk.approve(service, signed_in().name, id, given)
        return whole(id)

    @api.route("/publications/<string:id>/return", methods=("POST",))
    @allow(REVIEWER)
    @api.arguments(Reason)
    @api.response(200, PublicationOut)
    def send_back(given: dict[str, Any], id: str) -> dict[str, Any]:
        """退回修改 · Return a draft to be rewritten"""
        desk.send_back(service, signed_in().name, id, given)
        return whole(id)

    @api.route("/publications/<string:id>/discard", methods=("POST",))
    @allow(OFFICER)
    @api.arguments(Reason)
    @api.response(200, Nothing)
    def discard(given: dict[str, Any], id: str) -> dict[str, Any]:
        """作废草稿；所要完成的公开任务可重新起草 · Discard a draft; what it was to answer can be drafted anew"""
        desk.discard(service, signed_in().name, id, given)
        return {}

    @api.route("/publications/<string:id>/publish", methods=("POST",))
    @allow(OFFICER, REVIEWER)
    @api.arguments(Nothing)
    @api.response(200, PublicationOut)
    def publish(given: dict[str, Any], id: str) -> dict[str, Any]:
        """公开，各村（居）公开栏限时张榜 · Publish what is approved; from now the boards' time runs"""
        desk.publish(service, signed_in().name, id, given)
        return whole(id)

    @api.route("/publications/<string:id>/schedule", methods=("POST",))
    @allow(OFFICER, REVIEWER)
    @api.arguments(Schedule)
    @api.response(200, PublicationOut)
    def schedule(given: dict[str, Any], id: str) -> dict[str, Any]:
        """定时公开，到时自动发出 · Let the clock publish it, within a year; asked again, the moment moves"""
        desk.schedule(service, signed_in().name, id, given)
        return whole(id)

    @api.route("/publications/<string:id>/correct", methods=("POST",))
    @allow(OFFICER)
    @api.arguments(Correction)
    @api.response(201, PublicationOut)
    def correct(given: dict[str, Any], id: str) -> dict[str, Any]:
        """起草更正，旧版在新版公开前有效 · Draft the next version; the present one stays until that is published"""
        desk.correct(service, signed_in().name, id, given, idempotency_key())
        return whole(id)

    @api.route("/publications/<string:id>/withdraw", methods=("POST",))
    @allow(LEADER)
    @api.arguments(Reason)
    @api.response(200, PublicationOut)
    def withdraw(given: dict[str, Any], id: str) -> dict[str, Any]:
        """撤回，理由公开 · Withdraw a publication; the reason is public"""
        desk.withdraw(service, signed_in().name, id, given)
        return whole(id)


def _closing(api: ApiBlueprint, service: Service) -> None:
    @api.route("/publications/<string:id>/versions/<int:version>/close", methods=("POST",))
    @allow(LEADER)
    @api.arguments(Reason)
    @api.response(200, PublicationOut)
    def close_version(given: dict[str, Any], id: str, version: int) -> dict[str, Any]:
        """封存一版：内容不再显示，理由公开 · Close a version that holds no longer: nobody is shown it any more

        用于里面有不该公开的个人信息的旧版。校验值保留；附件内容删除；不能恢复。 · For an old version with personal data
        in it. Its digest stays; its attachments are deleted; it cannot be undone.
        """
        close(service, signed_in().name, id, version, given["reason"])
        return described(service, id, staff=True)


def described(service: Service, id: str, *, staff: bool) -> dict[str, Any]:
    """A publication as `PublicationOut` shows it. Raises NotFound."""
    whole = desk.found(service, id, staff=staff)
    with service.application.database.read() as tx:
        boards, _ = postings.of_publication(tx, id, now=service.now(), today=service.today())
    present = whole.present
    return {
        **vars(whole),
        **{name: getattr(present, name) for name in ("title", "body", "carriers", "villages", "figures")},
        "attachments": present.attachments,
        "version": present.version if whole.public else None,
        "published_on": present.published_on,
        "posting_due_on": present.posting_due_on,
        "withdrawn": {"on": whole.withdrawn_on, "reason": whole.withdrawn_because} if whole.withdrawn_on else None,
        "postings": boards,
        "draft": whole.draft if staff else None,
    }


def idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Invalid(
            "idempotency-key-invalid",
            "Idempotency-Key 应为 1 到 100 个可见英文字符。",
            "An Idempotency-Key has 1 to 100 printable ASCII characters.",
        )
    return key
