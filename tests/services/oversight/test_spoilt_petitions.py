"""What comes sealed from devices that nobody vouches for: nothing is lost, and nobody has to deal with rubbish."""

import json
from dataclasses import replace

import pytest

from services.oversight.casework.spoilt_petitions import open_again
from services.oversight.composition import compose
from services.oversight.views import spoilt_petitions
from shared.privacy.sealing import new_seal_keys
from tests.services.oversight.examples import CODE, petition_filed

PETITION = "p-village"


@pytest.fixture
def known(service):
    """Whether a petition is registered, and how many boxes of its village are spoilt."""

    def look(petition=PETITION):
        with service.application.database.read() as tx:
            history = service.application.history(tx, "petition", petition)
            return bool(history), spoilt_petitions.by_village(tx).get("yangshe", 0)

    return look


@pytest.mark.parametrize(
    "change",
    [{"kind": "wish"}, {"receipt_code": "1"}, {"text": None}, {"sealed": "bm8gYm94"}, {"sealed": "no base64"}],
)
def test_a_box_with_no_petition_in_it_is_counted_once_and_parks_nothing(hear, call, clock, seal_key, known, change):
    for _ in range(2):
        hear(petition_filed(clock.now(), seal_key, **change))
    assert known() == (False, 1)
    villages = call("ding", "GET", "/api/district")[1]["villages"]
    assert [one["spoilt"] for one in villages if one["village"] == "yangshe"] == [1]


def test_a_petition_about_an_office_that_is_not_known_here_is_not_lost(hear, clock, seal_key, known):
    hear(petition_filed(clock.now(), seal_key, about="moon"))
    assert known() == (True, 0)


def test_a_code_that_is_another_petitions_goes_on_leading_to_that_one(hear, clock, seal_key, known, call):
    for petition in ("a", "b"):
        hear(petition_filed(clock.now(), seal_key, petition=petition))
    assert known("b") == (True, 0)
    assert call("chen", "POST", "/api/petitions/a/accept")[0] == 200
    assert call(None, "POST", "/api/petitions/follow", {"code": CODE})[1]["status"] == "accepted"


def test_a_box_that_did_not_open_is_opened_when_the_key_is_back(hear, clock, service, known, config, tmp_path):
    private, public = new_seal_keys()
    hear(petition_filed(clock.now(), public))
    assert (open_again(service.node), known()) == (0, (False, 1))
    secrets = tmp_path / "former.json"
    secrets.write_text(json.dumps({**json.loads(config.secrets.read_text()), "seal_key": private}))
    assert open_again(compose(replace(config, secrets=secrets)).node) == 1
    assert known() == (True, 0)
    service.application.rebuild()
    assert known() == (True, 0)
