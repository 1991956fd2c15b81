"""The JSON API: load, handle, dump."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from marshmallow import Schema

from services.oversight import casework, schemas
from services.oversight.access import scope
from services.oversight.composition import Service
from services.oversight.overview import overview
from services.oversight.views import circulars, findings, petitions, ratings, rounds
from shared.errors import Invalid, Unauthorised
from shared.eventlog import Transaction
from shared.web.api import ApiBlueprint
from shared.web.roles import DISTRICT, LEADER, OFFICER, PUBLIC, allow, current_account, signed_in

PAGE = 50
"""Rows of a list on one page."""
CASEWORKERS = (OFFICER, LEADER)
ONLOOKERS = (*CASEWORKERS, DISTRICT)

Query = dict[str, Any]
Rows = tuple[list[dict[str, Any]], int]


def blueprint(service: Service) -> ApiBlueprint:
    api = ApiBlueprint("api", __name__, url_prefix="/api", description="阳光维权 · Rights upheld")

    def listed(query: Query, find: Callable[[Transaction, int, int], Rows]) -> dict[str, Any]:
        with service.application.database.read() as tx:
            return page_of(query["page"], lambda limit, offset: find(tx, limit, offset))

    @api.route("/petitions", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.NewPetition())
    @api.response(201, schemas.Filed)
    def file_petition(given: dict[str, Any]) -> dict[str, Any]:
        """提交信访事项 · File a petition

        回答里的查询码只给这一次。可带 Idempotency-Key，防止重复提交。 · The receipt code is told this once. An
        Idempotency-Key header makes a repetition harmless (409 already-filed).
        """
        return casework.file_petition(service, given, current_account(), idempotency_key())

    @api.route("/petitions")
    @allow(*ONLOOKERS)
    @api.arguments(schemas.ListQuery(), location="query")
    @api.response(200, schemas.list_of(schemas.Petition, "Petitions"))
    def list_petitions(query: Query) -> dict[str, Any]:
        """信访事项列表，先到期的在前 · Petitions you may see, what falls due next first"""
        seen, still_open = scope(service.district, signed_in()), query["status"] == "open"
        return listed(
            query,
            lambda tx, limit, offset: petitions.page(tx, seen, still_open=still_open, limit=limit, offset=offset),
        )

    @api.route("/petitions/<string:id>")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.Dossier)
    def read_petition(id: str) -> dict[str, Any]:
        """一件信访事项，连同期限和经过，不含内容和姓名 · One petition with clocks and history, without text or name"""
        return casework.read(service, id, scope(service.district, signed_in()))

    def action(name: str, schema: type[Schema], told: str) -> None:
        def act(given: dict[str, Any], id: str) -> dict[str, Any]:
            return casework.act(service, signed_in(), id, name, given)

        act.__doc__, act.__name__ = told, f"{name}_petition"
        answered = api.arguments(schema)(api.response(200, schemas.Dossier)(act))
        api.route(f"/petitions/<string:id>/{name}", methods=("POST",))(allow(*CASEWORKERS)(answered))

    action("accept", schemas.Nothing, "受理 · Accept: the clock of acceptance ends, the next one starts")
    action("decline", schemas.Decline, "不予受理，写明理由和去处 · Decline, saying why and where to go")
    action("assign", schemas.Assign, "交办 · Assign to a handler")
    action("resolve", schemas.Resolve, "办结，出具办理意见 · Resolve with an opinion, or answer an enquiry")

    @api.route("/petitions/<string:id>/text", methods=("POST",))
    @allow(*CASEWORKERS)
    @api.arguments(schemas.ReadText())
    @api.response(200, schemas.PetitionText)
    def read_text(given: dict[str, Any], id: str) -> dict[str, Any]:
        """查看内容和姓名，谁看、为何看都记下 · Read text and name; who reads and why is recorded"""
        return casework.read_text(service, signed_in(), id, given["reason"])

    @api.route("/petitions/follow", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.Follow())
    @api.response(200, schemas.Followed)
    def follow(given: dict[str, Any]) -> dict[str, Any]:
        """凭查询码查进度 · Follow a petition with its receipt code"""
        return casework.follow(service, given["code"], request.remote_addr or "", explain=given["explain"])

    @api.route("/deadlines/<string:id>/<string:limit>/explanation")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.ExplainedClock)
    def explanation(id: str, limit: str) -> dict[str, Any]:
        """期限逐日说明 · A clock of a petition, day by day: what counted and why"""
        return casework.explanation(service, signed_in(), id, limit)

    @api.route("/findings")
    @allow(LEADER, DISTRICT)
    @api.arguments(schemas.ListQuery(), location="query")
    @api.response(200, schemas.list_of(schemas.Finding, "Findings"))
    def list_findings(query: Query) -> dict[str, Any]:
        """督察问题 · Findings"""
        still_open = query["status"] == "open"
        return listed(
            query, lambda tx, limit, offset: findings.page(tx, still_open=still_open, limit=limit, offset=offset)
        )

    @api.route("/findings/<string:id>/close", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.CloseFinding())
    @api.response(200, schemas.Finding)
    def close_finding(given: dict[str, Any], id: str) -> dict[str, Any]:
        """整改销号，随即通报 · Close a finding; its circular is issued at once"""
        return casework.close_finding(service, signed_in(), id, given["rectification"])

    @api.route("/circulars")
    @allow(PUBLIC)
    @api.arguments(schemas.ListQuery(only=["page"]), location="query")
    @api.response(200, schemas.list_of(schemas.Circular, "Circulars"))
    def list_circulars(query: Query) -> dict[str, Any]:
        """通报 · Circulars, the latest first"""
        return listed(query, lambda tx, limit, offset: circulars.page(tx, limit=limit, offset=offset))

    @api.route("/questionnaires")
    @allow(PUBLIC)
    @api.response(200, schemas.list_of(schemas.Questionnaire, "Questionnaires"))
    def list_questionnaires() -> dict[str, Any]:
        """评议问卷 · The questionnaires, one for each audience"""
        asked = [questionnaire.as_dict() for questionnaire in service.questionnaires.values()]
        return {"items": asked, "page": 1, "pages": 1, "total": len(asked)}

    @api.route("/rounds", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.OpenRound())
    @api.response(201, schemas.Round)
    def open_round(given: dict[str, Any]) -> dict[str, Any]:
        """开始一轮评议 · Open a survey round; the villages are told"""
        return casework.open_round(service, signed_in(), given, idempotency_key())

    @api.route("/rounds")
    @allow(PUBLIC)
    @api.arguments(schemas.ListQuery(only=["page"]), location="query")
    @api.response(200, schemas.list_of(schemas.Round, "Rounds"))
    def list_rounds(query: Query) -> dict[str, Any]:
        """评议轮次 · Survey rounds, the latest first"""
        return listed(query, lambda tx, limit, offset: rounds.page(tx, limit=limit, offset=offset))

    @api.route("/rounds/<string:id>/close", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.Nothing())
    @api.response(200, schemas.Round)
    def close_round(given: dict[str, Any], id: str) -> dict[str, Any]:
        """结束一轮评议，公布结果 · Close a survey round; its results become public"""
        return casework.close_round(service, signed_in(), id)

    @api.route("/rounds/<string:id>/ratings")
    @allow(PUBLIC)
    @api.response(200, schemas.Ratings)
    def read_ratings(id: str) -> dict[str, Any]:
        """评议结果 · Ratings of a round by village; public once it is closed"""
        return ratings_of(service, id)

    @api.route("/district")
    @allow(LEADER, DISTRICT)
    @api.response(200, schemas.Overview)
    def district() -> dict[str, Any]:
        """全区概况 · Clocks, findings, circulars, and how each village's link is"""
        return overview(service)

    return api


def ratings_of(service: Service, id: str) -> dict[str, Any]:
    """A round and its ratings; while it is open they are for staff only, lest they sway those yet to answer."""
    with service.application.database.read() as tx:
        asked = rounds.one(tx, id)
        account = current_account()
        if asked["closed_on"] is None and (account is None or account.role not in ONLOOKERS):
            raise Unauthorised(
                "round-open", "评议结束后公布结果。", "Results are published when the round is closed; staff sign in."
            )
        return {"round": asked, "rows": ratings.of_round(tx, id, asked["audience"])}


def page_of(number: int, find: Callable[[int, int], Rows]) -> dict[str, Any]:
    items, total = find(PAGE, (number - 1) * PAGE)
    return {"items": items, "page": number, "pages": max(1, -(-total // PAGE)), "total": total}


def idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= 100 and key.isascii() and key.isprintable()):
        raise Invalid(
            "idempotency-key",
            "Idempotency-Key 应为 1 到 100 个可见字符。",
            "Idempotency-Key must be 1 to 100 printable characters.",
        )
    return key
