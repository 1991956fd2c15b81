"""Bad ratings of visits to the service window."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema

from services.oversight.api.parts import CASEWORKERS, ONLOOKERS, Query, listed
from services.oversight.casework import bad_ratings as casework
from services.oversight.casework import following_ratings
from services.oversight.composition import Service
from services.oversight.schemas import bad_ratings as schemas
from services.oversight.schemas import parts
from services.oversight.schemas.actions import Reasoned
from services.oversight.schemas.petitions import Follow, ReadText, WithCode
from services.oversight.views import bad_ratings
from shared.web.api import ApiBlueprint
from shared.web.roles import LEADER, PUBLIC, allow, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/bad-ratings")
    @allow(*ONLOOKERS)
    @api.arguments(schemas.BadRatingsQuery(), location="query")
    @api.response(200, parts.list_of(schemas.BadRating, "BadRatings"))
    def list_bad_ratings(query: Query) -> dict[str, Any]:
        """窗口差评，先到期的在前 · Bad ratings that you may see, what falls due first"""
        seen, state = casework.scope(service, signed_in()), query["status"]
        return listed(
            service,
            query,
            lambda tx, limit, offset: bad_ratings.page(tx, seen, state=state, limit=limit, offset=offset),
        )

    @api.route("/bad-ratings/<string:id>")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.BadRatingWhole)
    def read_bad_rating(id: str) -> dict[str, Any]:
        """一件差评，连同期限、经过和下一步，不含文字和联系方式 · One with clocks and history, not its words"""
        return casework.read(service, signed_in(), id)

    def action(name: str, schema: type[Schema], roles: tuple[str, ...], told: str) -> None:
        def act(given: dict[str, Any], id: str) -> dict[str, Any]:
            return casework.act(service, signed_in(), id, name, given)

        act.__doc__, act.__name__ = told, f"{name.replace('-', '_')}_bad_rating"
        answered = api.arguments(schema)(api.response(200, schemas.BadRatingWhole)(act))
        api.route(f"/bad-ratings/<string:id>/{name}", methods=("POST",))(allow(*roles)(answered))

    action("contact", schemas.NoteContact, CASEWORKERS, "登记回访 · Note that the person was contacted, or tried")
    action(
        "report", schemas.ReportOutcome, CASEWORKERS, "报告整改 · Report what was put right, or why nothing had to be"
    )
    action("confirm", schemas.ConfirmOutcome, (LEADER,), "确认，随即公布 · Confirm it; everybody reads it at once")
    action("send-back", Reasoned, (LEADER,), "退回整改 · It does not hold: back to the office")

    @api.route("/bad-ratings/<string:id>/text", methods=("POST",))
    @allow(*CASEWORKERS)
    @api.arguments(ReadText())
    @api.response(200, schemas.BadRatingText)
    def read_bad_rating_text(given: dict[str, Any], id: str) -> dict[str, Any]:
        """查看文字和联系方式，谁看、为何看都记下 · Read words and contact; who reads and why is recorded"""
        return casework.read_text(service, signed_in(), id, given["reason"])

    @api.route("/bad-ratings/follow", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(Follow())
    @api.response(200, schemas.BadRatingFollowed)
    def follow_bad_rating(given: dict[str, Any]) -> dict[str, Any]:
        """凭查询码查差评办理 · Follow a bad rating with its receipt code"""
        address = request.remote_addr or ""
        return following_ratings.follow(service, given["code"], address, explain=given["explain"])

    def with_code(name: str, schema: type[Schema], told: str) -> None:
        def act(given: dict[str, Any]) -> dict[str, Any]:
            return following_ratings.act(service, name, given, request.remote_addr or "")

        act.__doc__, act.__name__ = told, f"{name}_bad_rating_with_code"
        answered = api.arguments(schema)(api.response(200, schemas.BadRatingFollowed)(act))
        api.route(f"/bad-ratings/follow/{name}", methods=("POST",))(allow(PUBLIC)(answered))

    with_code(
        "judge", schemas.JudgeOutcome, "凭查询码说整改到位没有；不到位的重新整改一次 · Say whether it is put right"
    )
    with_code("erase", WithCode, "凭查询码删除文字和联系方式 · Have words and contact erased")
