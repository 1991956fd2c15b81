"""Paper questionnaires typed in at the keyboard, one sheet a screen."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from services.feedback.ballots import paper
from services.feedback.composition import Service
from services.feedback.domain.answers import LONGEST_TEXT, Answers
from services.feedback.domain.round import admit
from services.feedback.schemas import survey as schemas
from services.feedback.views import rounds
from shared.contracts.fields import Text
from shared.errors import Refusal
from shared.web.forms import FormRead, number_asked, read_form
from shared.web.language import Both, t
from shared.web.roles import CLERK, allow

Page = str | Response | tuple[str, int]
_KNOWS = {"y", "Y", "ｙ", "Ｙ", "1", "１", "是"}
_KNOWS_NOT = {"n", "N", "ｎ", "Ｎ", "0", "０", "否"}
_MOST = 100_000


def register(desk: Blueprint, service: Service) -> None:
    def one(round: str) -> rounds.SurveyRound:
        with service.application.database.read() as tx:
            found = rounds.one(tx, round, service.today())
        admit(found["state"], on_paper=True)
        return found

    def shown(found: rounds.SurveyRound, errors: dict[str, Any], given: Any, entered: int, blank: str = "") -> str:
        return render_template(
            "feedback/typed.html",
            round=found,
            errors=errors,
            given=given,
            entered=entered,
            blank=blank,
            form_key=given.get("form_key") or secrets.token_hex(16),
            longest=LONGEST_TEXT,
        )

    @desk.get("/paper/<round>")
    @allow(CLERK)
    def typed_sheet(round: str) -> Page:
        return shown(one(round), {}, {}, number_asked("entered", 0, _MOST) or 0)

    @desk.post("/paper/<round>")
    @allow(CLERK)
    def enter_typed_sheet(round: str) -> Page:
        """What was typed is checked, sealed and in the box, or comes back; nothing of it is kept in clear. ``entered``
        counts the sheets of this sitting, and is known to the clerk's page alone.
        """
        found = one(round)
        read = read_form(_sheet_of(found))
        entered = read.data.get("entered") or 0
        blank = _blank(found, read)
        if not read.errors and (not blank or read.data["sure"]):
            try:
                new = paper.enter_sheet(
                    service, round, _answers(read.data), read.data["version"], read.data["form_key"]
                )
            except Refusal as refused:
                about = refused.details.get("question")
                read.errors[f"t-{about}" if about else "_schema"] = [t(refused)]
            else:
                if not new:
                    flash(_twice(), "warn")
                return redirect(url_for("desk.typed_sheet", round=round, entered=entered + new), 303)
        return shown(found, read.errors, read.given, entered, "" if read.errors else blank), 422


def _twice() -> str:
    return t(
        "这一份刚才已经放进票箱，没有再放一次，也不能再改。",
        "This sheet was put into the box a moment ago. It was not put in twice, and cannot be changed any more.",
    )


def _sheet_of(found: rounds.SurveyRound) -> Schema:
    asked: dict[str, Any] = {
        "form_key": fields.String(required=True, validate=validate.Length(16, 100)),
        "version": fields.Integer(load_default=None),
        "entered": fields.Integer(load_default=0, validate=validate.Range(0, _MOST)),
        "sure": fields.Boolean(load_default=False),
    }
    knows = Both("应为 y（知道）或 n（不知道）。", "Type y (knows) or n (does not know).")
    asked |= {f"q-{each['id']}": fields.Integer(validate=schemas.LEVEL) for each in found["questions"]}
    asked |= {
        f"w-{each['id']}": fields.Boolean(truthy=_KNOWS, falsy=_KNOWS_NOT, error_messages={"invalid": knows})
        for each in found["awareness"]
    }
    asked |= {f"t-{each['id']}": Text(longest=LONGEST_TEXT) for each in found["texts"]}
    return Schema.from_dict(asked)()


def _answers(data: dict[str, Any]) -> Answers:
    scores, awareness, texts = (
        {name[2:]: value for name, value in data.items() if name.startswith(mark)} for mark in ("q-", "w-", "t-")
    )
    return Answers(scores, awareness, texts)


def _blank(found: rounds.SurveyRound, read: FormRead) -> str:
    """The numbers of the questions to tick where nothing was typed: ``2, 5``. What people leave out in words is not."""
    names = [f"q-{each['id']}" for each in found["questions"]] + [f"w-{each['id']}" for each in found["awareness"]]
    return ", ".join(str(number) for number, name in enumerate(names, 1) if name not in read.given)
