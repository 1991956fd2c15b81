"""The results of a round as a file: a row for each village and question, and one for each awareness rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.oversight.composition import Service
from services.oversight.domain.results import EVERYWHERE
from services.oversight.questionnaires import SCALE
from services.oversight.views.answers import RATING
from shared.web.language import t
from shared.web.spreadsheets import Cell, to_book, to_csv

Json = dict[str, Any]
_RATE = "awareness-rate"


def as_csv(service: Service, found: Json) -> bytes:
    """``found``: what `casework.results.read` gives."""
    return to_csv(_heads(), _rows(service, found))


def as_book(service: Service, found: Json) -> bytes:
    """The same, and a second sheet of how many answered where."""
    heads = [t("村（居）", "Village"), t("第几次公布", "Version"), t("公布日", "Published on"), t("答卷", "Answers")]
    names, results = _names(service), (t("结果", "Results"), _heads(), _rows(service, found))
    turnout: list[list[Cell]] = [
        [names(one["village"]), one["version"], one["published_on"], one["answers"], one["spoilt"]]
        for one in found["turnout"]
    ]
    return to_book([results, (t("答卷数", "Answers"), [*heads, t("废票", "Spoilt")], turnout)])


def _heads() -> list[str]:
    return [
        t("村（居）", "Village"),
        t("第几次公布", "Version"),
        t("题目编号", "Question id"),
        t("题目", "Question"),
        t("份数", "Answers"),
        *(t(zh, en) for _, zh, en in SCALE),
        t("知道", "Know"),
        t("不知道", "Do not know"),
        t("平均分", "Mean"),
        t("满意率或知晓率", "Share satisfied, or who know"),
        t("区间下限", "Lower end"),
        t("区间上限", "Upper end"),
        t("比上次", "Change"),
        t("变化下限", "Change, lower end"),
        t("变化上限", "Change, upper end"),
    ]


def _rows(service: Service, found: Json) -> Iterator[list[Cell]]:
    names = _names(service)
    words = {one["id"]: t(one) for part in ("questions", "awareness") for one in found["round"][part]}
    for row in found["rows"]:
        yield [names(row["village"]), row["version"], row["question"], words[row["question"]], *_figures(row)]
    for rate in found["awareness"]:
        row = {**rate, "kind": _RATE, "count": rate["people"], "share": rate["rate"], "mean": None}
        change = rate["change"] and {**rate["change"], "share": rate["change"]["rate"]}
        called = t("知晓率（各题平均）", "Awareness rate, over these questions")
        yield [names(rate["village"]), rate["version"], _RATE, called, *_figures({**row, "change": change})]


def _figures(row: Json) -> list[Cell]:
    """A count that is withheld says so, and nothing stands beside it."""
    if row["count"] is None:
        return [t("不公布", "withheld"), *[None] * (len(SCALE) + 9)]
    counts = row.get("counts") or []
    levels = list(reversed(counts)) if row["kind"] == RATING else [None] * len(SCALE)
    known = [counts[1], counts[0]] if row["kind"] != RATING and counts else [None, None]
    change = row["change"] or dict.fromkeys(("share", "low", "high"))
    figures = [
        row["mean"] if row["kind"] == RATING else None,
        *(row[name] for name in ("share", "low", "high")),
        *(change[name] for name in ("share", "low", "high")),
    ]
    return [row["count"], *levels, *known, *(None if one is None else round(one, 4) for one in figures)]


def _names(service: Service) -> Any:
    called = {village.id: t(village) for village in service.district.villages}
    return lambda village: t("合计", "Together") if village == EVERYWHERE else called.get(village, village)
