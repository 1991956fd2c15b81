import pytest

from services.feedback.domain.batch import BallotsCast
from services.feedback.domain.petition import PetitionFiled, RegistrationConfirmed
from services.feedback.domain.posting import (
    PublicationPosted,
    PublicationShown,
    PublicationTakenDown,
    WithdrawalNotified,
)
from services.feedback.domain.round import CodesHandedOut, CodesVoided, RoundClosed
from services.feedback.domain.visit import VisitRated
from services.feedback.domain.window import SlipsHandedOut, SlipsVoided
from services.feedback.outbound import message_for
from shared.contracts import feedback
from tests.services.feedback.examples import AT, ON, notified, round_opened

PHOTOGRAPH = "ab" * 32
RECEIPT = feedback.RECEIPT_GIVEN
TOLD = [
    (PublicationShown(2, "d", ON, AT), [RECEIPT]),
    (PublicationPosted(2, ON, AT, "d", PHOTOGRAPH), [feedback.PUBLICATION_POSTED, RECEIPT]),
    (PublicationTakenDown(ON, AT, 2, "d"), [feedback.PUBLICATION_TAKEN_DOWN, RECEIPT]),
    (BallotsCast("r1", ("c2VhbGVk", "Ym94"), False, AT), [feedback.BALLOTS_CAST]),
    (VisitRated("c2VhbGVk", ON, AT), [feedback.VISIT_RATED]),
    (PetitionFiled("c2VhbGVk", ON, AT), [feedback.PETITION_FILED]),
]


def told(event):
    made = message_for("yangshe", lambda said: f"signed {said['medium']}", "x", event)
    return made if isinstance(made, tuple) else (made,)


@pytest.mark.parametrize(("event", "types"), TOLD)
def test_each_message_says_exactly_what_its_contract_names(event, types):
    messages = told(event)
    assert [(message.type, message.subject) for message in messages] == [(known, "x") for known in types]
    for message in messages:
        schema = feedback.MESSAGES[message.type]()
        assert message.data.keys() == schema.fields.keys()
        assert schema.load(schema.dump(message.data))["village"] == "yangshe"


def test_every_message_is_told_of_something():
    earlier = {feedback.RESPONSE_RECORDED}  # told by villages of an older version
    assert {told for _, types in TOLD for told in types} == set(feedback.MESSAGES) - earlier


def test_a_receipt_says_what_is_shown_where_and_is_signed():
    receipts = [told(event)[-1].data for event, types in TOLD if RECEIPT in types]
    assert [(one["medium"], one["photograph"]) for one in receipts] == [
        ("electronic", ""),
        ("paper", PHOTOGRAPH),
        ("removed", ""),
    ]
    assert all(one["signature"] == f"signed {one['medium']}" for one in receipts)
    assert {(one["version"], one["digest"], one["given_on"]) for one in receipts} == {(2, "d", ON)}


@pytest.mark.parametrize(
    "event",
    [
        notified(),
        WithdrawalNotified("x", ON, AT),
        round_opened(),
        RoundClosed(ON, AT),
        CodesHandedOut(5, AT),
        CodesVoided(5, AT),
        SlipsHandedOut(5, ON, AT),
        SlipsVoided(5, AT),
        RegistrationConfirmed(ON, AT),
    ],
)
def test_the_rest_stays_in_the_village(event):
    assert told(event) == (None,)
