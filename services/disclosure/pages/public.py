"""What everybody reads: the catalogue with what is missing, publications, the boards."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.desk.steps import writable
from services.disclosure.domain.catalogue import TIMINGS
from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.domain.publication import CIRCULAR, PublicationPublished, Stage
from services.disclosure.pages.parts import PAGE, Page, page_asked, page_count
from services.disclosure.views import obligations, postings, publications, receipts
from services.disclosure.views.catalogue_status import status
from shared.errors import NotFound
from shared.web.kept import KeptPages
from shared.web.roles import PUBLIC, allow

BOARDS = 50
"""How many boards are listed at once under a publication."""


def register(pages: Blueprint, service: Service) -> None:
    database = service.application.database
    kept = KeptPages(service.application, service.today)

    @pages.get("/")
    @allow(PUBLIC)
    @kept
    def start() -> Page:
        now, today = service.now(), service.today()
        with database.read() as tx:
            present = service.catalogue_in(tx)
            shown = [(item, status(tx, item, now, today)) for item in present.items.values()]
            circulars = publications.listed(tx, states=(Stage.PUBLISHED,), item=CIRCULAR, limit=3)
            _, overdue = postings.overdue(tx, now=now, today=today, limit=1)
            late = obligations.overdue(tx, now)
        classes = {timing: [one for one in shown if one[0].timing == timing] for timing in TIMINGS}
        return render_template(
            "disclosure/start.html", classes=classes, circulars=circulars, overdue=overdue, late=late
        )

    @pages.get("/items/<string:id>")
    @allow(PUBLIC)
    @kept
    def item(id: str) -> Page:
        found = service.catalogue.items.get(id)
        if found is None and id != CIRCULAR:
            raise NotFound("unknown-item", "公开目录里没有这个事项。", "There is no such item in the catalogue.")
        page = page_asked()
        with database.read() as tx:
            standing = status(tx, found, service.now(), service.today()) if found else None
            states = (Stage.PUBLISHED, Stage.WITHDRAWN)
            listed = publications.listed(tx, states=states, item=id, limit=PAGE, offset=(page - 1) * PAGE)
        return render_template(
            "disclosure/item.html",
            item=found,
            standing=standing,
            listed=listed,
            page=page,
            pages=page_count(listed.total),
        )

    @pages.get("/publications/<string:id>")
    @allow(PUBLIC)
    @kept
    def publication(id: str) -> Page:
        whole, page = desk.found(service, id, staff=False), page_asked()
        with database.read() as tx:
            boards, total = postings.of_publication(
                tx, id, now=service.now(), today=service.today(), limit=BOARDS, offset=(page - 1) * BOARDS
            )
            pictures = receipts.photographed(tx, id, [one.village for one in boards])
            own_board = postings.at(tx, id, whole.present.version, TOWNSHIP, now=service.now(), today=service.today())
            due = [
                recorded.event.posting_due
                for recorded in service.application.history(tx, "publication", id)
                if isinstance(recorded.event, PublicationPublished)
            ][-1]
        return render_template(
            "disclosure/publication.html",
            whole=whole,
            boards=boards,
            photographs=pictures,
            own_board=own_board,
            page=page,
            pages=-(-total // BOARDS),
            due=due,
            days=service.limits.explain(due),
            limit=service.limits.version(due.limit, due.limit_version),
            writable=writable(whole),
        )
