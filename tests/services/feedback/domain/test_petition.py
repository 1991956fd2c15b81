import pytest

from services.feedback.domain.petition import (
    ConfirmRegistration,
    Petition,
    PetitionFiled,
    RegistrationConfirmed,
    decide,
    evolve,
)
from shared.decider import Decider
from tests.services.feedback.examples import AT, ON, file_petition

PETITION = Decider(Petition(), decide, evolve)
FILED = PetitionFiled("c2VhbGVk", ON, AT)
CONFIRMED = RegistrationConfirmed(ON, AT)


@pytest.mark.parametrize(
    ("history", "command", "then"),
    [
        ([], file_petition(), [FILED]),
        ([FILED], file_petition(), []),
        ([FILED], ConfirmRegistration(ON, AT), [CONFIRMED]),
        ([FILED, CONFIRMED], ConfirmRegistration(ON, AT), []),
        ([], ConfirmRegistration(ON, AT), []),
    ],
)
def test_given_a_history_a_command_decides(history, command, then):
    assert decide(PETITION.fold(history), command) == then
