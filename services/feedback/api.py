"""The village's JSON API: load, handle, dump."""

from __future__ import annotations

from typing import Any

from flask import request

from services.feedback import hanging, intake, paper, schemas
from services.feedback.composition import Service
from services.feedback.views import board, petitions, ratings, reading, rounds
from shared.privacy.attachments import LARGEST
from shared.search import excerpt
from shared.web.api import ApiBlueprint
from shared.web.bodies import DEFAULT_LIMIT, body_limit
from shared.web.errors import UnsupportedMedia
from shared.web.roles import CLERK, PUBLIC, allow, signed_in

Json = dict[str, Any]
UPLOAD = LARGEST * 4 // 3 + DEFAULT_LIMIT
"""Bytes of a body with a photograph, which is larger by a third in base64."""


def blueprint(service: Service) -> ApiBlueprint:
    api = ApiBlueprint("api", __name__, url_prefix="/api", description="村（居）端 · The village")
    _for_everybody(api, service)
    _for_the_clerk(api, service)
    return api


def _for_everybody(api: ApiBlueprint, service: Service) -> None:
    database, village = service.application.database, service.village.id

    @api.route("/board")
    @allow(PUBLIC)
    @api.arguments(schemas.BoardPage(), location="query")
    @api.response(200, schemas.BoardOut)
    def the_board(asked: Json) -> Json:
        """公开栏 · What the village board shows, newest first."""
        with database.read() as tx:
            postings, total = board.newest(tx, **asked)
        return {"village": village, "postings": postings, "total": total, **asked}

    @api.route("/board/<publication>")
    @allow(PUBLIC)
    @api.response(200, schemas.PostingWithVersions)
    def one_posting(publication: str) -> Json:
        """一条公开内容 · One publication with all of its versions."""
        with database.read() as tx:
            return board.one(tx, publication)

    @api.route("/search")
    @allow(PUBLIC)
    @api.arguments(schemas.SearchPage(), location="query")
    @api.response(200, schemas.SearchOut)
    def search(asked: Json) -> Json:
        """查找 · Find what is on the board by its words."""
        query, page, size = asked["q"], asked["page"], asked["size"]
        with database.read() as tx:
            found, total, more = reading.find(tx, query, withdrawn=asked["withdrawn"], page=page, size=size)
        hits = [{**one, "excerpt": "".join(piece.text for piece in excerpt(one["plain"], query))} for one in found]
        return {"hits": hits, "total": total, "more": more, "page": page, "size": size}

    @api.route("/rounds")
    @allow(PUBLIC)
    @api.arguments(schemas.Page(), location="query")
    @api.response(200, schemas.RoundsOut)
    def all_rounds(asked: Json) -> Json:
        """评议 · Survey rounds of this village, newest first."""
        with database.read() as tx:
            found, total = rounds.newest(tx, **asked, on=service.today())
        return {"rounds": found, "total": total, **asked}

    @api.route("/rounds/<round>")
    @allow(PUBLIC)
    @api.response(200, schemas.RoundWithQuestions)
    def one_round(round: str) -> Json:
        """一次评议 · One survey round with its questionnaire."""
        with database.read() as tx:
            return rounds.one(tx, round, service.today())

    @api.route("/ratings")
    @allow(PUBLIC)
    @api.arguments(schemas.RatingsPage(), location="query")
    @api.response(200, schemas.RatingsOut)
    def all_ratings(asked: Json) -> Json:
        """评议结果 · Results, once a round is closed and for at least five answers."""
        only = asked.pop("round")
        with database.read() as tx:
            if only:
                found, total = [rounds.one(tx, only, service.today())], 1
            else:
                found, total = rounds.newest(tx, **asked, on=service.today())
            rated = [ratings.of(tx, each) for each in found]
        return {"village": village, "ratings": rated, "total": total, **asked}

    @api.route("/responses", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.Answer())
    @api.response(201, schemas.AnsweredOut)
    def answer(given: Json) -> Json:
        """答卷 · An anonymous answer with a survey code, which is spent by it."""
        return {"round": given["round"], "recorded": True, "answered_on": intake.record_answer(service, given)}

    @api.route("/petitions", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.Petition())
    @api.arguments(schemas.PetitionKey(), location="headers")
    @api.response(201, schemas.ReceiptOut)
    def petition(given: Json, headers: Json) -> intake.Receipt:
        """信访 · Hand in a petition, which is sealed before it is kept. The answer has its receipt code."""
        return intake.file_petition(service, given, headers["key"])


def _for_the_clerk(api: ApiBlueprint, service: Service) -> None:
    database = service.application.database

    @api.route("/postings/<publication>", methods=("POST",))
    @allow(CLERK)
    @body_limit(UPLOAD)
    @api.arguments(schemas.Posted())
    @api.response(200, schemas.PostingOut)
    def post(given: Json, publication: str) -> Json:
        """已张贴 · The clerk confirms that the paper board shows it: the posting receipt."""
        hanging.post(service, publication, given["version"], given["photograph"], signed_in().name)
        with database.read() as tx:
            return board.one(tx, publication)

    @api.route("/postings/<publication>/taken-down", methods=("POST",))
    @allow(CLERK)
    @body_limit(UPLOAD)
    @api.arguments(schemas.TakenDown())
    @api.response(200, schemas.PostingOut)
    def take_down(given: Json, publication: str) -> Json:
        """已撤下 · The clerk confirms that the paper board no longer shows it."""
        hanging.take_down(service, publication, given["photograph"], signed_in().name)
        with database.read() as tx:
            return board.one(tx, publication)

    @api.route("/codes", methods=("POST",))
    @allow(CLERK)
    @api.arguments(schemas.CodesWanted())
    @api.response(201, schemas.CodesOut)
    def codes(given: Json) -> Json:
        """评议码 · Draw single-use survey codes to hand out."""
        drawn = intake.hand_out_codes(service, given["round"], given["count"], signed_in().name)
        return {"round": given["round"], "codes": drawn}

    @api.route("/paper-answers", methods=("POST",))
    @allow(CLERK)
    @body_limit(paper.MOST_BYTES)
    @api.arguments(schemas.PaperRound(), location="query")
    @api.response(201, schemas.PaperOut)
    def paper_answers(asked: Json) -> Json:
        """纸质问卷 · Enter paper questionnaires: a body of text/csv, all rows or none."""
        if request.mimetype != "text/csv":
            raise UnsupportedMedia(
                "body-not-csv",
                "内容须为 CSV，请设 Content-Type: text/csv。",
                "The body must be CSV. Set Content-Type: text/csv.",
            )
        entered, left_out = paper.enter(service, request.get_data(), asked["round"], signed_in().name)
        counts = [{"round": into, "answers": count} for into, count in entered.items()]
        return {"imported": sum(entered.values()), "left_out": left_out, "rounds": counts}

    @api.route("/clerk")
    @allow(CLERK)
    @api.response(200, schemas.ClerkOut)
    def clerk() -> Json:
        """待办 · What the clerk has to do, and how many petitions have been passed on."""
        with database.read() as tx:
            return {
                "to_post": board.to_do(tx, board.TO_POST),
                "to_take_down": board.to_do(tx, board.TO_TAKE_DOWN),
                "petitions": petitions.passed_on(tx),
                "rounds": rounds.not_closed(tx, service.today()),
            }
