import pytest

from services.feedback.domain.petition import PetitionFiled, RegistrationConfirmed
from services.feedback.domain.posting import PublicationPosted, PublicationTakenDown, WithdrawalNotified
from services.feedback.domain.response import ResponseRecorded
from services.feedback.domain.round import CodesHandedOut, RoundClosed
from services.feedback.outbound import message_for
from shared.contracts import feedback
from tests.services.feedback.examples import AT, ON, notified, round_opened

TOLD = {
    feedback.PUBLICATION_POSTED: PublicationPosted(2, ON, AT),
    feedback.PUBLICATION_TAKEN_DOWN: PublicationTakenDown(ON, AT),
    feedback.RESPONSE_RECORDED: ResponseRecorded("r1", "residents", {"attitude": 5}, {"knows-board": True}, ON, AT),
    feedback.PETITION_FILED: PetitionFiled("c2VhbGVk", ON, AT),
}


@pytest.mark.parametrize("type", feedback.MESSAGES)
def test_each_message_says_exactly_what_its_contract_names(type):
    message = message_for("yangshe", "x", TOLD[type])
    assert message is not None
    assert (message.type, message.subject) == (type, "x")
    schema = feedback.MESSAGES[type]()
    assert message.data.keys() == schema.fields.keys()
    assert schema.load(schema.dump(message.data))["village"] == "yangshe"


@pytest.mark.parametrize(
    "event",
    [
        notified(),
        WithdrawalNotified("x", ON, AT),
        round_opened(),
        RoundClosed(ON, AT),
        CodesHandedOut(5, AT),
        RegistrationConfirmed(ON, AT),
    ],
)
def test_the_rest_stays_in_the_village(event):
    assert message_for("yangshe", "x", event) is None
