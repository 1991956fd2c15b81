"""Requests for information (依申请公开) over the API."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema

from services.disclosure.api.publications import idempotency_key
from services.disclosure.composition import Service
from services.disclosure.desk import request_filing, request_following
from services.disclosure.desk import requests as desk
from services.disclosure.desk.request_actions import ACTIONS, Action
from services.disclosure.domain.outcomes import LINES
from services.disclosure.schemas import requests as schemas
from shared.web.api import ApiBlueprint
from shared.web.roles import DISTRICT, LEADER, OFFICER, PUBLIC, REVIEWER, allow, current_account, signed_in

READERS = (OFFICER, REVIEWER, LEADER)
"""Who handles requests, and may read what an applicant wrote: each reading is recorded."""
ONLOOKERS = (*READERS, DISTRICT)


def register(api: ApiBlueprint, service: Service) -> None:
    _public(api, service)
    _staff(api, service)
    for action in ACTIONS.values():
        _route_action(api, service, action)


def _public(api: ApiBlueprint, service: Service) -> None:
    @api.route("/requests", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.NewRequest())
    @api.response(201, schemas.Receipt)
    def file_request(given: dict[str, Any]) -> dict[str, Any]:
        """申请公开政府信息 · Request information

        回答里的查询码只给这一次。可带 Idempotency-Key，防止重复提交。工作人员登记来信、传真、当面申请也用它。 ·
        The receipt code is told this once. An Idempotency-Key header makes a repetition harmless (409
        already-filed). Staff register here too what came by letter, by fax or at the counter.
        """
        return request_filing.file_request(service, given, current_account(), idempotency_key())

    @api.route("/requests/follow", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.Follow())
    @api.response(200, schemas.Followed)
    def follow_request(given: dict[str, Any]) -> dict[str, Any]:
        """凭查询码查办理情况和答复 · Follow a request with its receipt code, and read the answer"""
        address = request.remote_addr or ""
        return request_following.follow(service, given["code"], address, explain=given["explain"])

    for name, schema, told in _WITH_CODE:
        _route_with_code(api, service, name, schema, told)

    @api.route("/requests/statistics")
    @allow(PUBLIC)
    @api.arguments(schemas.YearQuery(), location="query")
    @api.response(200, schemas.YearOut)
    def request_statistics(query: dict[str, Any]) -> dict[str, Any]:
        """依申请公开统计，按年 · How many requests, how they ended and whether in time, by year"""
        counted = desk.year(service, query["year"])
        return {
            **{name: getattr(counted, name) for name in ("year", "ended", "late", "made_public")},
            **{name: sum(getattr(counted, name).values()) for name in ("received", "carried_over", "carried_on")},
            "outcomes": {line.id: counted.of_line(line.id) for line in LINES},
        }


_WITH_CODE: tuple[tuple[str, type[Schema], str], ...] = (
    ("correct", schemas.GiveCorrection, "凭查询码补正 · Correct the request"),
    ("withdraw", schemas.WithCode, "凭查询码撤回 · Withdraw it"),
    ("erase", schemas.WithCode, "办结后凭查询码删除内容和姓名 · Have text and name erased once it is over"),
)


def _staff(api: ApiBlueprint, service: Service) -> None:
    @api.route("/requests")
    @allow(*ONLOOKERS)
    @api.arguments(schemas.RequestQuery(), location="query")
    @api.response(200, schemas.RequestList)
    def list_requests(query: dict[str, Any]) -> dict[str, Any]:
        """申请列表，先到期的在前，不含内容和姓名 · Requests, what falls due next first, without text or name"""
        return desk.listed(service, query["show"], query["page"])

    @api.route("/requests/<string:id>")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.Dossier)
    def read_request(id: str) -> dict[str, Any]:
        """一件申请，连同期限和经过，不含内容和姓名 · One request with clocks and history, without text or name"""
        return desk.read(service, id, explain=True)

    @api.route("/requests/<string:id>/text", methods=("POST",))
    @allow(*READERS)
    @api.arguments(schemas.ReadText())
    @api.response(200, schemas.RequestText)
    def read_request_text(given: dict[str, Any], id: str) -> dict[str, Any]:
        """查看内容、姓名和答复稿，谁看、为何看都记下 · Read text, name and drafts; who reads and why is recorded"""
        return desk.read_text(service, signed_in(), id, given["reason"])

    @api.route("/requests/<string:id>/publication", methods=("POST",))
    @allow(OFFICER)
    @api.arguments(schemas.DraftPublication())
    @api.response(201, schemas.Publication)
    def publish_answer(given: dict[str, Any], id: str) -> dict[str, Any]:
        """把大家都关心的答复转为公开稿 · Draft a publication from an answer, in a text for everybody"""
        return {"publication": desk.draft_publication(service, signed_in(), id, given)}

    @api.route("/requests/readings")
    @allow(LEADER, DISTRICT)
    @api.arguments(schemas.ReadingsQuery(), location="query")
    @api.response(200, schemas.Readings)
    def request_readings(query: dict[str, Any]) -> dict[str, Any]:
        """谁看过申请人的姓名和内容 · Who read an applicant's name and words, when and why"""
        return desk.readings(service, query["before"])


def _route_action(api: ApiBlueprint, service: Service, action: Action) -> None:
    def act(given: dict[str, Any], id: str) -> dict[str, Any]:
        return desk.act(service, signed_in(), id, action.name, given)

    act.__doc__, act.__name__ = f"{action.zh} · {action.en}", f"{action.name.replace('-', '_')}_request"
    answered = api.arguments(action.schema)(api.response(200, schemas.Dossier)(act))
    api.route(f"/requests/<string:id>/{action.name}", methods=("POST",))(allow(*action.roles)(answered))


def _route_with_code(api: ApiBlueprint, service: Service, name: str, schema: type[Schema], told: str) -> None:
    def act(given: dict[str, Any]) -> dict[str, Any]:
        return request_following.act(service, name, given, request.remote_addr or "")

    act.__doc__, act.__name__ = told, f"{name}_request_with_code"
    answered = api.arguments(schema)(api.response(200, schemas.Followed)(act))
    api.route(f"/requests/follow/{name}", methods=("POST",))(allow(PUBLIC)(answered))
