"""The annual report on open government information over the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.disclosure import annual_report
from services.disclosure.annual_report import Table
from services.disclosure.composition import Service
from services.disclosure.desk import annual_report as desk
from services.disclosure.schemas.annual_report import RecordsOut, ReportDraft, ReportDrafted, ReportList, ReportOut
from shared.web.api import ApiBlueprint
from shared.web.roles import DISTRICT, LEADER, OFFICER, PUBLIC, REVIEWER, allow, signed_in

WRITERS = (OFFICER, REVIEWER, LEADER, DISTRICT)
"""Who sees what the records say before it is published."""
_YEAR = "<int(min=2018, max=2100):year>"


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/annual-reports")
    @allow(PUBLIC)
    @api.response(200, ReportList)
    def listed() -> dict[str, Any]:
        """各年度的政府信息公开工作年度报告 · The annual reports that are published, due and to come"""
        reports = [
            {**vars(entry), "year": year, "published": desk.published(service, year) is not None}
            for entry in desk.years(service)
            if (year := annual_report.year_of(entry.id)) is not None
        ]
        return {"reports": reports}

    @api.route(f"/annual-reports/{_YEAR}")
    @allow(PUBLIC)
    @api.response(200, ReportOut)
    def one(year: int) -> dict[str, Any]:
        """已公布的年度报告，数字是公布时的 · A year's report; its numbers are those that were published"""
        report = desk.found(service, year)
        version = vars(report.version)
        return {
            **version,
            "year": year,
            "publication": report.whole.id,
            "number": report.whole.number,
            "tables": described(report.tables),
        }

    @api.route(f"/annual-reports/{_YEAR}/records")
    @allow(*WRITERS)
    @api.response(200, RecordsOut)
    def records(year: int) -> dict[str, Any]:
        """按现在的记录，报告的表格是怎样的 · What the tables say by the records of now

        年度未完的，是到今天为止的数字，不能作为报告 · Of a year that runs, the numbers so far: no report can be made of
        them.
        """
        known = desk.records(service, year)
        publication = known.whole.id if known.whole else None
        fees, tables = known.counts.fees, described(known.tables)
        return {**vars(known), "publication": publication, "fees": fees, "tables": tables}

    @api.route(f"/annual-reports/{_YEAR}", methods=("POST",))
    @allow(OFFICER)
    @api.arguments(ReportDraft)
    @api.response(201, ReportDrafted)
    def write(given: dict[str, Any], year: int) -> dict[str, str]:
        """起草年度报告，或按记录更新草稿的表格 · Draft the report, or renew the tables of its draft or correction

        年度未完的不能起草（period-not-over） · A year that is not over cannot be reported (period-not-over).
        """
        publication = desk.write(service, signed_in().name, year, given, None)
        return {"publication": publication}


def described(tables: Iterable[Table]) -> list[dict[str, Any]]:
    def said(both: tuple[str, str]) -> dict[str, Any]:
        return {"zh": both[0], "en": both[1]}

    return [
        {
            "id": table.id,
            **said(annual_report.title(table)),
            "columns": [said(head) for head in table.heads[1:]],
            "rows": [{**said(label), "values": list(cells)} for label, cells in table.rows],
        }
        for table in tables
    ]
