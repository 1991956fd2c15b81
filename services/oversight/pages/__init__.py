"""What people see: the public's pages, the desk, and what the leading group and the district watch."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint

from services.oversight.api.parts import CASEWORKERS, ONLOOKERS
from services.oversight.composition import Service, place
from services.oversight.counting import months
from services.oversight.domain.acceptance_scope import reads_private
from services.oversight.pages import (
    attachments,
    bad_ratings,
    counter,
    deadlines,
    desk,
    district,
    draws,
    evaluation,
    filing,
    findings,
    inspections,
    leading,
    public,
    readings,
    results,
    rounds,
    statistics,
    supervisors,
    window,
)
from services.oversight.schemas.inspections import FIRST_YEAR
from shared.errors import NotFound
from shared.privacy.attachments import SUFFIXES
from shared.timelimits.days import china_day
from shared.timelimits.explaining import WEEKDAYS_EN, WEEKDAYS_ZH
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, PUBLIC, SUPERVISOR

NAVIGATION = [
    ("pages.write_petition", "反映问题", "File a petition", frozenset({PUBLIC})),
    ("pages.ask_code", "查询进度", "Follow up", frozenset({PUBLIC})),
    ("pages.list_circulars", "通报", "Circulars", frozenset({PUBLIC})),
    ("pages.list_rounds", "民主评议", "Ratings", frozenset({PUBLIC})),
    ("pages.window_ratings", "窗口评价", "Window ratings", frozenset({PUBLIC})),
    ("pages.evaluation", "考评", "Evaluation", frozenset({PUBLIC})),
    ("pages.list_statistics", "统计", "Statistics", frozenset({PUBLIC})),
    ("pages.list_inspections", "监督检查", "Inspections", frozenset({PUBLIC})),
    ("pages.supervision", "我的督察", "My inspections", frozenset({SUPERVISOR})),
    ("pages.leading", "待决定", "To decide", frozenset({LEADER})),
    ("pages.desk", "工作台", "Desk", frozenset(ONLOOKERS)),
    ("pages.counter", "登记", "Register", frozenset(CASEWORKERS)),
    ("pages.list_bad_ratings", "窗口差评", "Bad ratings", frozenset(ONLOOKERS)),
    ("pages.list_findings", "督察问题", "Findings", frozenset(ONLOOKERS)),
    ("pages.list_readings", "查看记录", "Who read what", frozenset({LEADER, DISTRICT})),
    ("pages.district", "全区概况", "District", frozenset({LEADER, DISTRICT})),
]


def blueprint(service: Service) -> Blueprint:
    pages = Blueprint("pages", __name__)

    def today() -> date:
        return china_day(service.clock.now())

    def named(office_or_village: str) -> str:
        """Its name; what is on no map (another body, an office that is gone) as it was written."""
        try:
            return t(place(service.district, office_or_village))
        except NotFound:
            return office_or_village

    def days_left(due_on: str) -> int:
        return (date.fromisoformat(due_on) - today()).days

    def weekday(day: str) -> str:
        number = date.fromisoformat(day).weekday()
        return t(f"星期{WEEKDAYS_ZH[number]}", WEEKDAYS_EN[number])

    @pages.context_processor
    def for_every_page() -> dict[str, Any]:
        return {
            "offices": service.district.offices,
            "villages": service.district.villages,
            "place": named,
            "person": service.accounts.display,
            "days_left": days_left,
            "weekday": weekday,
            "months_of": months,
            "today": today().isoformat(),
            "first_year": FIRST_YEAR,
            "reads_private": reads_private,
            "accepted_files": ",".join(SUFFIXES) + ",audio/*",
        }

    for part in (
        public,
        filing,
        desk,
        leading,
        counter,
        deadlines,
        attachments,
        findings,
        rounds,
        results,
        inspections,
        supervisors,
        draws,
        evaluation,
        statistics,
        readings,
        district,
        bad_ratings,
        window,
    ):
        part.register(pages, service)
    return pages
