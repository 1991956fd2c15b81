"""The first page, with the village board, as everybody reads it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from services.feedback import hanging
from services.feedback.composition import Service
from services.feedback.items import ItemName
from services.feedback.pages import home, reading
from services.feedback.views import board
from shared.markdown import to_html
from shared.web.forms import number_asked
from shared.web.kept import KeptPages
from shared.web.pictures import pictured
from shared.web.roles import PUBLIC, allow

SIZE = 20
Page = str | Response | tuple[str, int]


def register(pages: Blueprint, service: Service, names: Mapping[str, ItemName]) -> None:
    database = service.application.database
    kept = KeptPages(service.application, service.today)

    @pages.get("/")
    @allow(PUBLIC)
    @kept
    def village_board() -> Page:
        asked, number = request.args.get("section"), number_asked("page", 1, 100_000) or 1
        section = asked if asked in board.SECTIONS else None
        with database.read() as tx:
            listed, total = board.newest(tx, number, SIZE, section or "current")
            beside = (
                {} if section or number > 1 else {name: board.newest(tx, 1, 12, name) for name in board.SECTIONS[1:]}
            )
            ways = reading.ways(tx, names)
            glance = None if section or number > 1 else home.at_a_glance(service, tx)
        return render_template(
            "feedback/board.html",
            section=section,
            listed=listed,
            page=number,
            pages=-(-total // SIZE),
            beside=beside,
            ways=ways,
            glance=glance,
        )

    @pages.get("/publications/<publication>")
    @allow(PUBLIC)
    @kept
    def publication(publication: str) -> Page:
        with database.read() as tx:
            return render_template("feedback/publication.html", posting=board.one(tx, publication), as_html=to_html)

    @pages.get("/board/<publication>/photograph")
    @allow(PUBLIC)
    def photograph(publication: str) -> Page:
        """The paper board as the clerk photographed it."""
        found = hanging.photograph(service, publication)
        return pictured(found.content, found.media_type)
