"""The village board: for everybody to read, and for the clerk to confirm what hangs."""

from __future__ import annotations

from typing import Any

from services.feedback import hanging
from services.feedback.composition import Service
from services.feedback.schemas import board as schemas
from services.feedback.views import board, reading
from shared.privacy.attachments import LARGEST
from shared.search import excerpt
from shared.web.api import ApiBlueprint
from shared.web.bodies import DEFAULT_LIMIT, body_limit
from shared.web.roles import CLERK, PUBLIC, allow, signed_in

Json = dict[str, Any]
UPLOAD = LARGEST * 4 // 3 + DEFAULT_LIMIT
"""Bytes of a body with a photograph, which is larger by a third in base64."""


def register(api: ApiBlueprint, service: Service) -> None:
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
