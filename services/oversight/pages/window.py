"""How visits to the service window were rated: for everybody, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request

from services.oversight.api.window import asked_for
from services.oversight.casework import window as casework
from services.oversight.composition import Service
from services.oversight.domain.quarter import quarter_named
from services.oversight.domain.rating_statistics import LEVELS
from services.oversight.pages.lists import page_number
from services.oversight.questionnaires import SCALE
from shared.web.language import t
from shared.web.roles import PUBLIC, allow
from shared.web.spreadsheets import CSV_TYPE, Cell, csv_lines


def register(pages: Blueprint, service: Service) -> None:
    reasons = {reason.id: reason for reason in service.reasons}

    @pages.get("/window-ratings")
    @allow(PUBLIC)
    def window_ratings() -> str:
        quarter, office = request.args.get("quarter") or None, request.args.get("office") or None
        found = asked_for(service, quarter, office, page_number())
        return render_template("oversight/window_ratings.html", **found, reasons=reasons, scale=SCALE)

    @pages.get("/window-ratings/<quarter>.csv")
    @allow(PUBLIC)
    def download_window_ratings(quarter: str) -> Response:
        name = str(quarter_named(quarter))
        levels = [t(zh, en) for _, zh, en in SCALE]
        heads = (
            *(t("季度", "Quarter"), t("单位", "Office"), t("村（居）", "Village"), t("评价次数", "Visits"), *levels),
            *(t("满意率", "Satisfied"), t("区间下限", "Lower end"), t("区间上限", "Upper end")),
            *(t(reason) for reason in service.reasons),
        )
        answer = Response(csv_lines(heads, list(_rows(service, name))), content_type=CSV_TYPE)
        answer.headers["Content-Disposition"] = f'attachment; filename="window-ratings-{name}.csv"'
        return answer


def _rows(service: Service, quarter: str) -> Iterator[tuple[Cell, ...]]:
    names = {village.id: t(village) for village in service.district.villages}
    for row in casework.table(service, quarter):
        village = names.get(row["village"], row["village"]) or t("合计", "Together")
        named: tuple[Cell, ...] = (quarter, t(service.district.office(row["office"])), village)
        if row["visits"] is None:
            yield (*named, t("不公布", "withheld"))
            continue
        levels = [row["levels"][str(level)] for level in reversed(LEVELS)]
        ticked = [row["reasons"].get(reason.id, 0) for reason in service.reasons]
        yield (*named, row["visits"], *levels, row["satisfied"], row["low"], row["high"], *ticked)
