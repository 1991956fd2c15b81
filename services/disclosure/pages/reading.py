"""How readers find a publication: by its words, by village, by catalogue item, by date."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from services.disclosure.composition import Service
from services.disclosure.pages.parts import PAGE, Page, page_asked, page_count
from services.disclosure.views import reading
from services.disclosure.views.reading import Wanted
from shared import search as searching
from shared.web.forms import number_asked
from shared.web.kept import KeptPages
from shared.web.roles import PUBLIC, allow

VILLAGES = 60
"""So many villages stand on one page of them."""
NEWEST = 5


def register(pages: Blueprint, service: Service) -> None:
    database = service.application.database
    kept = KeptPages(service.application, service.today)
    villages = {village.id: village for village in service.district.villages}

    @pages.get("/search")
    @allow(PUBLIC)
    def search() -> Page:
        query, page = request.args.get("q", "")[: searching.LONGEST].strip(), page_asked()
        village, withdrawn = villages.get(request.args.get("village", "")), request.args.get("withdrawn") == "1"
        with database.read() as tx:
            hits = reading.find(
                tx,
                query,
                village=village.id if village else None,
                withdrawn=withdrawn,
                limit=PAGE,
                offset=(page - 1) * PAGE,
            )
        return render_template(
            "disclosure/search.html",
            query=query,
            words=searching.asked(query),
            hits=hits,
            of_village=village,
            withdrawn=withdrawn,
            page=page,
            pages=page_count(hits.total),
            marked=searching.marked,
            excerpt=searching.excerpt,
        )

    @pages.get("/publications")
    @allow(PUBLIC)
    @kept
    def by_date() -> Page:
        wanted, page = _wanted(), page_asked()
        with database.read() as tx:
            rows, total = reading.browse(tx, wanted, limit=PAGE, offset=(page - 1) * PAGE)
            years = reading.by_month(tx, Wanted(wanted.village, wanted.item))
        return render_template(
            "disclosure/by_date.html",
            wanted=wanted,
            rows=rows,
            total=total,
            years=years,
            of_village=villages.get(wanted.village or ""),
            page=page,
            pages=page_count(total),
        )

    def _wanted() -> Wanted:
        """What the address asks for; what does not exist is not asked for."""
        item, village = request.args.get("item", "")[:60], request.args.get("village", "")
        year = number_asked("year", 2000, 2999)
        return Wanted(
            village if village in villages else None,
            item or None,  # one that the catalogue has given up still has its publications
            year,
            number_asked("month", 1, 12) if year else None,
        )

    @pages.get("/villages")
    @allow(PUBLIC)
    @kept
    def all_villages() -> Page:
        page, known = page_asked(), service.district.villages
        shown = known[(page - 1) * VILLAGES : page * VILLAGES]
        pages = max(1, -(-len(known) // VILLAGES))
        return render_template("disclosure/villages.html", shown=shown, page=page, pages=pages)

    @pages.get("/villages/<string:id>")
    @allow(PUBLIC)
    @kept
    def village(id: str) -> Page:
        found, wanted = service.district.village(id), Wanted(village=id)
        with database.read() as tx:
            rows, total = reading.browse(tx, wanted, limit=NEWEST, offset=0)
            counts, years = reading.by_item(tx, wanted), reading.by_month(tx, wanted)
        return render_template(
            "disclosure/village.html", of_village=found, rows=rows, total=total, counts=counts, years=years
        )
