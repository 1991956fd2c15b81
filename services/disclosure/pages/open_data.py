"""What there is as data for programs, explained to people."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.disclosure import open_data
from services.disclosure.composition import Service
from services.disclosure.pages.parts import Page
from services.disclosure.views import public_record
from shared.web.roles import PUBLIC, allow


def register(pages: Blueprint, service: Service) -> None:
    licence = open_data.load_licence(service.node.config.data)

    @pages.get("/open-data")
    @allow(PUBLIC)
    def data() -> Page:
        both: tuple[str, ...] = ("csv", "json")
        tables = [(item, *named, both) for item, named in open_data.names(service).items()]
        lists = [
            ("publications", "公开清单", "List of publications", both),
            ("postings", "张榜清单", "List of postings", both[:1]),
        ]
        with service.application.database.read() as tx:
            latest = public_record.latest(tx, limit=1)
        return render_template(
            "disclosure/open_data.html",
            tables=tables,
            lists=lists,
            licence=licence,
            latest=latest,
            url=service.node.config.url,
        )
