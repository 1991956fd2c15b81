"""Answering a survey with the code on a slip: on a phone, one question a screen.

The questionnaire is a page that is the same for everybody, so that a phone can keep it for when the line is away. The
code comes by the form, or from the QR picture behind a ``#``, which no browser sends: it is in no address that anybody
logs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from services.feedback.ballots import codes
from services.feedback.ballots.giving import give_ballot
from services.feedback.ballots.guessing import no_guessing
from services.feedback.composition import Service
from services.feedback.domain.answers import LONGEST_TEXT
from services.feedback.domain.round import admit
from services.feedback.schemas import survey as schemas
from services.feedback.views import rounds
from shared.contracts.fields import Text
from shared.errors import Refusal, WrongState
from shared.web.forms import read_form, without_session
from shared.web.kept import KeptPages
from shared.web.language import t
from shared.web.roles import PUBLIC, allow
from shared.web.templating import STATIC

LEVELS = (
    ("5", ("非常满意", "Very satisfied")),
    ("4", ("满意", "Satisfied")),
    ("3", ("基本满意", "Fairly satisfied")),
    ("2", ("不满意", "Dissatisfied")),
    ("1", ("非常不满意", "Very dissatisfied")),
)
KNOWS = (("true", ("知道", "Yes")), ("false", ("不知道", "No")))
_WORKER = ("survey/kept.js", "survey/worker.js")
Page = str | AnyResponse | tuple[str, int]
Given = MultiDict[str, str]


class CodeForm(Schema):
    code = schemas.Answer().fields["code"]


class Screen(NamedTuple):
    """One question. ``name``: its field; ``choices``: value and text; none where it is answered in words."""

    name: str
    asked: dict[str, str]
    choices: list[tuple[str, str]]


def register(pages: Blueprint, service: Service) -> None:
    database = service.application.database
    kept = KeptPages(service.application, service.today)

    @pages.get("/survey")
    @allow(PUBLIC)
    @kept
    def enter_code() -> Page:
        return _ask_code({}, MultiDict())

    @pages.post("/survey")
    @allow(PUBLIC)
    @without_session
    def questionnaire() -> Page:
        """The code travels in the body alone: an address is logged on its way."""
        form = read_form(CodeForm())
        try:
            if not form.errors:
                return _questionnaire(_round_of(form.data["code"]), {}, form.given)
        except Refusal as refused:
            form.errors["code"] = [t(refused)]
        return _ask_code(form.errors, form.given), 422

    @pages.get("/survey/worker.js")
    @allow(PUBLIC)
    def survey_worker() -> Response:
        """What keeps the questionnaire on the phone, and sends kept answers when the line is there again."""
        script = b"\n".join((STATIC / name).read_bytes() for name in _WORKER)
        # A worker may by itself only look after what lies below its own address.
        headers = {"Service-Worker-Allowed": "/survey", "Cache-Control": "no-cache"}
        return Response(script, content_type="text/javascript; charset=utf-8", headers=headers)

    @pages.get("/survey/<round>")
    @allow(PUBLIC)
    @kept
    def survey(round: str) -> Page:
        found = _one(round)
        try:
            admit(found["state"])
        except WrongState as refused:
            return render_template("feedback/survey_shut.html", round=found, why=t(refused))
        return _questionnaire(found, {}, MultiDict())

    @pages.post("/survey/<round>")
    @allow(PUBLIC)
    @without_session
    def answer(round: str) -> Page:
        found = _one(round)
        form = read_form(_answers_to(found))
        status = 422
        if not form.errors:
            try:
                give_ballot(service, {"round": round, **_sorted(form.data)}, request.remote_addr or "")
                return redirect(url_for("pages.survey_thanks", round=round), 303)
            except Refusal as refused:
                form.errors[_field_of(refused, found)] = [t(refused)]
                status = 409 if isinstance(refused, WrongState) else 422
        return _questionnaire(found, form.errors, form.given), status

    @pages.get("/survey/<round>/thanks")
    @allow(PUBLIC)
    @kept
    def survey_thanks(round: str) -> Page:
        return render_template("feedback/thanks.html", round=_one(round))

    def _one(round: str) -> rounds.SurveyRound:
        with database.read() as tx:
            return rounds.one(tx, round, service.today())

    def _round_of(code: str) -> rounds.SurveyRound:
        with no_guessing(service, request.remote_addr or ""), database.read() as tx:
            found = rounds.one(tx, codes.round_of(tx, codes.read(service.code_key, code)), service.today())
        admit(found["state"])
        return found

    def _ask_code(errors: dict[str, Any], given: Given) -> str:
        with database.read() as tx:
            running = [each for each in rounds.not_closed(tx, service.today()) if each["state"] == "open"]
        return render_template("feedback/survey.html", running=running, errors=errors, given=given)


def _questionnaire(found: rounds.SurveyRound, errors: dict[str, Any], given: Given) -> str:
    return render_template(
        "feedback/questionnaire.html",
        round=found,
        screens=_screens(found),
        errors=errors,
        given=given,
        longest=LONGEST_TEXT,
    )


def _screens(found: rounds.SurveyRound) -> list[Screen]:
    levels, knows = ([(value, t(*words)) for value, words in choices] for choices in (LEVELS, KNOWS))
    rated = [Screen(f"q-{each['id']}", each, levels) for each in found["questions"]]
    known = [Screen(f"w-{each['id']}", each, knows) for each in found["awareness"]]
    return rated + known + [Screen(f"t-{each['id']}", each, []) for each in found["texts"]]


def _answers_to(found: rounds.SurveyRound) -> Schema:
    """The form of one questionnaire: a field ``q-…`` for each rating, ``w-…`` for awareness, ``t-…`` for words."""
    asked: dict[str, Any] = {"code": schemas.Answer().fields["code"], "version": fields.Integer(load_default=None)}
    asked |= {f"q-{each['id']}": fields.Integer(validate=schemas.LEVEL) for each in found["questions"]}
    asked |= {f"w-{each['id']}": fields.Boolean() for each in found["awareness"]}
    asked |= {f"t-{each['id']}": Text(longest=LONGEST_TEXT) for each in found["texts"]}
    return Schema.from_dict(asked)()


def _sorted(data: dict[str, Any]) -> dict[str, Any]:
    parts = {
        part: {name[2:]: value for name, value in data.items() if name.startswith(mark)}
        for part, mark in (("scores", "q-"), ("awareness", "w-"), ("texts", "t-"))
    }
    return {"code": data["code"], "version": data["version"], **parts}


def _field_of(refused: Refusal, found: rounds.SurveyRound) -> str:
    """The field that a refusal is about; a question's words rather than its choices, which the form's schema checks."""
    if refused.code.startswith("code-"):
        return "code"
    question = refused.details.get("question")
    return next((each.name for each in reversed(_screens(found)) if each.asked["id"] == question), "_schema")
