"""The village board: what is asked of it, what the clerk confirms, what is answered."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.feedback.schemas.parts import Page, Paged
from services.feedback.views.board import SECTIONS
from shared.contracts import told
from shared.contracts.fields import Base64
from shared.search import LONGEST

_PHOTOGRAPH = "JPEG, PNG or WebP of at most 5 MB, in base64. What the camera wrote into it is taken out. Not needed."


class BoardPage(Page):
    section = fields.String(load_default=None, validate=validate.OneOf(SECTIONS), metadata=told("All where left out."))


class SearchPage(Page):
    q = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST),
        metadata=told("The words, with spaces between them: all are found. One or two characters will do."),
    )
    withdrawn = fields.Boolean(load_default=False, metadata=told("Among what was withdrawn too."))


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


class BoardOut(Paged):
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


class SearchOut(Paged):
    hits = fields.List(fields.Nested(SearchHit), metadata=told("Titles first, then the newest."))
    more = fields.Boolean(metadata=told("There are more than the total says, which is at most 1,000."))


class TodoOut(Schema):
    publication = fields.String()
    version = fields.Integer()
    title = fields.String()
    due_on = fields.String()
