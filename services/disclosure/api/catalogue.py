"""The catalogue over the API: read by everybody, changed by the leading group; laws that change and facts."""

from __future__ import annotations

import re
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.desk import catalogue as desk
from services.disclosure.desk import obligations
from services.disclosure.schemas.catalogue import (
    ITEM_ID,
    RESERVED,
    CatalogueOut,
    CatalogueStood,
    EditionList,
    FactIn,
    ItemIn,
    LawChangeIn,
    ObligationsSet,
)
from services.disclosure.schemas.publications import Reason
from services.disclosure.views import catalogue as view
from services.disclosure.views.catalogue_status import status
from shared.errors import Invalid
from shared.web.api import ApiBlueprint
from shared.web.roles import LEADER, OFFICER, PUBLIC, allow, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/catalogue")
    @allow(PUBLIC)
    @api.response(200, CatalogueOut)
    def catalogue() -> dict[str, Any]:
        """公开目录和公开情况 · The catalogue, and what of it is published

        每一事项附六个方面和现状：已公开、未公开、逾期 · Each item with its six aspects and its status.
        """
        now, today = service.now(), service.today()
        with service.application.database.read() as tx:
            present = service.catalogue_in(tx)
            items = [{**vars(item), "status": status(tx, item, now, today)} for item in present.items.values()]
        return {"version": present.version, "items": items}

    @api.route("/catalogue/versions")
    @allow(PUBLIC)
    @api.response(200, EditionList)
    def versions() -> dict[str, Any]:
        """公开目录的历次版本 · Every version of the catalogue: what changed, when, by whom and why"""
        with service.application.database.read() as tx:
            return {"versions": view.editions(tx)}

    @api.route("/catalogue/versions/<int:number>")
    @allow(PUBLIC)
    @api.response(200, CatalogueStood)
    def version(number: int) -> dict[str, Any]:
        """公开目录的某一版 · The catalogue as it stood"""
        with service.application.database.read() as tx:
            stood = service.catalogue_in(tx, number)
        return {"version": stood.version, "items": list(stood.items.values())}

    @api.route("/catalogue/items/<string:id>", methods=("PUT",))
    @allow(LEADER)
    @api.arguments(ItemIn)
    @api.response(200, CatalogueStood)
    def put(given: dict[str, Any], id: str) -> dict[str, Any]:
        """增加或修改事项，计划随后改变 · Add or change an item; the plan follows at the clock's next tick"""
        if not re.fullmatch(ITEM_ID, id) or id in RESERVED:
            raise unfit_id()
        desk.put_item(service, signed_in().name, desk.item_from(id, given), given["reason"])
        return _stands(service)

    @api.route("/catalogue/items/<string:id>/end", methods=("POST",))
    @allow(LEADER)
    @api.arguments(Reason)
    @api.response(200, CatalogueStood)
    def end(given: dict[str, Any], id: str) -> dict[str, Any]:
        """停止一个事项，公开过的仍可查 · End an item; what was published stays"""
        desk.end_item(service, signed_in().name, id, given["reason"])
        return _stands(service)

    @api.route("/law-changes", methods=("POST",))
    @allow(OFFICER, LEADER)
    @api.arguments(LawChangeIn)
    @api.response(201, ObligationsSet)
    def law_changed(given: dict[str, Any]) -> dict[str, Any]:
        """依据的法规有变动，各事项限期复核 · A law has changed: each item is to be reviewed in time"""
        who, items = signed_in().name, tuple(dict.fromkeys(given["items"]))
        desk.note_law_change(service, who, items, given["law"], given["changed_on"])
        return {"obligations": [f"{item}.law-{given['changed_on']}" for item in items]}

    @api.route("/facts", methods=("POST",))
    @allow(OFFICER, LEADER)
    @api.arguments(FactIn)
    @api.response(201, ObligationsSet)
    def fact(given: dict[str, Any]) -> dict[str, Any]:
        """登记随时公开事项的一件事 · Something happened that has to be made public"""
        name = obligations.record_fact(service, signed_in().name, given["item"], given["formed_on"], given["about"])
        return {"obligations": [name]}


def unfit_id() -> Invalid:
    return Invalid(
        "item-id-unfit",
        "事项代码用小写英文字母开头，可含数字和连字符，2 到 41 个字，不能用保留的词。",
        "An item's id begins with a small letter and has small letters, digits and hyphens, 2 to 41; some words are "
        "taken.",
    )


def _stands(service: Service) -> dict[str, Any]:
    present = service.catalogue
    return {"version": present.version, "items": list(present.items.values())}
