"""A petition sealed on the writer's device: the village checks that its key serves, and learns nothing else."""

import re
from html import unescape

import pytest

from services.feedback.views import seal_keys
from shared.privacy.sealing import key_and_box, new_seal_keys, seal, seal_naming
from tests.services.feedback.examples import keys_told

PUBLIC = tuple(new_seal_keys()[1] for _ in range(4))
GIVEN = {"kind": "claim", "about": "petition-office", "title": "路灯", "text": "路灯不亮。"}


@pytest.fixture
def stock(service, hear):
    """Keys that serve here; how many are left."""
    with service.application.database.read() as tx:
        epoch = service.application.outbox.epoch(tx).name
    hear(keys_told(PUBLIC, epoch))

    def left():
        with service.application.database.read() as tx:
            return seal_keys.stock(tx, epoch)

    return left


@pytest.fixture
def send(client):
    return lambda box: client.post("/api/sealed-petitions", json={"sealed": box})


def offered(client):
    return re.search(r'data-seal-key="([0-9a-f]{64})"', client.get("/petition").text).group(1)


def test_the_box_is_passed_on_as_it_came_and_the_same_one_is_filed_once(client, stock, send, told):
    box = seal_naming(offered(client), GIVEN)
    first, again = send(box), send(box)
    assert (first.status_code, again.json) == (201, first.json)
    assert set(first.json) == {"petition", "received_on", "follow_url"}
    assert [message["data"]["sealed"] for message in told()] == [box]
    assert stock() == 3


def test_a_key_serves_once_and_whoever_was_slower_is_given_another(client, stock, send):
    key = offered(client)
    assert send(seal_naming(key, GIVEN)).status_code == 201
    refused = send(seal_naming(key, GIVEN))
    assert (refused.status_code, refused.json["code"]) == (409, "seal-key-used")
    assert refused.json["seal_key"] in set(PUBLIC) - {key}
    assert send(seal_naming(refused.json["seal_key"], GIVEN)).status_code == 201
    assert send(seal_naming(new_seal_keys()[1], GIVEN)).status_code == 409, "invented"
    assert stock() == 2


def test_the_long_term_key_serves_only_where_there_is_no_other(client, service, send, told, hear):
    assert offered(client) == service.seal_key
    assert send(seal_naming(service.seal_key, GIVEN)).status_code == 201
    assert key_and_box(told()[0]["data"]["sealed"])[0] is None
    with service.application.database.read() as tx:
        epoch = service.application.outbox.epoch(tx).name
    hear(keys_told(PUBLIC, epoch))
    assert send(seal_naming(service.seal_key, GIVEN)).json["seal_key"] in PUBLIC


@pytest.mark.parametrize("box", ["", "x", f"{'0' * 64}.short", f"{'0' * 64}.{'A' * 70_000}", seal(PUBLIC[0], GIVEN), 7])
def test_what_is_no_box_is_refused(send, told, box):
    assert send(box).status_code == 422
    assert told() == []


def test_the_page_has_the_servers_own_sentences_for_the_script(client):
    page = unescape(client.get("/petition").text)
    assert "提交后立即加密" in page
    assert '"longest": 5000' in page
    assert '"missing": "此项必填。"' in page
    assert '"long": "最多 100 个字。"' in page
