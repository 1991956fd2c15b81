"""How villagers find something on the board: by words, by catalogue item, by date."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from services.feedback.composition import Service
from services.feedback.items import OTHER, load_item_names
from services.feedback.views import reading
from services.feedback.views.reading import Wanted
from shared import search as searching
from shared.web.forms import number_asked
from shared.web.roles import PUBLIC, allow

SIZE = 20


def register(pages: Blueprint, service: Service) -> None:
    database, names = service.application.database, load_item_names(service.node.config.data)

    @pages.get("/search")
    @allow(PUBLIC)
    def search() -> str:
        query = request.args.get("q", "")[: searching.LONGEST].strip()
        page, withdrawn = number_asked("page", 1, 100_000) or 1, request.args.get("withdrawn") == "1"
        with database.read() as tx:
            listed, total, more = reading.find(tx, query, withdrawn=withdrawn, page=page, size=SIZE)
        return render_template(
            "feedback/search.html",
            query=query,
            words=searching.asked(query),
            listed=listed,
            total=total,
            more=more,
            withdrawn=withdrawn,
            page=page,
            pages=-(-total // SIZE),
            marked=searching.marked,
            excerpt=searching.excerpt,
        )

    @pages.get("/publications")
    @allow(PUBLIC)
    def by_date() -> str:
        page, year = number_asked("page", 1, 100_000) or 1, number_asked("year", 2000, 2999)
        wanted = Wanted(request.args.get("item") or None, year, number_asked("month", 1, 12) if year else None)
        with database.read() as tx:
            listed, total = reading.browse(tx, wanted, page, SIZE)
            years, counts = reading.by_month(tx, Wanted(wanted.item)), reading.by_item(tx, Wanted())
        # In the order of the catalogue, then those of which no name is known here.
        items = {each: names.get(each, OTHER) for each in [*names, *sorted(counts)] if each in counts}
        return render_template(
            "feedback/by_date.html",
            wanted=wanted,
            listed=listed,
            total=total,
            years=years,
            counts=counts,
            items=items,
            page=page,
            pages=-(-total // SIZE),
        )
