"""Petitions."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema

from services.oversight.access import scope
from services.oversight.api.parts import CASEWORKERS, ONLOOKERS, Query, idempotency_key, listed
from services.oversight.casework import filing, following
from services.oversight.casework import petitions as casework
from services.oversight.composition import Service
from services.oversight.schemas import parts
from services.oversight.schemas import petitions as schemas
from services.oversight.views import petitions
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow, current_account, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/petitions", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.NewPetition())
    @api.response(201, schemas.Filed)
    def file_petition(given: dict[str, Any]) -> dict[str, Any]:
        """提交信访事项 · File a petition

        回答里的查询码只给这一次。可带 Idempotency-Key，防止重复提交。 · The receipt code is told this once. An
        Idempotency-Key header makes a repetition harmless (409 already-filed).
        """
        return filing.file_petition(service, given, current_account(), idempotency_key())

    @api.route("/petitions")
    @allow(*ONLOOKERS)
    @api.arguments(parts.ListQuery(), location="query")
    @api.response(200, parts.list_of(schemas.Petition, "Petitions"))
    def list_petitions(query: Query) -> dict[str, Any]:
        """信访事项列表，先到期的在前 · Petitions you may see, what falls due next first"""
        seen, still_open = scope(service.district, signed_in()), query["status"] == "open"
        return listed(
            service,
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

    action("accept", parts.Nothing, "受理 · Accept: the clock of acceptance ends, the next one starts")
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
        return following.follow(service, given["code"], request.remote_addr or "", explain=given["explain"])

    @api.route("/deadlines/<string:id>/explanation")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.ExplainedClock)
    def explanation(id: str) -> dict[str, Any]:
        """期限逐日说明 · A clock of a petition, day by day: what counted and why, by which rule and calendar"""
        return casework.explanation(service, signed_in(), id)
