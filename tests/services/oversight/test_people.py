"""Who can be given a petition: whoever may sign in as an officer or for the leading group at that moment."""

import dataclasses
import shutil

import pytest

from services.oversight.composition import compose
from shared.web.account_file import AccountFile
from shared.web.people import People
from shared.web.roles import Account

HUANG = Account("huang", "黄信访员", "officer", "petition-office", None)


@pytest.fixture
def config(config, tmp_path):
    own = shutil.copy(config.accounts, tmp_path / "accounts.json")
    return dataclasses.replace(config, accounts=own)


def test_a_new_officer_can_be_given_a_petition_at_once_and_a_disabled_one_no_longer(config):
    service = compose(config)
    assert set(service.handlers) == {"chen", "li", "zhao"}
    people = People(AccountFile(config.accounts), config)
    people.add(HUANG, "long enough", by="ops")
    assert service.handlers["huang"] == HUANG
    people.disable("chen", by="ops")
    assert "chen" not in service.handlers
    assert service.accounts.display("chen") == "陈信访员", "what he did is still shown with his name"
    people.set_role("li", "reviewer", "family-planning-office", None, by="ops")
    assert "li" not in service.handlers
