"""How villagers find something on the board: by words, by catalogue item, by date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from services.feedback.composition import Service
from services.feedback.items import OTHER, ItemName
from services.feedback.views import reading
from services.feedback.views.reading import Wanted
from shared import search as searching
from shared.eventlog import Transaction
from shared.web.forms import number_asked
from shared.web.kept import KeptPages
from shared.web.roles import PUBLIC, allow

SIZE = 20


@dataclass(frozen=True)
class Ways:
    """How the board can be gone through: its items with their names, how much of each, and its years and months."""

    items: Mapping[str, ItemName]
    counts: Mapping[str, int]
    years: Mapping[int, Mapping[int, int]]


def ways(tx: Transaction, names: Mapping[str, ItemName], item: str | None = None) -> Ways:
    """``item``: the years and months are those of one item. In the order of the catalogue, the nameless last."""
    counts = reading.by_item(tx, Wanted())
    items = {each: names.get(each, OTHER) for each in [*names, *sorted(counts)] if each in counts}
    return Ways(items, counts, reading.by_month(tx, Wanted(item)))


def register(pages: Blueprint, service: Service, names: Mapping[str, ItemName]) -> None:
    database = service.application.database
    kept = KeptPages(service.application, service.today)

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
    @kept
    def by_date() -> str:
        page, year = number_asked("page", 1, 100_000) or 1, number_asked("year", 2000, 2999)
        wanted = Wanted(request.args.get("item") or None, year, number_asked("month", 1, 12) if year else None)
        with database.read() as tx:
            listed, total = reading.browse(tx, wanted, page, SIZE)
            found = ways(tx, names, wanted.item)
        return render_template(
            "feedback/by_date.html",
            wanted=wanted,
            listed=listed,
            total=total,
            ways=found,
            page=page,
            pages=-(-total // SIZE),
        )
