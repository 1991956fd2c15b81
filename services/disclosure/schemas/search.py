"""Words, and the publications that have them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.disclosure.schemas.parts import Paged
from services.disclosure.schemas.publications import PublicationSummary
from shared.contracts import told
from shared.search import LONGEST, MOST


class SearchQuery(Paged):
    q = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST),
        metadata=told("要找的字词，几个用空格分开 · The words, with spaces between them: all of them are found"),
    )
    withdrawn = fields.Boolean(
        load_default=False, metadata=told("也找已撤回的 · Among what was withdrawn too, which is marked by its state")
    )


class SearchHit(Schema):
    publication = fields.Nested(PublicationSummary, required=True)
    excerpt = fields.String(required=True, metadata=told("命中处前后 · The text about the first hit"))


class SearchOut(Schema):
    hits = fields.List(
        fields.Nested(SearchHit), required=True, metadata=told("标题有的在前，新的在前 · Titles first, then the newest")
    )
    page = fields.Integer(required=True)
    size = fields.Integer(required=True)
    total = fields.Integer(required=True, metadata=told(f"最多 {MOST} · At most {MOST:,}"))
    more = fields.Boolean(required=True, metadata=told(f"不止 {MOST} · There are more than {MOST:,}"))
