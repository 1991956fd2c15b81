"""Survey rounds: their questionnaires, codes, answers on the screen and on paper, results."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.feedback.ballots.codes import MOST
from services.feedback.domain.answers import LONGEST_TEXT
from services.feedback.schemas.parts import ID, Paged
from shared.contracts import told
from shared.contracts.fields import Text
from shared.notices import SLIPS_ON_A_SHEET
from shared.web.language import Both

SHEETS = -(-MOST // SLIPS_ON_A_SHEET)
LEVEL = validate.Range(1, 5, error=Both("评分应为 1 到 5。", "A score is from 1 to 5."))


class PaperRound(Schema):
    round = fields.String(load_default=None, validate=ID, metadata=told("Only rows for this survey round."))


class CodesWanted(Schema):
    round = fields.String(required=True, validate=ID, metadata=told("The survey round."))
    count = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, MOST, error=Both("一次 {min} 到 {max} 个。", "From {min} to {max} at once.")),
        metadata=told("How many."),
    )


class CodesForm(CodesWanted):
    count = fields.Integer(required=True, validate=CodesWanted().fields["count"].validate)


class Bundle(Schema):
    bundle = fields.String(
        required=True,
        validate=validate.Length(1, 40),
        metadata=told("The bundle's number, in the foot of each sheet of slips: 10 digits; dashes do no harm."),
    )
    sheet = fields.Integer(
        load_default=None,
        strict=True,
        allow_none=True,
        validate=validate.Range(1, SHEETS, error=Both("张次是 {min} 到 {max}。", "A sheet is from {min} to {max}.")),
        metadata=told("Only this sheet of the bundle; all of it where left out."),
    )


class BundleForm(Bundle):
    sheet = fields.Integer(load_default=None, validate=Bundle().fields["sheet"].validate)


class VoidedOut(Schema):
    voided = fields.Integer(metadata=told("How many codes that nobody had used are worth nothing from now on."))


class Answer(Schema):
    round = fields.String(required=True, validate=ID, metadata=told("The survey round."))
    code = fields.String(required=True, validate=validate.Length(1, 60), metadata=told("12 digits; spaces do no harm."))
    audience = fields.String(load_default=None, validate=ID, metadata=told("Checked where given."))
    scores = fields.Dict(
        keys=fields.String(validate=ID),
        values=fields.Integer(strict=True, validate=LEVEL),
        load_default=dict,
        validate=validate.Length(max=100),
        metadata=told("Question -> 1 (very dissatisfied) to 5 (very satisfied). Any may be left out."),
    )
    awareness = fields.Dict(
        keys=fields.String(validate=ID),
        values=fields.Boolean(truthy={True}, falsy={False}),
        load_default=dict,
        validate=validate.Length(max=100),
        metadata=told("Awareness question -> whether the person knows. Any may be left out."),
    )
    texts = fields.Dict(
        keys=fields.String(validate=ID),
        values=Text(longest=LONGEST_TEXT),
        load_default=dict,
        validate=validate.Length(max=20),
        metadata=told("Question in words -> what the person wrote, without naming anybody. Any may be left out."),
    )
    version = fields.Integer(
        load_default=None, strict=True, metadata=told("The questionnaire's version; checked where given.")
    )
    answered_on = fields.Date(
        load_default=None,
        metadata=told("The day on which it was given, where it was kept on the device because the line was away."),
    )


class Asked(Schema):
    id = fields.String()
    zh = fields.String()
    en = fields.String()


class RoundOut(Schema):
    round = fields.String()
    title = fields.String()
    office = fields.String()
    audience = fields.String()
    questionnaire = fields.String()
    questionnaire_version = fields.Integer()
    opens_on = fields.String()
    closes_on = fields.String()
    closed_on = fields.String(allow_none=True)
    reminded_on = fields.String(
        allow_none=True, metadata=told("The last day on which the township reminded this village of it.")
    )
    state = fields.String(metadata=told("upcoming, open, ended (paper may still come) or closed."))
    answers = fields.Integer(metadata=told("How many have answered."))
    codes = fields.Integer(metadata=told("How many codes have been handed out."))


class RoundWithQuestions(RoundOut):
    questions = fields.List(fields.Nested(Asked))
    awareness = fields.List(fields.Nested(Asked))
    texts = fields.List(fields.Nested(Asked), metadata=told("Answered in a few words."))


class RoundsOut(Paged):
    rounds = fields.List(fields.Nested(RoundOut))


class CodesOut(Schema):
    round = fields.String()
    bundle = fields.String(metadata=told("The number by which they can be made void. Kept nowhere: shown this once."))
    codes = fields.List(fields.String(), metadata=told("Shown this once."))


class AnsweredOut(Schema):
    round = fields.String()
    recorded = fields.Boolean()
    answered_on = fields.Date()


class Entered(Schema):
    round = fields.String()
    answers = fields.Integer()


class PaperOut(Schema):
    imported = fields.Integer()
    left_out = fields.Integer(metadata=told("Rows of other villages, or of other rounds."))
    rounds = fields.List(fields.Nested(Entered))
