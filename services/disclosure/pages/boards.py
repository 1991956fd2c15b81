"""The boards for everybody: who has posted what, one board on any day, and the proof of each receipt."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.disclosure.composition import Service
from services.disclosure.desk import boards as desk
from services.disclosure.desk import publications as published
from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.domain.publication import Stage
from services.disclosure.pages.parts import PAGE, Page, page_asked, page_count
from services.disclosure.views import boards, postings, publications, receipts
from shared.errors import Invalid
from shared.privacy.attachments import LARGEST
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.kept import KeptPages
from shared.web.language import t
from shared.web.pictures import pictured
from shared.web.roles import OFFICER, PUBLIC, allow, signed_in

AS_COLUMNS = 8
"""Up to how many boards have a column of their own on the boards page."""


def register(pages: Blueprint, service: Service) -> None:
    _reading(pages, service)
    _township(pages, service)


def _reading(pages: Blueprint, service: Service) -> None:
    database, kept = service.application.database, KeptPages(service.application, service.today)

    @pages.get("/boards", endpoint="boards")
    @allow(PUBLIC)
    @kept
    def all_boards() -> Page:
        """All of them; or, asked by the form that needs no script, on to one of them."""
        if place := request.args.get("place"):
            desk.check_place(service, place)
            return redirect(url_for("pages.board", place=place), 303)
        page, now, today = page_asked(), service.now(), service.today()
        columns = (TOWNSHIP, *service.villages) if len(service.villages) < AS_COLUMNS else ()
        with database.read() as tx:
            listed = publications.listed(tx, states=(Stage.PUBLISHED,), limit=PAGE, offset=(page - 1) * PAGE)
            versions = [(row.id, row.version or 0) for row in listed.rows]
            matrix = postings.of_versions(tx, versions, now=now, today=today) if columns else {}
            counted = {} if columns else postings.counted(tx, versions, now=now)
            late, total = postings.overdue(tx, now=now, today=today, limit=PAGE)
        return render_template(
            "disclosure/boards.html",
            rows=list(zip(listed.rows, versions, strict=True)),
            matrix=matrix,
            counted=counted,
            columns=columns,
            place_options=[(TOWNSHIP, t("镇公开栏", "Township board"))]
            + [(village.id, t(village)) for village in service.joined.villages],
            late=late,
            total=total,
            page=page,
            pages=page_count(listed.total),
        )

    @pages.get("/boards/<string:place>")
    @allow(PUBLIC)
    @kept
    def board(place: str) -> Page:
        """One board on a day, today where none is asked for."""
        desk.check_place(service, place)
        page, today = page_asked(), service.today()
        on = desk.day_asked(request.args.get("on", "").strip() or None, today)
        with database.read() as tx:
            standing = boards.completeness(tx, place, on)
            lines = boards.lines(tx, place, on, limit=PAGE, offset=(page - 1) * PAGE)
            left, left_total = boards.still_hanging(tx, place, on, limit=PAGE)
            months = boards.month_ends(tx, place, on)
        return render_template(
            "disclosure/board.html",
            place=place,
            on=on,
            today=today,
            standing=standing,
            lines=lines,
            left=left,
            left_total=left_total,
            months=months,
            page=page,
            pages=page_count(standing.owed),
        )

    @pages.get("/publications/<string:id>/boards/<string:place>")
    @allow(PUBLIC)
    def proof(id: str, place: str) -> Page:
        """Every receipt of one board for one publication, with what anybody needs to check it."""
        whole = published.found(service, id, staff=False)
        desk.check_place(service, place)
        with database.read() as tx:
            found, _ = receipts.of_publication(tx, id, village=place)
            here = set(filter(None, {desk.seen(tx, one.photograph) for one in found}))
            digests = desk.digests(service, tx, id)
        return render_template(
            "disclosure/proof.html", whole=whole, place=place, receipts=found, here=here, digests=digests
        )

    @pages.get("/photographs/<string:id>")
    @allow(PUBLIC)
    def photograph(id: str) -> Response:
        found = desk.photograph(service, id)
        return pictured(found.content, found.media_type, unchanging=True)


def _township(pages: Blueprint, service: Service) -> None:
    def carry_out(id: str, do: Callable[[bytes | None], None], said: str) -> Page:
        try:
            do(next(iter(uploads("photograph")), None))
            flash(said, "good")
        except Invalid as refused:
            flash(t(refused), "bad")
        return redirect(url_for("pages.publication", id=id), 303)

    @pages.post("/publications/<string:id>/posted")
    @allow(OFFICER)
    @body_limit(LARGEST + DEFAULT_LIMIT, fields=DEFAULT_LIMIT)
    def posted_at_township(id: str) -> Page:
        """The paper hangs on the township's own board."""
        return carry_out(
            id,
            lambda sent: desk.post_at_township(service, signed_in().name, id, desk.check_photograph(sent)),
            t("已记下：镇公开栏已张榜。", "Noted: it hangs on the township's board."),
        )

    @pages.post("/publications/<string:id>/taken-down")
    @allow(OFFICER)
    @body_limit(LARGEST + DEFAULT_LIMIT, fields=DEFAULT_LIMIT)
    def taken_down_at_township(id: str) -> Page:
        return carry_out(
            id,
            lambda sent: desk.take_down_at_township(service, signed_in().name, id, sent),
            t("已记下：镇公开栏已取下。", "Noted: it was taken off the township's board."),
        )
