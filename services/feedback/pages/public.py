"""What everybody sees in the village: the board, the survey, its results, and a letter to the township."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from services.feedback import codes, hanging, intake, schemas
from services.feedback.composition import Service
from services.feedback.domain.round import admit
from services.feedback.items import ItemName, load_item_names
from services.feedback.pages import for_robots, notices, reading
from services.feedback.views import board, ratings, rounds
from shared.errors import Invalid, Refusal
from shared.markdown import to_html
from shared.privacy.codes import grouped
from shared.web.forms import read_form
from shared.web.kept import KeptPages
from shared.web.language import t
from shared.web.pictures import pictured
from shared.web.roles import PUBLIC, allow

SIZE = 20
LEVELS = (
    ("5", ("非常满意", "Very satisfied")),
    ("4", ("满意", "Satisfied")),
    ("3", ("基本满意", "Fairly satisfied")),
    ("2", ("不满意", "Dissatisfied")),
    ("1", ("非常不满意", "Very dissatisfied")),
)
_FORM_KEY = schemas.PetitionKey().fields["key"]
Page = str | Response | tuple[str, int]


class CodeForm(Schema):
    code = schemas.Answer().fields["code"]


class PetitionForm(schemas.Petition):
    form_key = fields.String(load_default=None, validate=_FORM_KEY.validate)


def blueprint(service: Service) -> Blueprint:
    pages = Blueprint("pages", __name__)
    names = load_item_names(service.node.config.data)
    _reading(pages, service, names)
    reading.register(pages, service, names)
    notices.register(pages, service, names)
    _answering(pages, service)
    _writing(pages, service)
    for_robots.register(pages, service)
    return pages


def asked_page() -> int:
    """The ``?page=`` of a list; 1 where it is missing or no sensible number."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= 6 else 1


def _reading(pages: Blueprint, service: Service, names: Mapping[str, ItemName]) -> None:
    database = service.application.database
    kept = KeptPages(service.application, service.today)

    @pages.get("/")
    @allow(PUBLIC)
    @kept
    def village_board() -> Page:
        asked, number = request.args.get("section"), asked_page()
        section = asked if asked in board.SECTIONS else None
        with database.read() as tx:
            listed, total = board.newest(tx, number, SIZE, section or "current")
            beside = (
                {} if section or number > 1 else {name: board.newest(tx, 1, 12, name) for name in board.SECTIONS[1:]}
            )
            ways = reading.ways(tx, names)
        return render_template(
            "feedback/board.html",
            section=section,
            listed=listed,
            page=number,
            pages=-(-total // SIZE),
            beside=beside,
            ways=ways,
        )

    @pages.get("/publications/<publication>")
    @allow(PUBLIC)
    @kept
    def publication(publication: str) -> Page:
        with database.read() as tx:
            return render_template("feedback/publication.html", posting=board.one(tx, publication), as_html=to_html)

    @pages.get("/board/<publication>/photograph")
    @allow(PUBLIC)
    def photograph(publication: str) -> Page:
        """The paper board as the clerk photographed it."""
        found = hanging.photograph(service, publication)
        return pictured(found.content, found.media_type)

    @pages.get("/ratings")
    @allow(PUBLIC)
    def all_ratings() -> Page:
        number, offices = asked_page(), {office.id: office for office in service.district.offices}
        with database.read() as tx:
            found, total = rounds.newest(tx, number, 5, service.today())
            rated = [ratings.of(tx, each) for each in found]
        return render_template(
            "feedback/ratings.html", rated=rated, offices=offices, page=number, pages=-(-total // 5), levels=LEVELS
        )


def _answering(pages: Blueprint, service: Service) -> None:
    database = service.application.database

    @pages.get("/survey")
    @allow(PUBLIC)
    def enter_code() -> Page:
        return _ask_code({}, {})

    def _ask_code(errors: dict[str, Any], given: Any) -> str:
        with database.read() as tx:
            running = [each for each in rounds.not_closed(tx, service.today()) if each["state"] == "open"]
        return render_template("feedback/survey.html", running=running, errors=errors, given=given)

    def _questionnaire(found: rounds.SurveyRound, errors: dict[str, Any]) -> str:
        levels = [(value, t(*words)) for value, words in LEVELS]
        return render_template(
            "feedback/questionnaire.html", round=found, errors=errors, given=request.form, levels=levels
        )

    def _round_of(code: str) -> rounds.SurveyRound:
        with database.read() as tx:
            found = rounds.one(tx, codes.round_of(tx, service.code_key, code), service.today())
        admit(found["state"])
        return found

    @pages.post("/survey")
    @allow(PUBLIC)
    def questionnaire() -> Page:
        """The code travels in the body alone: an address is logged on its way."""
        form = read_form(CodeForm())
        try:
            if not form.errors:
                return _questionnaire(_round_of(form.data["code"]), {})
        except Refusal as refused:
            form.errors["code"] = [t(refused)]
        return _ask_code(form.errors, form.given), 422

    @pages.post("/survey/answers")
    @allow(PUBLIC)
    def answer() -> Page:
        code = request.form.get("code", "")
        found = _round_of(code)
        form = read_form(_answers_to(found))
        try:
            if not form.errors:
                intake.record_answer(service, {"round": found["round"], "code": code, **_sorted(form.data)})
                return render_template("feedback/thanks.html", round=found)
        except Invalid as refused:
            form.errors["_schema"] = [t(refused)]
        return _questionnaire(found, form.errors), 422


def _answers_to(round: rounds.SurveyRound) -> Schema:
    """The form of one questionnaire: a field ``q-…`` for each rating, ``w-…`` for each awareness question."""
    asked: dict[str, Any] = {f"q-{each['id']}": fields.Integer(validate=schemas.LEVEL) for each in round["questions"]}
    asked |= {f"w-{each['id']}": fields.Boolean() for each in round["awareness"]}
    return Schema.from_dict(asked)()


def _sorted(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        part: {name[2:]: value for name, value in data.items() if name.startswith(mark)}
        for part, mark in (("scores", "q-"), ("awareness", "w-"))
    }


def _writing(pages: Blueprint, service: Service) -> None:
    def _form(errors: dict[str, Any], given: Any) -> str:
        return render_template(
            "feedback/petition.html",
            errors=errors,
            given=given,
            offices=[(office.id, t(office)) for office in service.district.offices],
            hotlines=service.district.hotlines,
            form_key=given.get("form_key") or secrets.token_hex(16),
        )

    @pages.get("/petition")
    @allow(PUBLIC)
    def write_petition() -> Page:
        return _form({}, {})

    @pages.post("/petition")
    @allow(PUBLIC)
    def petition() -> Page:
        form = read_form(PetitionForm())
        if form.errors:
            return _form(form.errors, form.given), 422
        receipt = intake.file_petition(service, form.data, form.data["form_key"])
        return render_template("feedback/receipt.html", receipt=receipt, code=grouped(receipt.receipt_code)), 201
