"""What HTTP accepts and answers."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.feedback.codes import MOST
from services.feedback.views.board import SECTIONS
from shared.contracts import told
from shared.contracts.fields import Base64, Text
from shared.search import LONGEST
from shared.web.language import Both

KINDS = ("enquiry", "claim", "report", "suggestion")
_ID = validate.Length(min=1, max=100)
_PHOTOGRAPH = "JPEG, PNG or WebP of at most 5 MB, in base64. What the camera wrote into it is taken out. Not needed."
LEVEL = validate.Range(1, 5, error=Both("评分应为 1 到 5。", "A score is from 1 to 5."))


class Page(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000), metadata=told("From 1."))
    size = fields.Integer(load_default=20, validate=validate.Range(1, 100), metadata=told("How many a page."))


class BoardPage(Page):
    section = fields.String(load_default=None, validate=validate.OneOf(SECTIONS), metadata=told("All where left out."))


class SearchPage(Page):
    q = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST),
        metadata=told("The words, with spaces between them: all are found. One or two characters will do."),
    )
    withdrawn = fields.Boolean(load_default=False, metadata=told("Among what was withdrawn too."))


class RatingsPage(Page):
    round = fields.String(load_default=None, validate=_ID, metadata=told("Only this survey round."))


class PaperRound(Schema):
    round = fields.String(load_default=None, validate=_ID, metadata=told("Only rows for this survey round."))


class Posted(Schema):
    version = fields.Integer(
        load_default=None,
        strict=True,
        validate=validate.Range(1, 1_000_000),
        metadata=told("The version that hangs there; the present one where left out."),
    )
    photograph = Base64(load_default=None, metadata=told(_PHOTOGRAPH))


class TakenDown(Schema):
    photograph = Base64(load_default=None, metadata=told(_PHOTOGRAPH))


class PostedForm(Schema):
    version = fields.Integer(load_default=None, validate=validate.Range(1, 1_000_000))


class CodesWanted(Schema):
    round = fields.String(required=True, validate=_ID, metadata=told("The survey round."))
    count = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, MOST, error=Both("一次 {min} 到 {max} 个。", "From {min} to {max} at once.")),
        metadata=told("How many."),
    )


class CodesForm(CodesWanted):
    count = fields.Integer(required=True, validate=CodesWanted().fields["count"].validate)


class Answer(Schema):
    round = fields.String(required=True, validate=_ID, metadata=told("The survey round."))
    code = fields.String(required=True, validate=validate.Length(1, 60), metadata=told("12 digits; spaces do no harm."))
    audience = fields.String(load_default=None, validate=_ID, metadata=told("Checked where given."))
    scores = fields.Dict(
        keys=fields.String(validate=_ID),
        values=fields.Integer(strict=True, validate=LEVEL),
        load_default=dict,
        validate=validate.Length(max=100),
        metadata=told("Question -> 1 (very dissatisfied) to 5 (very satisfied). Any may be left out."),
    )
    awareness = fields.Dict(
        keys=fields.String(validate=_ID),
        values=fields.Boolean(truthy={True}, falsy={False}),
        load_default=dict,
        validate=validate.Length(max=100),
        metadata=told("Awareness question -> whether the person knows. Any may be left out."),
    )


class Petition(Schema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS, error=Both("请选择类别。", "Choose a kind.")),
        metadata=told("enquiry, claim, report or suggestion."),
    )
    about = fields.String(required=True, validate=_ID, metadata=told("Id of the office that it is about."))
    title = Text(required=True, longest=100, metadata=told("In a few words."))
    text = Text(required=True, longest=5000, metadata=told("What happened, and what is wanted."))
    name = Text(load_default=None, longest=50, metadata=told("Not needed: it may be anonymous."))
    contact = Text(load_default=None, longest=100, metadata=told("Telephone or address, where an answer is wanted."))


class PetitionKey(Schema):
    key = fields.String(
        load_default=None,
        data_key="Idempotency-Key",
        validate=validate.Regexp(
            r"^[!-~]{16,100}$", error=Both("应为 16 到 100 个可见字符。", "16 to 100 printable characters.")
        ),
        metadata=told("Random, hard to guess: makes it safe to send the same petition again."),
    )


# Answers


class FigureOut(Schema):
    id = fields.String()
    zh = fields.String()
    en = fields.String()
    unit = fields.String()
    value = fields.Integer(allow_none=True, metadata=told("Nothing where it is too small to be shown."))


class VersionOut(Schema):
    version = fields.Integer()
    title = fields.String()
    body = fields.String(metadata=told("Markdown."))
    figures = fields.List(fields.Nested(FigureOut))
    reason = fields.String(metadata=told("Why it was corrected; empty for the first version."))
    published_on = fields.String()


class PostingOut(VersionOut):
    publication = fields.String()
    item = fields.String(metadata=told("The catalogue item; circular for a circular."))
    timing = fields.String(metadata=told("long_term, periodic or ad_hoc."))
    carriers = fields.List(fields.String())
    posting_due_on = fields.String()
    number = fields.String(metadata=told("The number on the paper; empty where it has none."))
    shown_on = fields.String(allow_none=True, metadata=told("Since when the electronic board shows this version."))
    state = fields.String(metadata=told("to_post, posted, to_take_down or taken_down."))
    posted_version = fields.Integer(allow_none=True)
    posted_on = fields.String(allow_none=True)
    photograph = fields.String(
        allow_none=True, metadata=told("SHA-256 of the photograph at /board/<publication>/photograph; empty: none.")
    )
    withdrawn_on = fields.String(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True)
    taken_down_on = fields.String(allow_none=True)


class PostingWithVersions(PostingOut):
    versions = fields.List(fields.Nested(VersionOut), metadata=told("All texts, the newest first."))


class _Paged(Schema):
    page = fields.Integer()
    size = fields.Integer()
    total = fields.Integer()


class BoardOut(_Paged):
    village = fields.String()
    postings = fields.List(fields.Nested(PostingOut))


class SearchHit(Schema):
    publication = fields.String(required=True)
    version = fields.Integer(required=True)
    item = fields.String(required=True)
    title = fields.String(required=True)
    excerpt = fields.String(required=True, metadata=told("The text about the first hit."))
    published_on = fields.String(required=True)
    withdrawn_on = fields.String(required=True, allow_none=True)


class SearchOut(_Paged):
    hits = fields.List(fields.Nested(SearchHit), metadata=told("Titles first, then the newest."))
    more = fields.Boolean(metadata=told("There are more than the total says, which is at most 1,000."))


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
    state = fields.String(metadata=told("upcoming, open, ended (paper may still come) or closed."))
    answers = fields.Integer(metadata=told("How many have answered."))
    codes = fields.Integer(metadata=told("How many codes have been handed out."))


class RoundWithQuestions(RoundOut):
    questions = fields.List(fields.Nested(Asked))
    awareness = fields.List(fields.Nested(Asked))


class RoundsOut(_Paged):
    rounds = fields.List(fields.Nested(RoundOut))


class RatedOut(Schema):
    question = fields.String()
    zh = fields.String()
    en = fields.String()
    count = fields.Integer(allow_none=True, metadata=told("Nothing is told of fewer than five answers."))
    sum = fields.Integer(allow_none=True)
    mean = fields.Float(allow_none=True)
    distribution = fields.Dict(keys=fields.String(), values=fields.Integer(), allow_none=True)


class KnownOut(Schema):
    question = fields.String()
    zh = fields.String()
    en = fields.String()
    count = fields.Integer(allow_none=True)
    yes = fields.Integer(allow_none=True)
    rate = fields.Float(allow_none=True, metadata=told("The awareness rate, 0 to 1."))
    low = fields.Float(allow_none=True, metadata=told("Lower end of Wilson's 95 % interval."))
    high = fields.Float(allow_none=True)


class RatingOut(Schema):
    round = fields.String()
    title = fields.String()
    office = fields.String()
    audience = fields.String()
    state = fields.String()
    answers = fields.Integer()
    shown = fields.Boolean()
    why_not = fields.String(allow_none=True, metadata=told("round-open or too-few, where nothing is shown."))
    questions = fields.List(fields.Nested(RatedOut))
    awareness = fields.List(fields.Nested(KnownOut))


class RatingsOut(_Paged):
    village = fields.String()
    ratings = fields.List(fields.Nested(RatingOut))


class CodesOut(Schema):
    round = fields.String()
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


class ReceiptOut(Schema):
    petition = fields.String()
    received_on = fields.Date()
    receipt_code = fields.String(metadata=told("Kept nowhere. Whoever has it can follow the petition."))
    follow_url = fields.String(allow_none=True)


class TodoOut(Schema):
    publication = fields.String()
    version = fields.Integer()
    title = fields.String()
    due_on = fields.String()


class PassedOnOut(Schema):
    passed_on = fields.Integer()
    confirmed = fields.Integer()
    waiting = fields.Integer()


class ClerkOut(Schema):
    to_post = fields.List(fields.Nested(TodoOut))
    to_take_down = fields.List(fields.Nested(TodoOut))
    petitions = fields.Nested(PassedOnOut)
    rounds = fields.List(fields.Nested(RoundOut))
