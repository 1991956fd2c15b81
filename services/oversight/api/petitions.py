"""Petitions."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema

from services.oversight.access import scope
from services.oversight.api.parts import CASEWORKERS, ONLOOKERS, Query, idempotency_key, listed
from services.oversight.casework import filing, following
from services.oversight.casework import petitions as casework
from services.oversight.casework.actions import ACTIONS, Action
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

    for action in ACTIONS.values():
        _route_action(api, service, action)

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

    for name, schema, told in _WITH_CODE:
        _route_with_code(api, service, name, schema, told)


_WITH_CODE: tuple[tuple[str, type[Schema], str], ...] = (
    ("supplement", schemas.GiveSupplement, "凭查询码补充内容 · Add something"),
    ("review", schemas.RequestReview, "凭查询码申请复查或复核 · Ask for a review or re-review"),
    ("rate", schemas.RateOutcome, "凭查询码评价办理结果 · Rate the outcome"),
    ("withdraw", schemas.WithCode, "凭查询码撤回 · Withdraw"),
    ("erase", schemas.WithCode, "办结后凭查询码删除内容和姓名 · Have text and name erased once it has ended"),
)


def _route_action(api: ApiBlueprint, service: Service, action: Action) -> None:
    def act(given: dict[str, Any], id: str) -> dict[str, Any]:
        return casework.act(service, signed_in(), id, action.name, given, address=request.remote_addr or "")

    act.__doc__, act.__name__ = f"{action.zh} · {action.en}", f"{action.name.replace('-', '_')}_petition"
    answered = api.arguments(action.schema)(api.response(200, schemas.Dossier)(act))
    api.route(f"/petitions/<string:id>/{action.name}", methods=("POST",))(allow(*action.roles)(answered))


def _route_with_code(api: ApiBlueprint, service: Service, name: str, schema: type[Schema], told: str) -> None:
    def act(given: dict[str, Any]) -> dict[str, Any]:
        return following.act(service, name, given, request.remote_addr or "")

    act.__doc__, act.__name__ = told, f"{name}_with_code"
    answered = api.arguments(schema)(api.response(200, schemas.Followed)(act))
    api.route(f"/petitions/follow/{name}", methods=("POST",))(allow(PUBLIC)(answered))
