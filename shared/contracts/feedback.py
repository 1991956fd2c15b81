"""What a village's endpoint tells the others."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.contracts import PREFIX, MessageSchema, told

PUBLICATION_POSTED = f"{PREFIX}.feedback.publication-posted.v1"
PUBLICATION_TAKEN_DOWN = f"{PREFIX}.feedback.publication-taken-down.v1"
RECEIPT_GIVEN = f"{PREFIX}.feedback.receipt-given.v1"
RESPONSE_RECORDED = f"{PREFIX}.feedback.response-recorded.v1"
BALLOTS_CAST = f"{PREFIX}.feedback.ballots-cast.v1"
VISIT_RATED = f"{PREFIX}.feedback.visit-rated.v1"
PETITION_FILED = f"{PREFIX}.feedback.petition-filed.v1"


class PublicationPosted(MessageSchema):
    """A posting receipt: this village's board shows this version."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    version = fields.Integer(required=True, metadata=told("The version posted."))
    village = fields.String(required=True, metadata=told("The village."))
    posted_on = fields.Date(required=True, metadata=told("The day of posting, in China."))


class PublicationTakenDown(MessageSchema):
    """This village's board no longer shows a withdrawn publication."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    village = fields.String(required=True, metadata=told("The village."))
    taken_down_on = fields.Date(required=True, metadata=told("The day, in China."))


class ReceiptGiven(MessageSchema):
    """A receipt that this village's endpoint has signed, for everybody to check: see docs/receipts.md."""

    publication = fields.String(required=True, metadata=told("The publication's id."))
    version = fields.Integer(required=True, metadata=told("The version of which it is."))
    village = fields.String(required=True, metadata=told("The village."))
    medium = fields.String(
        required=True,
        metadata=told("electronic: shown there; paper: hangs on the paper board; removed: taken off it."),
    )
    given_on = fields.Date(required=True, metadata=told("The day, in China, by the village's clock."))
    digest = fields.String(
        required=True, metadata=told("SHA-256 of what it shows, as disclosure told it; empty where it was not told.")
    )
    photograph = fields.String(
        required=True, metadata=told("SHA-256 of a photograph of the paper board; empty where there is none.")
    )
    signature = fields.String(
        required=True, metadata=told("Ed25519 by the village's key, as hex, over the other fields as canonical JSON.")
    )


class ResponseRecorded(MessageSchema):
    """One anonymous answer to a survey, as villages told it before ballots were sealed. Nothing tells it any more."""

    response = fields.String(required=True, metadata=told("A random id, drawn for this answer alone."))
    round = fields.String(required=True, metadata=told("The survey round's id."))
    village = fields.String(required=True, metadata=told("The village."))
    audience = fields.String(required=True, metadata=told("residents, migrants or subordinates."))
    scores = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(validate=validate.Range(1, 5)),
        required=True,
        metadata=told("Question id -> 1 (very dissatisfied) to 5 (very satisfied)."),
    )
    awareness = fields.Dict(
        keys=fields.String(),
        values=fields.Boolean(),
        required=True,
        metadata=told("Awareness question id -> whether the person knows."),
    )
    answered_on = fields.Date(required=True, metadata=told("The day, in China."))


class BallotsCast(MessageSchema):
    """Some ballots of a survey round, taken out of the village's box at random: at least five, unless it has no more.

    Each is sealed to oversight's public key: the village knows who may have answered, and not what; oversight what,
    and not who.
    """

    batch = fields.String(required=True, metadata=told("A random id of this handful."))
    round = fields.String(required=True, metadata=told("The survey round's id."))
    village = fields.String(required=True, metadata=told("The village."))
    ballots = fields.List(
        fields.String(),
        required=True,
        metadata=told(
            "Sealed boxes that only oversight opens, in no order: scores (question -> 1 to 5), awareness (question ->"
            " yes or no), texts (question -> words)."
        ),
    )
    last = fields.Boolean(required=True, metadata=told("The round is closed, and the village's box is empty."))


class VisitRated(MessageSchema):
    """Somebody rated a visit to the service window, good or bad: sealed, so that the window does not know which."""

    visit = fields.String(required=True, metadata=told("A random id, drawn for this rating alone."))
    village = fields.String(required=True, metadata=told("The village whose endpoint took it."))
    rated_on = fields.Date(required=True, metadata=told("The day, in China."))
    sealed = fields.String(
        required=True,
        metadata=told(
            "A sealed box that only oversight opens: office (id), level (1 to 5), reasons (ids), text, contact,"
            " receipt_code."
        ),
    )


class PetitionFiled(MessageSchema):
    """A petition handed in at a village, sealed to oversight's public key."""

    petition = fields.String(required=True, metadata=told("The petition's id, drawn at the village."))
    village = fields.String(required=True, metadata=told("The village where it was handed in."))
    received_on = fields.Date(required=True, metadata=told("The day it was handed in, in China."))
    sealed = fields.String(
        required=True,
        metadata=told(
            "A sealed box that only oversight opens: kind, about (office id), title, text, name, contact, receipt_code."
        ),
    )


MESSAGES = {
    PUBLICATION_POSTED: PublicationPosted,
    PUBLICATION_TAKEN_DOWN: PublicationTakenDown,
    RECEIPT_GIVEN: ReceiptGiven,
    RESPONSE_RECORDED: ResponseRecorded,
    BALLOTS_CAST: BallotsCast,
    VISIT_RATED: VisitRated,
    PETITION_FILED: PetitionFiled,
}
