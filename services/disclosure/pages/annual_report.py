"""The annual report on open government information: for everybody as published, for its writers as the records are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from marshmallow import Schema, fields, validate

from services.disclosure import annual_report
from services.disclosure.annual_report import Table
from services.disclosure.api.annual_report import WRITERS
from services.disclosure.composition import Service
from services.disclosure.desk import annual_report as desk
from services.disclosure.desk.steps import writable
from services.disclosure.domain.figures import MOST
from services.disclosure.pages.parts import Errors, Page, key_drawn, tried
from shared.contracts.fields import Text
from shared.markdown import to_html
from shared.web import spreadsheets
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import OFFICER, PUBLIC, allow, may, signed_in

_YEAR = "<int(min=2018, max=2100):year>"


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/annual-report")
    @allow(PUBLIC)
    def annual_reports() -> Page:
        years = [(annual_report.year_of(entry.id), entry) for entry in desk.years(service)]
        asked_for = annual_report.ITEM in service.catalogue.items
        return render_template(
            "disclosure/annual_reports.html",
            years=[(year, entry, desk.published(service, year)) for year, entry in years if year is not None],
            asked_for=asked_for,
            this_year=service.today().year,
        )

    @pages.get(f"/annual-report/{_YEAR}")
    @allow(PUBLIC)
    def annual_report_of(year: int) -> Page:
        return shown(year)

    def shown(year: int, given: Mapping[str, Any] | None = None, errors: Errors | None = None) -> str:
        report = desk.published(service, year) if may(*WRITERS) else desk.found(service, year)
        records = desk.records(service, year) if may(*WRITERS) else None
        item = service.catalogue.items.get(annual_report.ITEM)
        form = bool(
            records
            and may(OFFICER)
            and item
            and records.over
            and records.entry
            and (records.whole is None or writable(records.whole))
        )
        return render_template(
            "disclosure/annual_report.html",
            year=year,
            report=report,
            parts=annual_report.parts(report.version.body) if report else [],
            records=records,
            title_of=annual_report.title,
            markdown=to_html,
            form=form,
            item=item,
            given=_standing(records) if records and given is None else given or {},
            to_say=annual_report.TO_SAY,
            heading_of=annual_report.heading,
            errors=errors or {},
        )

    @pages.post(f"/annual-report/{_YEAR}")
    @allow(OFFICER)
    def write_annual_report(year: int) -> Page:
        item = service.catalogue.items.get(annual_report.ITEM)
        asked = [figure.id for figure in item.figures] if item else []
        form = read_form(_form(asked)())
        ids: list[str] = []

        def do() -> None:
            given = {
                "figures": {name: form.data[name] for name in asked},
                "texts": {section: form.data.get(section, "") for section in annual_report.TO_SAY},
                "reason": form.data.get("reason"),
            }
            ids.append(desk.write(service, signed_in().name, year, given, key_drawn()))

        if refused := tried(form, do):
            return shown(year, form.given, refused[0]), 422
        flash(
            t(
                "草稿的表格已按记录填好。请通读，再提交审批。",
                "The draft is made, its tables filled in. Read it, then submit it.",
            ),
            "good",
        )
        return redirect(url_for("pages.at_desk", id=ids[0]), 303)

    @pages.get(f"/annual-report/{_YEAR}.<any(csv, xlsx):suffix>")
    @allow(PUBLIC)
    def annual_report_file(year: int, suffix: str) -> Response:
        """The numbers as published: a row for each in CSV, a sheet for each table in Excel."""
        report = desk.found(service, year)
        if suffix == "csv":
            heads = (t("表", "Table"), t("项目", "Row"), t("栏目", "Column"), t("数量", "Number"))
            content = spreadsheets.to_csv(heads, _long(report.tables))
            media_type = spreadsheets.CSV_TYPE
        else:
            content, media_type = spreadsheets.to_book(_sheets(report.tables)), spreadsheets.XLSX_TYPE
        name = f"annual-report-{year}-v{report.version.version}.{suffix}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, content_type=media_type, headers=headers)


def _standing(records: desk.Records) -> dict[str, str]:
    """What the form begins with."""
    typed = {name: str(value) for name, value in records.figures.items() if value is not None}
    return {**typed, **records.texts}


def _form(asked: Iterable[str]) -> type[Schema]:
    numbers = {name: fields.Integer(required=True, validate=validate.Range(0, MOST)) for name in asked}
    texts = {section: Text(longest=5000) for section in annual_report.TO_SAY}
    return Schema.from_dict({**numbers, **texts, "reason": Text(longest=500)}, name="AnnualReportForm")


def _long(tables: Iterable[Table]) -> Iterator[list[spreadsheets.Cell]]:
    for table in tables:
        for label, cells in table.rows:
            for head, cell in zip(table.heads[1:], cells, strict=False):
                yield [t(*annual_report.title(table)), t(*label), t(*head), _number(cell)]


def _sheets(tables: Iterable[Table]) -> Iterator[tuple[str, list[str], list[list[spreadsheets.Cell]]]]:
    for table in tables:
        rows = [[t(*label), *map(_number, cells)] for label, cells in table.rows]
        yield t(*annual_report.title(table)), [t(*head) for head in table.heads], rows


def _number(cell: str) -> spreadsheets.Cell:
    """A number as one; whatever else stands in a cell, as it stands."""
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell
