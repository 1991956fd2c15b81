"""Results of survey rounds: as oversight's API answers them, and as this village's own gives them on."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from services.feedback.schemas.parts import Paged
from services.feedback.schemas.survey import Asked
from shared.contracts import told


class _Tolerant(Schema):
    class Meta:
        unknown = EXCLUDE


def _number(says: str = "") -> fields.Float:
    return fields.Float(required=True, allow_none=True, metadata=told(says) if says else {})


class ChangeOut(_Tolerant):
    mean = _number()
    mean_low = _number()
    mean_high = _number()
    share = _number("Against the last round, as a part of 1.")
    low = _number("Its 95 % interval.")
    high = _number()


class QuestionOut(_Tolerant):
    version = fields.Integer(required=True, metadata=told("2 and more: of ballots that came late."))
    kind = fields.String(required=True, metadata=told("rating or awareness."))
    question = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True, metadata=told("Answers; null where it is withheld."))
    counts = fields.List(
        fields.Integer(), required=True, allow_none=True, metadata=told("Of the levels 1 to 5; or of no and yes.")
    )
    mean = _number()
    share = _number("Of those satisfied (levels 3 to 5), or who know.")
    low = _number("Its 95 % interval.")
    high = _number()
    change = fields.Nested(ChangeOut, required=True, allow_none=True)


class RateChangeOut(_Tolerant):
    rate = _number()
    low = _number()
    high = _number()


class AwarenessOut(_Tolerant):
    version = fields.Integer(required=True)
    people = fields.Integer(required=True, allow_none=True)
    rate = _number("The awareness rate.")
    low = _number("Its 95 % interval.")
    high = _number()
    verdict = fields.String(required=True, metadata=told("reached, not_reached or unknown."))
    change = fields.Nested(RateChangeOut, required=True, allow_none=True)


class TurnoutOut(_Tolerant):
    version = fields.Integer(required=True)
    published_on: fields.Field[Any] = fields.String(required=True)
    answers = fields.Integer(required=True)
    spoilt = fields.Integer(required=True, metadata=told("Ballots that could not be opened."))


class ComparedOut(_Tolerant):
    title = fields.String(required=True)
    published_on: fields.Field[Any] = fields.String(required=True)
    same_villages = fields.Boolean(required=True)


class _OfPlace(_Tolerant):
    village = fields.String(required=True, metadata=told("'' is all together."))


class ToldQuestion(QuestionOut, _OfPlace):
    pass


class ToldAwareness(AwarenessOut, _OfPlace):
    pass


class ToldTurnout(TurnoutOut, _OfPlace):
    published_on = fields.Date(required=True)


class ToldCompared(ComparedOut):
    published_on = fields.Date(required=True)


class Told(_Tolerant):
    """What oversight's API says of a round: of one village, and of all together."""

    version = fields.Integer(required=True)
    published_on = fields.Date(required=True)
    missing = fields.List(fields.String(), required=True)
    target = fields.Float(load_default=None, allow_none=True)
    turnout = fields.List(fields.Nested(ToldTurnout), required=True)
    rows = fields.List(fields.Nested(ToldQuestion), required=True)
    awareness = fields.List(fields.Nested(ToldAwareness), required=True)
    compared_with = fields.Nested(ToldCompared, required=True, allow_none=True)


class FiguresOut(Schema):
    turnout = fields.List(fields.Nested(TurnoutOut))
    rows = fields.List(fields.Nested(QuestionOut))
    awareness = fields.List(fields.Nested(AwarenessOut))


class PublishedOut(Schema):
    version = fields.Integer()
    complete = fields.Boolean(metadata=told("Whether all ballots of this village had come."))
    target = fields.Float(allow_none=True, metadata=told("Of the awareness rate."))
    here = fields.Nested(FiguresOut, metadata=told("This village."))
    together = fields.Nested(FiguresOut, metadata=told("All villages that were asked, together."))
    compared_with = fields.Nested(ComparedOut, allow_none=True)


class ResultsOut(Schema):
    round = fields.String()
    title = fields.String()
    office = fields.String()
    audience = fields.String()
    questions = fields.List(fields.Nested(Asked))
    awareness = fields.List(fields.Nested(Asked))
    published_on = fields.String()
    sent = fields.Integer(
        metadata=told("Ballots that this village has sent; oversight counted as many, if all is well.")
    )
    awaited = fields.Boolean(metadata=told("Whether newer ones are out that have not been fetched yet."))
    figures = fields.Nested(PublishedOut, allow_none=True, metadata=told("Null while they are being fetched."))


class NotOutOut(Schema):
    round = fields.String()
    title = fields.String()
    closes_on = fields.String()
    closed_on = fields.String(allow_none=True, metadata=told("Null while it runs."))


class AllResultsOut(Paged):
    results = fields.List(fields.Nested(ResultsOut))
    not_out = fields.List(fields.Nested(NotOutOut), metadata=told("The newest rounds of which nothing is out yet."))


class RatingAnswerOut(Schema):
    answer = fields.String()
    answered_on = fields.String()
    office = fields.String()
    text = fields.String(metadata=told("What was put right, or why nothing had to be, in Chinese."))


class RatingAnswersOut(Paged):
    answers = fields.List(fields.Nested(RatingAnswerOut))
