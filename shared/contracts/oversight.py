"""What oversight tells the others. Nothing about a petition but that it has been registered."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from shared.contracts import PREFIX, MessageSchema, told

SURVEY_ROUND_OPENED = f"{PREFIX}.oversight.survey-round-opened.v1"
SURVEY_ROUND_CLOSED = f"{PREFIX}.oversight.survey-round-closed.v1"
PETITION_REGISTERED = f"{PREFIX}.oversight.petition-registered.v1"
CIRCULAR_ISSUED = f"{PREFIX}.oversight.circular-issued.v1"
SEAL_KEYS_OFFERED = f"{PREFIX}.oversight.seal-keys-offered.v1"


class Question(Schema):
    class Meta:
        unknown = EXCLUDE

    id = fields.String(required=True, metadata=told("Stable, so that rounds can be compared."))
    zh = fields.String(required=True, metadata=told("The question in Chinese."))
    en = fields.String(required=True, metadata=told("The question in English."))


class SurveyRoundOpened(MessageSchema):
    """A survey round is open in these villages. Its questionnaire never changes once opened, so it travels along."""

    round = fields.String(required=True, metadata=told("The round's id."))
    title = fields.String(required=True, metadata=told("The round's title."))
    office = fields.String(required=True, metadata=told("Id of the office that is rated."))
    audience = fields.String(required=True, metadata=told("residents, migrants or subordinates."))
    questionnaire = fields.String(required=True, metadata=told("The questionnaire's id."))
    questionnaire_version = fields.Integer(required=True, metadata=told("The questionnaire's version."))
    questions = fields.List(fields.Nested(Question), required=True, metadata=told("Rated from 1 to 5."))
    awareness = fields.List(fields.Nested(Question), required=True, metadata=told("Answered yes or no."))
    villages = fields.List(fields.String(), required=True, metadata=told("Ids of the villages that are asked."))
    opens_on = fields.Date(required=True, metadata=told("First day of answering, in China."))
    closes_on = fields.Date(required=True, metadata=told("Last day of answering, in China."))


class SurveyRoundClosed(MessageSchema):
    """A survey round is over; results may now be shown."""

    round = fields.String(required=True, metadata=told("The round's id."))
    villages = fields.List(fields.String(), required=True, metadata=told("Ids of the villages that were asked."))
    closed_on = fields.Date(required=True, metadata=told("The day, in China."))


class PetitionRegistered(MessageSchema):
    """A petition handed in at a village has arrived and its clock runs."""

    petition = fields.String(required=True, metadata=told("The petition's id."))
    village = fields.String(required=True, metadata=told("The village where it was handed in."))
    registered_on = fields.Date(required=True, metadata=told("The day, in China."))


class CircularIssued(MessageSchema):
    """A closed finding, made public: names offices and facts, never petitioners."""

    circular = fields.String(required=True, metadata=told("The circular's id."))
    number = fields.String(required=True, metadata=told("Its number as printed, such as 阳光通报〔2026〕1号."))
    title = fields.String(required=True, metadata=told("The title, in Chinese."))
    body = fields.String(required=True, metadata=told("What was found, and how it was put right, in Chinese."))
    finding = fields.String(required=True, metadata=told("The finding's id."))
    finding_kind = fields.String(
        required=True,
        metadata=told("dissatisfaction, broken_promise, unlawful_fee, ignored_request or overdue."),
    )
    about = fields.String(required=True, metadata=told("Id of the office or village that it is about."))
    issued_on = fields.Date(required=True, metadata=told("The day, in China."))


class SealKeysOffered(MessageSchema):
    """Keys for the petitions of one village: each seals one, and is erased with it. Public halves, no secret."""

    offer = fields.String(required=True, metadata=told("The offer's id."))
    village = fields.String(required=True, metadata=told("The village whose petitions they are for."))
    epoch = fields.String(
        required=True,
        metadata=told(
            "The village's own epoch that they are for: put back to a backup, it does not know which it has used."
        ),
    )
    keys = fields.List(fields.String(), required=True, metadata=told("X25519 public keys, as hex."))
    instead = fields.Boolean(required=True, metadata=told("Whether those offered before no longer serve."))


MESSAGES = {
    SURVEY_ROUND_OPENED: SurveyRoundOpened,
    SURVEY_ROUND_CLOSED: SurveyRoundClosed,
    PETITION_REGISTERED: PetitionRegistered,
    CIRCULAR_ISSUED: CircularIssued,
    SEAL_KEYS_OFFERED: SealKeysOffered,
}
