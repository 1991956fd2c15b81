"""Statistics, the annual report, and both as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from services.oversight.casework import statistics as casework
from services.oversight.composition import Service, place
from services.oversight.domain.figures import Figure
from services.oversight.pages.lists import Answer, listed
from services.oversight.schemas import statistics as schemas
from services.oversight.views import releases
from shared.errors import Invalid, NotFound
from shared.web import spreadsheets
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, PUBLIC, allow, may, signed_in

WITHHELD = ("不公布", "withheld")


def register(pages: Blueprint, service: Service) -> None:
    _register_public(pages, service)
    _register_releasing(pages, service)


def _register_public(pages: Blueprint, service: Service) -> None:
    @pages.get("/statistics")
    @allow(PUBLIC)
    def list_statistics() -> str:
        shown = listed(service, lambda tx, limit, offset: releases.page(tx, limit=limit, offset=offset))
        if not may(LEADER, DISTRICT):
            return render_template("oversight/statistics.html", staff=False, **shown)
        called, totals = _words().MEASURES, casework.running(service) if may(DISTRICT) else {}
        with service.application.database.read() as tx:
            due = casework.due(service, tx)
        running = [{"name": t(*called[measure]), "total": total} for measure, total in totals.items() if total != 0]
        quarter = casework.current_quarter(service)
        return render_template(
            "oversight/statistics.html", staff=True, running=running, quarter=quarter, due=due, **shown
        )

    @pages.get("/statistics/<period>")
    @allow(PUBLIC)
    def read_statistics(period: str) -> str:
        return _shown_release(service, period)

    @pages.get("/statistics/<int(min=2018, max=2100):year>/report")
    @allow(PUBLIC)
    def annual_report(year: int) -> str:
        found = _release(service, str(year))
        groups = _groups(service, found["figures"])
        figure = {one["id"]: one for group in groups for one in group["figures"]}
        township = t(service.district.township_zh, service.district.township_en)
        return render_template("oversight/annual_report.html", **found, groups=groups, figure=figure, township=township)

    @pages.get("/statistics/<period>/figures.<any(csv, xlsx):suffix>")
    @allow(PUBLIC)
    def download_statistics(period: str, suffix: str) -> Response:
        found = _release(service, period)
        heads = (t("事项", "What"), t("分类", "By"), t("项目", "Value"), t("件数", "Count"), t("金额（元）", "Yuan"))
        rows = _rows(_groups(service, found["figures"]))
        if suffix == "csv":
            content, media_type = spreadsheets.to_csv(heads, rows), spreadsheets.CSV_TYPE
        else:
            content, media_type = spreadsheets.to_xlsx(heads, rows, sheet=found["period"]), spreadsheets.XLSX_TYPE
        name = f"statistics-{found['period']}-{found['edition']}.{suffix}"
        answer = Response(content, content_type=media_type)
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def _register_releasing(pages: Blueprint, service: Service) -> None:
    @pages.get("/statistics/next")
    @allow(LEADER, DISTRICT)
    def draft_statistics() -> Answer:
        return shown_draft()

    def shown_draft(**changed: Any) -> Answer:
        with service.application.database.read() as tx:
            period = casework.due(service, tx)
            if period is None:
                return redirect(url_for("pages.list_statistics"), 303)
            figures, _ = casework.draft(service, tx, period)
        page = {"errors": {}, "given": {}, "period": period, "groups": _groups(service, figures), **changed}
        return render_template("oversight/statistics_draft.html", **page)

    @pages.post("/statistics")
    @allow(LEADER)
    def publish_statistics() -> Answer:
        form = read_form(schemas.Publish())
        errors = form.errors
        if not errors:
            try:
                casework.publish(service, signed_in(), form.data["period"], form.data["advice"])
            except Invalid as refusal:
                errors = {"advice": [t(refusal)]}
        if errors:
            page = shown_draft(errors=errors, given=form.given)
            return (page, 422) if isinstance(page, str) else page
        flash(t("已发布。", "Released."), "good")
        return redirect(url_for("pages.read_statistics", period=form.data["period"]), 303)

    @pages.post("/statistics/<period>/correct")
    @allow(LEADER)
    def correct_statistics(period: str) -> Answer:
        form = read_form(schemas.Correct())
        errors = form.errors
        if not errors:
            try:
                casework.correct(service, signed_in(), period, form.data["advice"], form.data["reason"])
            except Invalid as refusal:
                errors = {"reason": [t(refusal)]}
        if errors:
            return _shown_release(service, period, errors=errors, given=form.given), 422
        flash(t("更正已发布。", "The correction is out."), "good")
        return redirect(url_for("pages.read_statistics", period=period), 303)


def _release(service: Service, period: str) -> dict[str, Any]:
    """The edition that the address names, or the latest. Raises NotFound."""
    with service.application.database.read() as tx:
        return releases.one(tx, period, _edition())


def _shown_release(service: Service, period: str, **changed: Any) -> str:
    found = _release(service, period)
    page = {"errors": {}, "given": {}, **found, "groups": _groups(service, found["figures"]), **changed}
    return render_template("oversight/statistics_period.html", **page)


def _edition() -> int | None:
    given = request.args.get("edition", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 5 else None


def _words() -> Any:
    """The templates' words for measures, tables and values, which the files use too."""
    return current_app.jinja_env.get_template("oversight/statistics_words.html").module


def _groups(service: Service, figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """The figures in the order and in the words in which people read them."""
    words, by_id = _words(), {figure.measure: figure for figure in figures}

    def called(table: str, value: str) -> str:
        if value in words.VALUES.get(table, {}):
            return t(*words.VALUES[table][value])
        try:
            return t(place(service.district, value))
        except NotFound:
            return value  # an old release may name what is no longer on the map

    def shown(figure: Figure) -> dict[str, Any]:
        tables = [
            {"id": table, "name": t(*words.TABLES[table]), "rows": [(called(table, v), n) for v, n in counts.items()]}
            for table, counts in figure.tables.items()
        ]
        name = t(*words.MEASURES[figure.measure])
        return {
            "id": figure.measure,
            "name": name,
            "total": figure.total,
            "amount_fen": figure.amount_fen,
            "tables": tables,
        }

    return [
        {"name": t(zh, en), "figures": [shown(by_id[measure]) for measure in measures if measure in by_id]}
        for zh, en, measures in words.GROUPS
    ]


def _rows(groups: Iterable[dict[str, Any]]) -> Iterable[list[str | int | float | None]]:
    def number(count: int | None) -> int | str:
        return t(*WITHHELD) if count is None else count

    for group in groups:
        for figure in group["figures"]:
            yuan = None if figure["amount_fen"] is None else figure["amount_fen"] / 100
            yield [figure["name"], t("合计", "All"), "", number(figure["total"]), yuan]
            for table in figure["tables"]:
                for label, count in table["rows"]:
                    yield [figure["name"], table["name"], label, number(count), None]
