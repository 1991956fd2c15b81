import json
from dataclasses import replace

import pytest

from services.feedback.app import create_app
from services.feedback.composition import compose
from services.feedback.domain import batch, petition, posting, rating_answer, results, seal_keys, visit, window
from services.feedback.domain import round as survey_round
from services.feedback.domain.response import ResponseRecorded
from services.feedback.stored import CODEC
from shared.contracts import disclosure, oversight
from tests.services.feedback.examples import published, round_told


def test_every_event_has_a_stored_name():
    events = {
        *posting.Event.__args__,
        *survey_round.Event.__args__,
        *petition.Event.__args__,
        batch.Event,
        *results.Event.__args__,
        rating_answer.BadRatingAnswered,
        visit.Event,
        *window.Event.__args__,
        ResponseRecorded,
        seal_keys.Event,
    }
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


def test_people_are_sent_to_the_address_of_oversight_that_is_theirs(config):
    inside = compose(config)
    assert inside.follow_url == "http://oversight.test/follow"
    outside = compose(replace(config, oversight_url="https://town.example/"))
    assert outside.follow_url == "https://town.example/follow"


def test_a_village_works_on_postgresql_as_well(config, postgres_url):
    client = create_app(replace(config, database=postgres_url)).test_client()
    service = compose(replace(config, database=postgres_url))
    messages = disclosure.MESSAGES | oversight.MESSAGES
    with service.application.database.write() as tx:
        for heard in (published(), published(version=2), round_told()):
            told = {"type": heard.type, "source": heard.source, "subject": heard.subject}
            data = messages[heard.type]().dump(heard.data)
            service.application.apply_messages(tx, [{**told, "time": heard.time.isoformat(), "data": data}])
    token = client.post("/api/tokens", json={"name": "yangshe", "password": "sunshine-yangshe"}).json["token"]
    clerk = {"Authorization": f"Bearer {token}"}
    (code,) = client.post("/api/codes", json={"round": "r1", "count": 1}, headers=clerk).json["codes"]
    given = {"round": "r1", "code": code, "scores": {"attitude": 4}, "awareness": {"knows-board": True}}
    assert [client.post("/api/responses", json=given).status_code for _ in range(2)] == [201, 409]
    petition = {"kind": "claim", "about": "service-station", "title": "收费", "text": "多收了钱。"}
    assert client.post("/api/petitions", json=petition).status_code == 201
    assert client.post("/api/postings/p1", headers=clerk).json["state"] == "posted"
    paper = "village,audience,attitude\nyangshe,residents,5\n"
    entered = client.post("/api/paper-answers", data=paper, headers={**clerk, "Content-Type": "text/csv"})
    assert entered.json["imported"] == 1
    service.application.rebuild()
    assert client.get("/api/rounds/r1").json["answers"] == 2
    assert client.get("/api/clerk", headers=clerk).json["petitions"]["waiting"] == 1
    assert [client.get(path).status_code for path in ("/", "/publications/p1", "/survey")] == [200] * 3
