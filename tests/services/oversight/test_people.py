"""Who can be given a petition: whoever may sign in as an officer or for the leading group at that moment."""

import dataclasses
import shutil

import pytest

from services.oversight.casework import petitions as casework
from services.oversight.casework.actions import ACTIONS
from services.oversight.composition import compose
from shared.errors import Forbidden
from shared.web.account_file import AccountFile
from shared.web.people import People
from shared.web.roles import LEADER, Account

HUANG = Account("huang", "黄信访员", "officer", "petition-office", None)


@pytest.fixture
def config(config, tmp_path):
    own = shutil.copy(config.accounts, tmp_path / "accounts.json")
    return dataclasses.replace(config, accounts=own)


def test_a_new_officer_can_be_given_a_petition_at_once_and_a_disabled_one_no_longer(config):
    service = compose(config)
    assert set(service.handlers) == {"chen", "li", "qian", "zhao"}
    people = People(AccountFile(config.accounts), config)
    people.add(HUANG, "long enough", by="ops")
    assert service.handlers["huang"] == HUANG
    people.disable("chen", by="ops")
    assert "chen" not in service.handlers
    assert service.accounts.display("chen") == "陈信访员", "what he did is still shown with his name"
    people.set_role("li", "reviewer", "family-planning-office", None, by="ops")
    assert "li" not in service.handlers


@pytest.mark.parametrize("action", [action.name for action in ACTIONS.values() if action.roles == (LEADER,)])
def test_what_only_the_leading_group_may_is_refused_to_an_officer_at_the_desk_too(service, file, action):
    """The desk has one address for all that can be done: it is not the route that refuses here."""
    petition, _ = file()
    chen = next(person for person in service.accounts.people() if person.name == "chen")
    with pytest.raises(Forbidden) as refused:
        casework.act(service, chen, petition, action, {}, address="")
    assert refused.value.code == "not-allowed"
