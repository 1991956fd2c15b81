"""The forms of the desk, drawn from what each action asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import fields, validate

from services.oversight.casework.actions import Action
from services.oversight.composition import Service
from shared.web.language import t
from shared.web.roles import Account

_WORDS = {
    "private_matter": ("个人或家庭私事", "A private or family matter"),
    "not_about_an_office": ("不属受理范围", "Not about an office"),
    "before_court": ("诉讼、仲裁或复议中", "Before a court or under review"),
    "in_person": ("当面送达", "In person"),
    "post": ("邮寄送达", "By post"),
    "village": ("村（居）转交", "By the village"),
    "upheld": ("维持", "Upheld"),
    "changed": ("变更", "Changed"),
    "revoked": ("撤销", "Revoked"),
    "dissatisfaction": ("群众不满意", "People dissatisfied"),
    "broken_promise": ("承诺不兑现", "Promise not kept"),
    "unlawful_fee": ("违规收费", "Unlawful fee"),
    "ignored_request": ("正当要求不理睬", "Just request ignored"),
    "overdue": ("超期未办", "Not done in time"),
}


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
    """What a person fills in for an action; the version seen goes along unseen."""
    return [_field(service, name, field) for name, field in action.schema().fields.items() if name != "version"]


def _field(service: Service, name: str, field: fields.Field[Any]) -> FormField:
    label = t(*str(field.metadata["description"]).split(" · ", 1))
    longest = field.metadata.get("maxLength")
    choices: tuple[tuple[str, str], ...] = ()
    if name == "handler":
        people = sorted(service.handlers.values(), key=lambda person: person.name)
        kind, choices = "choice", tuple((person.name, _who(service, person)) for person in people)
        if field.required:  # people are chosen here by who they are; the API takes the name of an account
            label = t("经办人", "handler")
    elif name == "office":
        kind, choices = "choice", tuple((office.id, t(office)) for office in service.district.offices)
    elif isinstance(field.validate, validate.OneOf):
        kind = "choice"
        choices = tuple((value, t(*_WORDS[value])) for value in field.validate.choices if value)
    elif isinstance(field, fields.Boolean):
        kind = "yes_no"
    elif isinstance(field, fields.Date):
        kind = "date"
    elif isinstance(field, (fields.Integer, fields.Decimal)):
        kind = "number"
    else:
        kind = "area" if longest and longest > 200 else "text"
    return FormField(name, label[0].upper() + label[1:], kind, field.required, choices, longest)


def _who(service: Service, person: Account) -> str:
    office = next((office for office in service.district.offices if office.id == person.office), None)
    return person.display + (t("，", ", ") + t(office) if office else "")
