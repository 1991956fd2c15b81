"""What oversight tells the others. Nothing about a petition but that it has been registered."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from shared.contracts import PREFIX, MessageSchema, told

SURVEY_ROUND_OPENED = f"{PREFIX}.oversight.survey-round-opened.v1"
SURVEY_ROUND_OPENED_V2 = f"{PREFIX}.oversight.survey-round-opened.v2"
SURVEY_REMINDED = f"{PREFIX}.oversight.survey-reminded.v1"
SURVEY_ROUND_CLOSED = f"{PREFIX}.oversight.survey-round-closed.v1"
RESULTS_PUBLISHED = f"{PREFIX}.oversight.results-published.v1"
BAD_RATING_ANSWERED = f"{PREFIX}.oversight.bad-rating-answered.v1"
PETITION_REGISTERED = f"{PREFIX}.oversight.petition-registered.v1"
CIRCULAR_ISSUED = f"{PREFIX}.oversight.circular-issued.v1"
SEAL_KEYS_OFFERED = f"{PREFIX}.oversight.seal-keys-offered.v1"
VILLAGE_JOINED = f"{PREFIX}.oversight.village-joined.v1"
VILLAGE_SHUT_OUT = f"{PREFIX}.oversight.village-shut-out.v1"


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


class SurveyRoundOpenedV2(SurveyRoundOpened):
    """A survey round is open in these villages; with what is asked in words."""

    texts = fields.List(fields.Nested(Question), required=True, metadata=told("Answered in a few words."))


class SurveyReminded(MessageSchema):
    """The leading group reminds these villages of a round: few have answered there so far."""

    round = fields.String(required=True, metadata=told("The round's id."))
    villages = fields.List(fields.String(), required=True, metadata=told("Ids of the villages that are reminded."))
    reminded_on = fields.Date(required=True, metadata=told("The day, in China."))


class SurveyRoundClosed(MessageSchema):
    """A survey round is over: no more answers are taken, and each village empties its box."""

    round = fields.String(required=True, metadata=told("The round's id."))
    villages = fields.List(fields.String(), required=True, metadata=told("Ids of the villages that were asked."))
    closed_on = fields.Date(required=True, metadata=told("The day, in China."))


class ResultsPublished(MessageSchema):
    """The results of a round are out, for everybody at once. Each village asks for its own: they would be long here."""

    round = fields.String(required=True, metadata=told("The round's id."))
    villages = fields.List(fields.String(), required=True, metadata=told("Ids of the villages of which there are any."))
    version = fields.Integer(required=True, metadata=told("From 1; one more where a village's ballots came late."))
    published_on = fields.Date(required=True, metadata=told("The day, in China."))


class BadRatingAnswered(MessageSchema):
    """What became of a bad rating of a visit, in words for everybody. Nothing in it tells whose or which visit."""

    answer = fields.String(required=True, metadata=told("A random id of this answer."))
    village = fields.String(required=True, metadata=told("The village at whose endpoint the visit was rated."))
    office = fields.String(required=True, metadata=told("Id of the office that was rated."))
    text = fields.String(required=True, metadata=told("What was put right, or why nothing had to be, in Chinese."))
    answered_on = fields.Date(required=True, metadata=told("The day, in China."))


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


class VillageJoined(MessageSchema):
    """A village far away has joined: what is signed with this key is its word from now on, and no other key's."""

    village = fields.String(required=True, metadata=told("The village's id."))
    verify_key = fields.String(required=True, metadata=told("Its Ed25519 public key, as hex."))


class VillageShutOut(MessageSchema):
    """Nobody speaks for this village any more, until it joins again."""

    village = fields.String(required=True, metadata=told("The village's id."))


MESSAGES = {
    SURVEY_ROUND_OPENED: SurveyRoundOpened,
    SURVEY_ROUND_OPENED_V2: SurveyRoundOpenedV2,
    SURVEY_REMINDED: SurveyReminded,
    SURVEY_ROUND_CLOSED: SurveyRoundClosed,
    RESULTS_PUBLISHED: ResultsPublished,
    BAD_RATING_ANSWERED: BadRatingAnswered,
    PETITION_REGISTERED: PetitionRegistered,
    CIRCULAR_ISSUED: CircularIssued,
    SEAL_KEYS_OFFERED: SealKeysOffered,
    VILLAGE_JOINED: VillageJoined,
    VILLAGE_SHUT_OUT: VillageShutOut,
}
