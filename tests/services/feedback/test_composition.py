import json
from dataclasses import replace

import pytest

from services.feedback.app import create_app
from services.feedback.domain import petition, posting, response
from services.feedback.domain import round as survey_round
from services.feedback.stored import CODEC


def test_every_event_has_a_stored_name():
    events = {*posting.Event.__args__, *survey_round.Event.__args__, *petition.Event.__args__, response.Event}
    assert {stored.cls for stored in CODEC.types} == events


@pytest.mark.parametrize("broken", ["village", "peers"])
def test_a_configuration_that_does_not_hold_is_said_and_ends_the_process(config, capsys, broken):
    if broken == "peers":
        rows = json.loads(config.peers.read_text())["peers"]
        config.peers.write_text(json.dumps({"peers": [row for row in rows if row["source"] != "/oversight"]}))
    with pytest.raises(SystemExit) as ended:
        create_app(replace(config, village="atlantis") if broken == "village" else config)
    assert ended.value.code == 3
    assert {"village": "atlantis", "peers": "/oversight"}[broken] in capsys.readouterr().err


def test_a_village_tells_how_it_is(client, service):
    assert client.get("/readyz").status_code == 200
    health = client.get("/healthz").json
    assert health["source"] == "/feedback/yangshe"
    assert health["backlog"] == {"/disclosure": 0, "/oversight": 0}
    assert b"sunshine_backlog" in client.get("/metrics").data
