"""The forms of the desk for requests for information, drawn from what each action asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import fields, validate

from services.disclosure.composition import Service
from services.disclosure.desk.request_actions import Action
from services.disclosure.desk.requests import officers
from services.disclosure.domain.information_request.particulars import CONSULTED, MEANS, OPINIONS
from services.disclosure.domain.outcomes import CASE_OUTCOMES, CASES, GROUPS, OUTCOMES
from shared.web.language import t

_OUTCOMES = {
    outcome.id: (
        f"{GROUPS[outcome.group][0]}：{outcome.zh}" if outcome.zh != GROUPS[outcome.group][0] else outcome.zh,
        f"{GROUPS[outcome.group][1]}: {outcome.en}" if outcome.en != GROUPS[outcome.group][1] else outcome.en,
    )
    for outcome in OUTCOMES.values()
}
_WORDS: Mapping[tuple[str, str], Mapping[str, tuple[str, str]]] = {
    ("answer", "outcome"): _OUTCOMES,
    ("case", "outcome"): CASE_OUTCOMES,
    ("case", "case"): CASES,
    ("consult", "whom"): CONSULTED,
    ("end-consultation", "opinion"): OPINIONS,
    ("deliver", "means"): MEANS,
}
"""The words of each choice, by action and field."""


@dataclass(frozen=True)
class FormField:
    """``kind`` is text, area, number, date, choice or yes_no."""

    name: str
    label: str
    kind: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    longest: int | None = None


def form_fields(service: Service, action: Action) -> list[FormField]:
    """What a person fills in for an action; the number of the draft that was read goes along unseen."""
    found = action.schema().fields.items()
    return [_field(service, action, name, field) for name, field in found if name != "draft"]


def _field(service: Service, action: Action, name: str, field: fields.Field[Any]) -> FormField:
    label = t(*str(field.metadata["description"]).split(" · ", 1))
    longest = field.metadata.get("maxLength")
    choices: tuple[tuple[str, str], ...] = ()
    if name == "to":
        people = sorted(officers(service), key=lambda person: person.name)
        kind, choices = "choice", tuple((person.name, person.display) for person in people)
        label = t("交给谁", "To whom")  # people are chosen here by who they are; the API takes the name of an account
    elif isinstance(field.validate, validate.OneOf):
        words = _WORDS[action.name, name]
        kind, choices = "choice", tuple((value, t(*words[value])) for value in field.validate.choices)
    elif isinstance(field, fields.Boolean):
        kind = "yes_no"
    elif isinstance(field, fields.Date):
        kind = "date"
    elif isinstance(field, fields.Integer):
        kind = "number"
    else:
        kind = "area" if longest and longest > 200 else "text"
    return FormField(name, label[0].upper() + label[1:], kind, field.required, choices, longest)
