"""An own event in, a message or nothing out; and it is what its schema says."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.oversight.domain.bad_rating.events import BadRatingAnswered
from services.oversight.domain.circular import CircularIssued, Content
from services.oversight.domain.petition.events import PetitionDeclined, PetitionRegistered
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.domain.survey_round import RoundClosed
from services.oversight.outbound import message_for
from services.oversight.stored import CODEC
from shared.contracts import Message
from shared.contracts.oversight import MESSAGES
from shared.timelimits.loading import load_time_limits
from tests.services.oversight.domain.test_survey_round import CLOSED, OPENED, REMINDED
from tests.services.oversight.examples import DATA

T0 = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
KNOWN = Particulars("village", "claim", "o", "petition-office", "yangshe", T0.date(), "cipher", "hash", "/x")
REGISTERED = PetitionRegistered(KNOWN, load_time_limits(DATA).deadline("acceptance", T0), T0)
ISSUED = CircularIssued(
    "2026-1", "阳光通报〔2026〕1号", Content("f1", "overdue", "o", "题", "文"), date(2026, 3, 2), T0
)


RATING_ANSWERED = BadRatingAnswered("a1", "o", "yangshe", "put_right", "已加派人手。", "zhao", T0)


@pytest.mark.parametrize("event", [CLOSED, REMINDED, REGISTERED, ISSUED, RATING_ANSWERED])
def test_what_is_told_can_be_read_by_its_schema(event):
    message = message_for("x1", event)
    assert isinstance(message, Message)
    schema = MESSAGES[message.type]()
    assert set(schema.fields) <= set(message.data)
    assert schema.load(schema.dump(message.data))


def test_an_opened_round_is_told_in_the_older_words_and_in_the_newer():
    older, newer = message_for("r1", OPENED)
    assert (older.newer, newer.newer) == (newer.type, None)
    for message in (older, newer):
        schema = MESSAGES[message.type]()
        assert schema.load(schema.dump(message.data))["round"] == "r1"


def test_a_village_hears_only_that_its_petition_is_registered():
    message = message_for("p1", REGISTERED)
    assert isinstance(message, Message)
    assert message.data == {"petition": "p1", "village": "yangshe", "registered_on": date(2026, 3, 3)}


@pytest.mark.parametrize(
    "event",
    [
        replace(REGISTERED, particulars=replace(KNOWN, channel="web")),
        PetitionDeclined("before_court", "法院", "chen", T0),
    ],
)
def test_of_anything_else_nothing_is_told(event):
    assert message_for("p1", event) is None


@pytest.mark.parametrize("event", [OPENED, CLOSED, REGISTERED, ISSUED])
def test_what_is_stored_comes_back_as_it_was(event):
    assert CODEC.load(*CODEC.dump(event)) == event


def test_a_round_that_is_over_names_the_villages_asked():
    closed = RoundClosed(("yangshe",), date(2026, 3, 2), "zhao", T0)
    message = message_for("r1", closed)
    assert isinstance(message, Message)
    assert message.data["villages"] == ("yangshe",)


def test_of_an_answered_bad_rating_neither_its_id_nor_who_confirmed_it_is_told():
    message = message_for("b1", RATING_ANSWERED)
    assert message.subject == "a1"
    assert not {"b1", "zhao"} & {str(value) for value in message.data.values()}
