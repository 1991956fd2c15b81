"""The public ledger (公开台账): what was due, what was done in time or late, what is planned; and the year at once."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from services.disclosure.composition import Service
from services.disclosure.desk import obligations as desk
from services.disclosure.domain.obligation import Kind
from services.disclosure.pages.parts import PAGE, Errors, Page, page_asked, page_count, tried
from services.disclosure.schemas.publications import Reason
from services.disclosure.views import obligations, postings, publications
from services.disclosure.views.obligations import STATES, Entry
from shared.web.forms import number_asked, read_form
from shared.web.language import t
from shared.web.roles import PUBLIC, REVIEWER, allow, signed_in
from shared.web.spreadsheets import CSV_TYPE, Cell, csv_lines

STANDS = {
    "overdue": ("逾期未公开", "Overdue"),
    "due": ("待公开", "Due"),
    "planned": ("计划中", "Planned"),
    "done": ("按时公开", "In time"),
    "late": ("迟公开", "Late"),
    "lifted": ("已取消", "Lifted"),
}
"""Each state in words, in the order in which they are shown."""
HEADS = (
    *("任务 obligation", "事项 item", "名称 title", "缘由 about", "责任机构 office", "期间起 period_from"),
    *(
        "期间止 period_to",
        "期限 due_on",
        "暂定 provisional",
        "状态 state",
        "迟延天数 late_days",
        "公开编号 publication",
    ),
    *("公开日期 met_on", "说明 because"),
)
_ROWS = 1000


def register(pages: Blueprint, service: Service) -> None:
    database = service.application.database

    @pages.get("/ledger")
    @allow(PUBLIC)
    def ledger() -> Page:
        now, today, page = service.now(), service.today(), page_asked()
        year, item, state = _year(service), request.args.get("item", ""), request.args.get("state", "")
        # What is overdue now is asked for without a year: it may have been due in December.
        any_year = state == "overdue" and "year" not in request.args
        with database.read() as tx:
            item = item if item in service.catalogue_in(tx).items else ""
            state = state if state in STATES else ""
            entries, total = obligations.listed(
                tx,
                now=now,
                today=today,
                year=None if any_year else year,
                item=item or None,
                state=state or None,
                limit=PAGE,
                offset=(page - 1) * PAGE,
            )
            counted = obligations.counts(tx, year, now=now, today=today, item=item or None)
            boards = obligations.on_boards(tx, entries)
        return render_template(
            "disclosure/ledger.html",
            year=year,
            this_year=today.year,
            item=item,
            state=state,
            entries=entries,
            total=total,
            counted=counted,
            owed=counted["done"] + counted["late"] + counted["overdue"],
            boards=boards,
            stands=STANDS,
            page=page,
            pages=page_count(total),
        )

    @pages.get("/ledger.csv")
    @allow(PUBLIC)
    def ledger_as_csv() -> Response:
        year = _year(service)
        answer = Response(csv_lines(HEADS, _rows(service, year)), content_type=CSV_TYPE)
        answer.headers["Content-Disposition"] = f'attachment; filename="ledger-{year}.csv"'
        return answer

    @pages.get("/ledger/<string:id>")
    @allow(PUBLIC)
    def obligation(id: str) -> Page:
        return _shown(service, desk.found(service, id))

    @pages.post("/desk/obligations/<string:id>/confirm")
    @allow(REVIEWER)
    def confirm_obligation(id: str) -> Page:
        form = read_form(Reason())
        if refused := tried(form, lambda: desk.confirm(service, signed_in().name, id, form.data["reason"])):
            return _shown(service, desk.found(service, id), form.given.get("reason", ""), refused[0]), 422
        flash(t("已确认，理由已公开。", "Confirmed; your reason is public."), "good")
        return redirect(url_for("pages.obligation", id=id), 303)

    @pages.get("/plan")
    @allow(PUBLIC)
    def plan() -> Page:
        now, today, year = service.now(), service.today(), _year(service)
        with database.read() as tx:
            entries = obligations.plan_of(tx, year, now, today)
            items = service.catalogue_in(tx).items
        by_item: dict[str, dict[int, list[Entry]]] = {}
        for entry in sorted(entries, key=lambda one: list(items).index(one.owed.item) if one.owed.item in items else 0):
            by_item.setdefault(entry.owed.item, {}).setdefault(entry.due_on.month, []).append(entry)
        months = {month: [one for one in entries if one.due_on.month == month] for month in range(1, 13)}
        return render_template(
            "disclosure/plan.html",
            year=year,
            this_year=today.year,
            entries=entries,
            by_item=by_item,
            months=months,
            provisional=any(entry.provisional for entry in entries),
        )


def _year(service: Service) -> int:
    return number_asked("year", 2000, 2999) or service.today().year


def _shown(service: Service, entry: Entry, reason: str = "", errors: Errors | None = None) -> str:
    with service.application.database.read() as tx:
        boards = obligations.on_boards(tx, [entry]).get(entry.id)
        newest = publications.newest_of_item(tx, entry.owed.item)
        late, how_many_late = postings.not_in_time(
            tx, entry.publication or "", now=service.now(), today=service.today(), limit=PAGE
        )
    due = desk.deadline(service, entry.id)
    return render_template(
        "disclosure/obligation.html",
        entry=entry,
        boards=boards,
        late=late,
        how_many_late=how_many_late,
        due=due,
        days=service.limits.explain(due),
        limit=service.limits.version(due.limit, due.limit_version),
        newest=newest,
        can_be_confirmed=newest and entry.owed.kind is not Kind.PERIOD and entry.state in ("due", "overdue"),
        given={"reason": reason},
        errors=errors or {},
    )


def _rows(service: Service, year: int) -> Iterator[tuple[Cell, ...]]:
    """A page at a time, so that a long year is never in memory at once."""
    offices, now, today = {office.id: office.zh for office in service.district.offices}, service.now(), service.today()
    offset = 0
    while True:
        with service.application.database.read() as tx:
            entries, _ = obligations.listed(tx, now=now, today=today, year=year, limit=_ROWS, offset=offset)
        for one in entries:
            owed, period = one.owed, one.owed.period
            yield (
                *(one.id, owed.item, owed.title, owed.about, offices.get(owed.owner, owed.owner)),
                *((period.first, period.last) if period else (None, None)),
                *(one.due_on, "是 yes" if one.provisional else "", f"{STANDS[one.state][0]} {one.state}"),
                *(one.late_days, one.publication, one.met_on, one.because),
            )
        offset += _ROWS
        if len(entries) < _ROWS:
            return
