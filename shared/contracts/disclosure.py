"""What disclosure tells the others."""

from __future__ import annotations

from marshmallow import fields

from shared.contracts import PREFIX, MessageSchema, told

PUBLICATION_PUBLISHED = f"{PREFIX}.disclosure.publication-published.v1"
PUBLICATION_PUBLISHED_V2 = f"{PREFIX}.disclosure.publication-published.v2"
PUBLICATION_WITHDRAWN = f"{PREFIX}.disclosure.publication-withdrawn.v1"
VERSION_CLOSED = f"{PREFIX}.disclosure.version-closed.v1"
POSTING_OVERDUE = f"{PREFIX}.disclosure.posting-overdue.v1"
REQUEST_OVERDUE = f"{PREFIX}.disclosure.information-request-overdue.v1"
DISCLOSURE_OVERDUE = f"{PREFIX}.disclosure.disclosure-overdue.v1"
POSTING_MISS_DISPROVED = f"{PREFIX}.disclosure.posting-miss-disproved.v1"
TOWNSHIP_POSTING_OVERDUE = f"{PREFIX}.disclosure.township-posting-overdue.v1"


class PublicationPublished(MessageSchema):
    """A publication, or a new version of one, has been published; the boards named owe a posting receipt."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    version = fields.Integer(required=True, metadata=told("Its version, from 1; a higher one replaces a lower."))
    item = fields.String(required=True, metadata=told("The catalogue item's id; 'circular' for a circular."))
    timing = fields.String(required=True, metadata=told("long_term, periodic or ad_hoc."))
    title = fields.String(required=True, metadata=told("The title, in Chinese."))
    body = fields.String(required=True, metadata=told("The text, in Chinese: figures only, no person."))
    carriers = fields.List(fields.String(), required=True, metadata=told("The carriers it is meant for."))
    villages = fields.List(fields.String(), required=True, metadata=told("Ids of the villages it is meant for."))
    published_on = fields.Date(required=True, metadata=told("The day of publication, in China."))
    posting_due_on = fields.Date(required=True, metadata=told("The last day for the boards to post it."))


class FigureTold(MessageSchema):
    """One figure of a publication."""

    id = fields.String(required=True, metadata=told("The figure's id in the template of its item."))
    zh = fields.String(required=True, metadata=told("What it counts, in Chinese."))
    en = fields.String(required=True, metadata=told("What it counts, in English."))
    unit = fields.String(required=True, metadata=told("The unit, in Chinese."))
    value = fields.Integer(required=True, allow_none=True, metadata=told("The number; null: withheld, as too small."))


class PublicationPublishedV2(PublicationPublished):
    """A publication, or a new version of one, has been published; the boards named owe a posting receipt."""

    body = fields.String(required=True, metadata=told("The text, in Chinese, as Markdown: figures only, no person."))
    number = fields.String(required=True, metadata=told("Its number in the register; empty where it has none."))
    obligation = fields.String(required=True, metadata=told("What it answers, as item.period; empty for nothing owed."))
    figures = fields.List(fields.Nested(FigureTold), required=True, metadata=told("Its figures, in their order."))
    reason = fields.String(required=True, metadata=told("Why it was corrected; empty for the first version."))
    digest = fields.String(required=True, metadata=told("SHA-256 of what it says; posting receipts are signed for it."))


class PublicationWithdrawn(MessageSchema):
    """A publication has been withdrawn; boards take it down and keep its history readable."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    villages = fields.List(fields.String(), required=True, metadata=told("Ids of the villages it was meant for."))
    reason = fields.String(required=True, metadata=told("Why, for everybody to read."))
    withdrawn_on = fields.Date(required=True, metadata=told("The day, in China."))


class VersionClosed(MessageSchema):
    """A version that holds no longer is not to be shown to anybody any more: something in it must not be public."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    version = fields.Integer(required=True, metadata=told("The version that is closed."))
    villages = fields.List(fields.String(), required=True, metadata=told("Ids of the villages whose boards know it."))
    reason = fields.String(required=True, metadata=told("Why, for everybody to read; nothing of what it said."))
    closed_on = fields.Date(required=True, metadata=told("The day, in China."))


class PostingOverdue(MessageSchema):
    """A board has given no posting receipt in time."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    version = fields.Integer(required=True, metadata=told("The version that was to be posted."))
    title = fields.String(required=True, metadata=told("The publication's title."))
    village = fields.String(required=True, metadata=told("The village whose board is overdue."))
    due_on = fields.Date(required=True, metadata=told("The last day on which it was to be posted."))
    basis = fields.String(required=True, metadata=told("The time limit and its version, as limit/version."))


class DisclosureOverdue(MessageSchema):
    """What was to be made public by a day has not been."""

    obligation = fields.String(required=True, metadata=told("The obligation's id, as item.period."))
    item = fields.String(required=True, metadata=told("The catalogue item's id."))
    title = fields.String(required=True, metadata=told("What was due, in Chinese: the item and its period."))
    office = fields.String(required=True, metadata=told("The office that owes it."))
    due_on = fields.Date(required=True, metadata=told("The last day on which it was to be published, in China."))
    basis = fields.String(required=True, metadata=told("The time limit and its version, as limit/version."))


class PostingMissDisproved(MessageSchema):
    """A miss that was told is none: the board's signed receipt came late, and says that it was posted in time."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    version = fields.Integer(required=True, metadata=told("The version that was told as missed."))
    village = fields.String(required=True, metadata=told("The village whose board was told as overdue."))
    due_on = fields.Date(required=True, metadata=told("The last day on which it was to be posted."))
    posted_on = fields.Date(required=True, metadata=told("The day in the receipt, by the village's clock."))


class TownshipPostingOverdue(MessageSchema):
    """The township's own board has not been posted in time."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    version = fields.Integer(required=True, metadata=told("The version that was to be posted."))
    title = fields.String(required=True, metadata=told("The publication's title."))
    due_on = fields.Date(required=True, metadata=told("The last day on which it was to be posted."))
    basis = fields.String(required=True, metadata=told("The time limit and its version, as limit/version."))


class InformationRequestOverdue(MessageSchema):
    """A request for information was not answered in time. Nothing of what it asks for, nor by whom."""

    request = fields.String(
        required=True, metadata=told("A name for the request that leads nobody to it, the same for the same request.")
    )
    office = fields.String(required=True, metadata=told("Id of the office that owed the answer."))
    due_on = fields.Date(required=True, metadata=told("The last day on which it was to be answered."))
    basis = fields.String(required=True, metadata=told("The time limit and its version, as limit/version."))


MESSAGES = {
    PUBLICATION_PUBLISHED: PublicationPublished,
    PUBLICATION_PUBLISHED_V2: PublicationPublishedV2,
    PUBLICATION_WITHDRAWN: PublicationWithdrawn,
    VERSION_CLOSED: VersionClosed,
    POSTING_OVERDUE: PostingOverdue,
    REQUEST_OVERDUE: InformationRequestOverdue,
    DISCLOSURE_OVERDUE: DisclosureOverdue,
    POSTING_MISS_DISPROVED: PostingMissDisproved,
    TOWNSHIP_POSTING_OVERDUE: TownshipPostingOverdue,
}
