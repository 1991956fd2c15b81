"""Carriers, boards on a day, receipts and the township's own board, over the API."""

from __future__ import annotations

from typing import Any

from services.disclosure.api.publications import described
from services.disclosure.composition import Service
from services.disclosure.desk import boards as desk
from services.disclosure.desk import carriers as registry
from services.disclosure.desk import publications as published
from services.disclosure.schemas import boards as schemas
from services.disclosure.schemas.publications import PublicationOut
from services.disclosure.views import boards, carriers, receipts
from shared.privacy.attachments import LARGEST
from shared.web.api import ApiBlueprint
from shared.web.bodies import DEFAULT_LIMIT, body_limit
from shared.web.roles import LEADER, OFFICER, PUBLIC, allow, signed_in

UPLOAD = LARGEST * 4 // 3 + DEFAULT_LIMIT
"""Bytes of a body with a photograph, which is larger by a third in base64."""
Json = dict[str, Any]


def register(api: ApiBlueprint, service: Service) -> None:
    _carriers(api, service)
    _boards(api, service)
    _township(api, service)


def _carriers(api: ApiBlueprint, service: Service) -> None:
    @api.route("/carriers")
    @allow(PUBLIC)
    @api.arguments(schemas.CarrierQuery, location="query")
    @api.response(200, schemas.CarrierList)
    def list_carriers(query: Json) -> Json:
        """公开载体，按镇、村 · Where it can be read: all carriers, by place"""
        places = registry.places(service, query.get("village"))
        shown = places[(query["page"] - 1) * query["size"] :][: query["size"]]
        with service.application.database.read() as tx:
            found = carriers.of_places(tx, shown)
        told = [{"place": place, "carriers": found[place]} for place in shown]
        return {"places": told, "page": query["page"], "size": query["size"], "total": len(places)}

    @api.route("/carriers", methods=("POST",))
    @allow(OFFICER, LEADER)
    @api.arguments(schemas.NewCarrier)
    @api.response(201, schemas.CarrierOut)
    def register_carrier(given: Json) -> object:
        """登记公开载体 · Register a carrier"""
        return registry.found(service, registry.register(service, signed_in().name, given, None))

    @api.route("/carriers/<string:id>/move", methods=("POST",))
    @allow(OFFICER, LEADER)
    @api.arguments(schemas.MovedCarrier)
    @api.response(200, schemas.CarrierOut)
    def move_carrier(given: Json, id: str) -> object:
        """迁移，或补记位置 · It hangs elsewhere now; or where it hangs is noted at last"""
        registry.move(service, signed_in().name, id, given)
        return registry.found(service, id)

    @api.route("/carriers/<string:id>/retire", methods=("POST",))
    @allow(OFFICER, LEADER)
    @api.arguments(schemas.RetiredCarrier)
    @api.response(200, schemas.CarrierOut)
    def retire_carrier(given: Json, id: str) -> object:
        """停用，理由公开 · Retire a carrier; the reason is public"""
        registry.retire(service, signed_in().name, id, given)
        return registry.found(service, id)


def _boards(api: ApiBlueprint, service: Service) -> None:
    database = service.application.database

    @api.route("/boards/<string:place>")
    @allow(PUBLIC)
    @api.arguments(schemas.BoardQuery, location="query")
    @api.response(200, schemas.BoardOut)
    def board(query: Json, place: str) -> Json:
        """一个公开栏在某一天 · A board on a day: what had to hang there, what did, what was missing since when"""
        desk.check_place(service, place)
        on = desk.day_asked(query.get("on"), service.today())
        with database.read() as tx:
            standing = boards.completeness(tx, place, on)
            lines = boards.lines(tx, place, on, limit=query["size"], offset=(query["page"] - 1) * query["size"])
            left, _ = boards.still_hanging(tx, place, on)
        counts = {name: getattr(standing, name) for name in ("owed", "hanging", "shown", "in_time", "missing", "share")}
        paged = {"page": query["page"], "size": query["size"]}
        return {"place": place, "on": on, **counts, "postings": lines, "still_hanging": left, **paged}

    @api.route("/publications/<string:id>/receipts")
    @allow(PUBLIC)
    @api.arguments(schemas.ReceiptQuery, location="query")
    @api.response(200, schemas.ReceiptList)
    def list_receipts(query: Json, id: str) -> Json:
        """签名的回执，附查验所需 · The boards' signed receipts, with what is needed to check them"""
        published.found(service, id, staff=False)
        with database.read() as tx:
            found, total = receipts.of_publication(
                tx,
                id,
                village=query.get("village"),
                limit=query["size"],
                offset=(query["page"] - 1) * query["size"],
            )
        return {"receipts": found, "page": query["page"], "size": query["size"], "total": total}


def _township(api: ApiBlueprint, service: Service) -> None:
    @api.route("/publications/<string:id>/posted", methods=("POST",))
    @allow(OFFICER)
    @body_limit(UPLOAD)
    @api.arguments(schemas.OwnBoard)
    @api.response(200, PublicationOut)
    def posted(given: Json, id: str) -> Json:
        """镇公开栏已张榜，附照片 · It hangs on the township's own board, as the photograph shows"""
        desk.post_at_township(service, signed_in().name, id, given["photograph"])
        return described(service, id, staff=True)

    @api.route("/publications/<string:id>/taken-down", methods=("POST",))
    @allow(OFFICER)
    @body_limit(UPLOAD)
    @api.arguments(schemas.OwnBoardTakenDown)
    @api.response(200, PublicationOut)
    def taken_down(given: Json, id: str) -> Json:
        """镇公开栏已取下 · It was taken off the township's own board"""
        desk.take_down_at_township(service, signed_in().name, id, given["photograph"])
        return described(service, id, staff=True)
