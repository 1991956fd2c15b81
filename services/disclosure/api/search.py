"""Finding publications by their words, over the API."""

from __future__ import annotations

from typing import Any

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.schemas.search import SearchOut, SearchQuery
from services.disclosure.views import reading
from shared.search import excerpt
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/search")
    @allow(PUBLIC)
    @api.arguments(SearchQuery, location="query")
    @api.response(200, SearchOut)
    def search(query: dict[str, Any]) -> dict[str, Any]:
        """查找公开内容，一两个字就可以 · Find publications by their words; one or two characters will do"""
        asked, page, size = query["q"], query["page"], query["size"]
        if village := query.get("village"):
            desk.check_village(service, village)
        with service.application.database.read() as tx:
            found = reading.find(
                tx, asked, village=village, withdrawn=query["withdrawn"], limit=size, offset=(page - 1) * size
            )
        hits = [
            {
                "publication": {**vars(hit.summary), "draft_state": None},
                "excerpt": "".join(piece.text for piece in excerpt(hit.plain, asked)),
            }
            for hit in found.rows
        ]
        return {"hits": hits, "page": page, "size": size, "total": found.total, "more": found.more}
