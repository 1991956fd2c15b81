"""What people see: the catalogue with what is missing, publications, the boards; and the desk where they are made."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from services.disclosure.composition import Service
from services.disclosure.desk.steps import STEPS
from services.disclosure.domain.catalogue import ASPECTS, CARRIERS, TIMINGS
from services.disclosure.domain.publication import STAGES
from services.disclosure.pages import (
    annual_report,
    archive,
    attachments,
    boards,
    carriers,
    catalogue,
    catalogue_desk,
    deciding,
    feeds,
    ledger,
    notices,
    open_data,
    public,
    reading,
    requests,
    requests_desk,
    writing,
)
from services.disclosure.pages.parts import as_html, pieces, text_as_html
from shared.web.language import t
from shared.web.roles import PUBLIC

NAVIGATION = [
    ("pages.start", "公开目录", "Catalogue", frozenset({PUBLIC})),
    ("pages.ledger", "公开台账", "Ledger", frozenset({PUBLIC})),
    ("pages.all_villages", "按村查", "By village", frozenset({PUBLIC})),
    ("pages.by_date", "按日期查", "By date", frozenset({PUBLIC})),
    ("pages.boards", "各村公开栏", "Village boards", frozenset({PUBLIC})),
    ("pages.about_requests", "依申请公开", "Ask for information", frozenset({PUBLIC})),
    ("pages.at_work", "工作台", "Desk", frozenset(deciding.AT_THE_DESK)),
    ("pages.requests_at_desk", "办理申请", "Requests", frozenset(requests_desk.ONLOOKERS)),
]


def blueprint(service: Service) -> Blueprint:
    pages = Blueprint("pages", __name__)
    villages = {village.id: village for village in service.district.villages}
    offices = {office.id: office for office in service.district.offices}

    @pages.context_processor
    def words() -> dict[str, Any]:
        return {
            "items": service.catalogue.items,
            "villages": villages,
            "offices": offices,
            "carriers": CARRIERS,
            "aspects": ASPECTS,
            "timings": TIMINGS,
            "stages": STAGES,
            "steps": STEPS,
            "township": t(service.district.township_zh, service.district.township_en),
            "pieces": pieces,
            "as_html": as_html,
            "text_as_html": text_as_html,
            "atom_feed": url_for("pages.feed_of_all"),
            "foot_links": [
                (url_for("pages.annual_reports"), t("年度报告", "Annual report")),
                (url_for("pages.data"), t("开放数据", "Open data")),
                (url_for("pages.feed_of_all"), t("订阅（Atom）", "Subscribe (Atom)")),
            ],
            "aspect_options": [(name, t(*named)) for name, named in ASPECTS.items()],
            "carrier_options": [(name, t(*named)) for name, named in CARRIERS.items()],
            "village_options": [(village.id, t(village)) for village in service.joined.villages],
        }

    for part in (
        public,
        ledger,
        catalogue,
        catalogue_desk,
        annual_report,
        reading,
        archive,
        boards,
        notices,
        carriers,
        feeds,
        open_data,
        attachments,
        requests,
        requests_desk,
        writing,
        deciding,
    ):
        part.register(pages, service)
    return pages
