"""Survey rounds: opening, how they go, reminding, closing."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from services.oversight.api.parts import page_of
from services.oversight.casework import progress
from services.oversight.casework import rounds as casework
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer, listed, page_number
from services.oversight.pages.results import shown_results
from services.oversight.schemas import rounds as schemas
from services.oversight.views import results, rounds
from shared.errors import Invalid, WrongState
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import LEADER, PUBLIC, allow, signed_in

_CONCERNS = {
    "round-ends-too-early": "closes_on",
    "round-overlaps": "villages",
    "no-village-joined": "villages",
    "unknown-village": "villages",
    "unknown-office": "office",
    "unknown-questionnaire": "questionnaire",
    "questionnaire-version": "questionnaire",
    "question-of-another-kind": "questionnaire",
    "question-reworded": "reworded",
}
"""Which field of the form a refusal is about."""


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/rounds")
    @allow(PUBLIC)
    def list_rounds() -> str:
        return shown_rounds()

    def shown_rounds(**changed: Any) -> str:
        shown = listed(service, lambda tx, limit, offset: rounds.page(tx, limit=limit, offset=offset))
        page = {"errors": {}, "given": {}, "key": secrets.token_hex(8), "reworded": False, **shown, **changed}
        choices = {"questionnaires": service.questionnaires.values(), "joined": service.joined.villages}
        return render_template("oversight/rounds.html", **choices, **page)

    @pages.post("/rounds")
    @allow(LEADER)
    def open_round() -> Answer:
        form = read_form(schemas.OpenRound())
        key = form.given.get("key", "")[:100]
        errors, reworded = form.errors, "reworded" in form.given
        if not errors:
            try:
                opened = casework.open_round(service, signed_in(), form.data, key or None)
            except (Invalid, WrongState) as refusal:
                errors = {_CONCERNS.get(refusal.code, "_schema"): [t(refusal)]}
                reworded = reworded or refusal.code == "question-reworded"
        if errors:
            return shown_rounds(errors=errors, given=form.given, key=key, reworded=reworded), 422
        flash(t("评议已开始，已通知各村。", "The round is open; the villages are told."), "good")
        return redirect(url_for("pages.ratings", id=opened["id"]), 303)

    @pages.get("/rounds/<id>")
    @allow(PUBLIC)
    def ratings(id: str) -> str:
        """What is out of a round; before, how it goes: how many have answered is for staff only."""
        with service.application.database.read() as tx:
            out = results.published(tx, id)
        return shown_results(service, id) if out else shown_progress(id)

    def shown_progress(id: str, **changed: Any) -> str:
        found = progress.progress(service, id)
        shown = page_of(
            page_number(), lambda limit, offset: (found["rows"][offset : offset + limit], len(found["rows"]))
        )
        page = {"errors": {}, "given": {}, **found, **shown, **changed}
        return render_template("oversight/round.html", **page)

    @pages.post("/rounds/<id>/remind")
    @allow(LEADER)
    def remind_villages(id: str) -> Answer:
        form = read_form(schemas.Remind())
        errors = form.errors
        if not errors:
            try:
                told = progress.remind(service, signed_in(), id, form.data)["reminded"]
            except (Invalid, WrongState) as refusal:
                errors = {"_schema": [t(refusal)]}
        if errors:
            return shown_progress(id, errors=errors, given=form.given), 422
        said = t("已提醒 %d 个村（居）。", "%d villages are reminded.") % len(told)
        flash(said if told else t("今天都提醒过了。", "All of them were reminded today already."), "good")
        return redirect(url_for("pages.ratings", id=id), 303)

    @pages.get("/rounds/<id>/close")
    @allow(LEADER)
    def confirm_closing(id: str) -> str:
        """What closing means now: how early it would be, and from whom nothing has been heard."""
        return render_template("oversight/round_close.html", **progress.progress(service, id))

    @pages.post("/rounds/<id>/close")
    @allow(LEADER)
    def close_round(id: str) -> Answer:
        casework.close_round(service, signed_in(), id)
        flash(
            t(
                "评议已结束。各村交齐答卷后公布结果。",
                "The round is closed. Its results are out when all ballots are in.",
            ),
            "good",
        )
        return redirect(url_for("pages.ratings", id=id), 303)
