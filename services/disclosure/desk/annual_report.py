"""The annual report as the desk makes it: a draft whose tables are filled in, renewed while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.disclosure import annual_report
from services.disclosure.annual_report import Table
from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.domain.publication import Stage
from services.disclosure.views import annual_counts, obligations, publications
from services.disclosure.views.annual_counts import YearCounts
from services.disclosure.views.obligations import Entry
from services.disclosure.views.publication_shapes import Version, Whole
from shared.errors import Invalid, NotFound

MOST_YEARS = 50


@dataclass(frozen=True)
class Published:
    """A year's report as everybody reads it."""

    year: int
    whole: Whole
    version: Version

    @property
    def tables(self) -> tuple[Table, ...]:
        return annual_report.read_tables(self.version.body)


@dataclass(frozen=True)
class Records:
    """What the records say of a year up to ``as_of``, for those who write its report.

    ``over``: the year has ended. ``entry``: its obligation, None where the catalogue does not ask for a report of it.
    ``whole``: the publication or draft that answers it. ``figures`` and ``texts``, by section: as they are there;
    before there is one, the figures that are known.
    """

    year: int
    as_of: date
    over: bool
    entry: Entry | None
    whole: Whole | None
    counts: YearCounts
    figures: Mapping[str, int | None]
    texts: Mapping[str, str]
    tables: tuple[Table, ...]


def years(service: Service) -> list[Entry]:
    """The obligations of all years that have begun, the latest first."""
    with service.application.database.read() as tx:
        entries, _ = obligations.listed(
            tx, now=service.now(), today=service.today(), item=annual_report.ITEM, limit=MOST_YEARS
        )
    return [entry for entry in reversed(entries) if entry.owed.period and entry.owed.period.first <= service.today()]


def published(service: Service, year: int) -> Published | None:
    with service.application.database.read() as tx:
        entry = obligations.one(tx, f"{annual_report.ITEM}.{year}", service.now(), service.today())
        whole = publications.one(tx, entry.publication) if entry and entry.publication else None
    if whole is None or whole.state != Stage.PUBLISHED:
        return None
    return Published(year, whole, whole.present)


def found(service: Service, year: int) -> Published:
    """Raises NotFound (``report-not-published``)."""
    report = published(service, year)
    if report is None:
        raise NotFound(
            "report-not-published",
            f"{year}年的年度报告还没有公布。已公布的见“年度报告”页。",
            f"There is no annual report of {year} yet. The page of annual reports lists those there are.",
        )
    return report


def records(service: Service, year: int) -> Records:
    now, today = service.now(), service.today()
    with service.application.database.read() as tx:
        entry = obligations.one(tx, f"{annual_report.ITEM}.{year}", now, today)
        whole = publications.one(tx, entry.publication) if entry and entry.publication else None
        counts = annual_counts.of_year(tx, year, now=now, today=today)
    figures: dict[str, int | None] = {"rules_made": 0, "rules_abolished": 0, "rules_in_force": 0}
    if counts.fees is not None:
        figures["fees"] = counts.fees
    texts: dict[str, str] = {}
    if whole:
        standing = whole.draft or whole.present
        figures = {figure.id: figure.value for figure in standing.figures}
        texts = annual_report.texts(standing.body)
    tables = annual_report.tables(counts, figures)
    return Records(year, today, today.year > year, entry, whole, counts, figures, texts, tables)


def write(service: Service, who: str, year: int, given: Mapping[str, Any], key: str | None) -> str:
    """Draft the year's report, or bring the tables of its draft up to the records; of one that is out, draft the
    correction. ``given``: the ``figures`` of the item's template; ``texts`` by section, one left out is as it was; of a
    correction its ``reason``. Return the publication's id.

    Raises NotFound (``no-annual-report``); WrongState: period-not-over, and what forbids writing a draft; Invalid: what
    `figures_from` raises.
    """
    known = records(service, year)
    if known.entry is None:
        raise NotFound(
            "no-annual-report",
            f"公开目录没有要求{year}年的年度报告。请领导把“政府信息公开工作年度报告”加进公开目录。",
            f"The catalogue asks for no annual report of {year}. A leader can add the item to it.",
        )
    figures = given["figures"]
    made, texts = annual_report.tables(known.counts, figures), {**known.texts, **(given.get("texts") or {})}
    if known.whole is None:
        title = f"{service.district.township_zh}{year}年政府信息公开工作年度报告"
        text = {"title": title, "body": annual_report.body(made, texts), "figures": figures}
        return desk.draft(service, who, {**text, "item": annual_report.ITEM, "obligation": known.entry.id}, key)
    standing = known.whole.draft or known.whole.present
    renewed = {"title": standing.title, "body": annual_report.body(made, texts), "figures": figures}
    if known.whole.draft:
        desk.rewrite(service, who, known.whole.id, renewed)
    else:
        desk.correct(service, who, known.whole.id, {**renewed, "reason": _reason(given)}, key)
    return known.whole.id


def _reason(given: Mapping[str, Any]) -> str:
    if reason := given.get("reason"):
        return str(reason)
    raise Invalid(
        "correction-without-reason", "请写明更正说明，它会公开。", "Say why it is corrected: everybody will read it."
    )
