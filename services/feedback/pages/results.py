"""What came of surveys (评议结果), in words and small charts; and what was done about what people said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from services.feedback.composition import Service
from services.feedback.items import CIRCULARS
from services.feedback.pages.survey import LEVELS
from services.feedback.views import rating_answers, reading, results
from services.feedback.views.reading import Wanted
from shared.errors import NotFound
from shared.web.forms import number_asked
from shared.web.kept import KeptPages
from shared.web.language import t
from shared.web.roles import PUBLIC, allow

SIZE = 20
BESIDE = 5
"""Answers, circulars and rounds without results beside the results themselves."""
SMALL = 5
"""Percentage points below which a change that may be chance is called small."""


def register(pages: Blueprint, service: Service) -> None:
    database = service.application.database
    kept = KeptPages(service.application, service.today)

    def office(id: str) -> str:
        try:
            return t(service.district.office(id))
        except NotFound:
            return id  # one that the township has added since

    words = {"office": office, "percent": percent, "share_words": share_words, "counted": counted, "levels": LEVELS}

    @pages.get("/ratings")
    @allow(PUBLIC)
    @kept
    def ratings() -> str:
        page = number_asked("page", 1, 100_000) or 1
        with database.read() as tx:
            listed, total = results.newest(tx, page, SIZE)
            not_out = results.not_out(tx, BESIDE) if page == 1 else []
            answered, answers = rating_answers.newest(tx, 1, BESIDE)
            circulars, published = reading.browse(tx, Wanted(CIRCULARS), 1, BESIDE)
        return render_template(
            "feedback/ratings.html",
            listed=listed,
            not_out=not_out,
            answered=answered,
            answers=answers,
            circulars=circulars,
            published=published,
            page=page,
            pages=-(-total // SIZE),
            **words,
        )

    @pages.get("/ratings/<round>")
    @allow(PUBLIC)
    @kept
    def ratings_of(round: str) -> str:
        with database.read() as tx:
            found = results.one(tx, round)
        return render_template("feedback/ratings_of.html", results=found, **words)

    @pages.get("/ratings/done")
    @allow(PUBLIC)
    @kept
    def what_was_done() -> str:
        page = number_asked("page", 1, 100_000) or 1
        with database.read() as tx:
            answered, total = rating_answers.newest(tx, page, SIZE)
        return render_template(
            "feedback/rating_answers.html", answered=answered, page=page, pages=-(-total // SIZE), **words
        )


def percent(part: float) -> str:
    """0.945 -> 95%, halves upwards as people round; never 100% or 0% of what is not all or nothing."""
    whole = int(100 * part + 0.5)
    return f"{min(max(whole, 1), 99) if 0 < part < 1 else whole}%"


def share_words(change: Mapping[str, Any] | None, name: str = "share") -> str:
    """What a change of a share against the last round comes to, and whether it may be chance. Empty: nothing to say."""
    if change is None or change[name] is None or change["low"] is None or change["high"] is None:
        return ""
    points = int(100 * abs(change[name]) + 0.5)
    certain = change["low"] > 0 or change["high"] < 0
    up = change[name] > 0
    if not certain and not points:
        return t("和上次差不多。", "About the same as last time.")
    much = t(f" {points} 个百分点", f"{points} {'point' if points == 1 else 'points'}")
    if not points:
        much = t("一点点", "a little")
    said = t(f"比上次{'高' if up else '低'}{much}，", f"{much} {'higher' if up else 'lower'} than last time; ")
    if certain:
        return said + t("不像是碰巧。", "that is hardly chance.")
    if points < SMALL:
        return said + t("差别不大，可能只是碰巧。", "that is little, and may be chance.")
    return said + t("但答的人不够多，可能只是碰巧。", "but too few have answered to tell it from chance.")


def counted(found: results.RoundResults) -> dict[str, int]:
    """Ballots of this village: ``sent`` from here, ``counted`` at oversight, ``spoilt`` among them."""
    turnout = found["figures"]["here"]["turnout"]
    spoilt = sum(each["spoilt"] for each in turnout)
    return {"sent": found["sent"], "counted": sum(each["answers"] for each in turnout) + spoilt, "spoilt": spoilt}
