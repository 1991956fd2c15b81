import json
from datetime import timedelta

import pytest

from services.feedback.views import visits
from services.feedback.window import kiosks
from shared.privacy.codes import normalise
from shared.privacy.sealing import unseal
from tests.services.feedback.examples import closed_told, round_told

OFFICE = "family-planning-office"
KEY = {"Idempotency-Key": "k" * 32}


@pytest.fixture
def slips(client, clerk):
    made = client.post("/api/visit-slips", json={"office": OFFICE, "count": 3}, headers=clerk)
    assert (made.status_code, made.json["until"]) == (201, "2026-04-01")
    return made.json["codes"]


@pytest.fixture
def kiosk(client, clerk):
    return client.post("/api/kiosks", json={"office": OFFICE}, headers=clerk).json["kiosk"]


@pytest.fixture
def opened(told, provisioned):
    """What oversight reads in the ratings told so far."""
    key = json.loads((provisioned / "oversight" / "secrets.json").read_text())["seal_key"]

    def found():
        return [unseal(key, line["data"]["sealed"]) for line in told() if line["type"].endswith("visit-rated.v1")]

    return found


def refused(answer):
    return answer.status_code, answer.json["code"]


def test_a_slip_rates_one_visit_and_everything_is_sealed(client, slips, told, opened):
    rating = {"code": slips[0], "level": 5, "reasons": ["quick", "friendly"], "text": "办得快。"}
    rated = client.post("/api/visits", json=rating)
    assert (rated.status_code, rated.json["receipt_code"]) == (201, None)
    (message,) = told()
    assert message["data"].keys() == {"visit", "village", "rated_on", "sealed"}
    assert message["time"] == "2026-03-01T16:00:00+00:00", "the beginning of the day in China"
    assert opened() == [
        {
            "office": OFFICE,
            "level": 5,
            "reasons": ["friendly", "quick"],
            "text": "办得快。",
            "contact": "",
            "receipt_code": None,
        }
    ]
    assert refused(client.post("/api/visits", json={"code": slips[0], "level": 1})) == (409, "code-used")


def test_a_bad_rating_gives_a_receipt_code_and_repeating_it_the_same_one(client, slips, opened):
    rating = {"code": slips[0], "level": 1, "reasons": ["slow"], "contact": "村口小卖部"}
    first = client.post("/api/visits", json=rating, headers=KEY)
    assert len(normalise(first.json["receipt_code"])) == 16
    assert first.json["follow_url"] == "http://oversight.test/follow"
    spaced = {**rating, "code": f" {slips[0][:6]} {slips[0][6:]}"}
    assert client.post("/api/visits", json=spaced, headers=KEY).json == first.json
    assert [said["receipt_code"] for said in opened()] == [first.json["receipt_code"]]
    assert refused(client.post("/api/visits", json={**rating, "level": 2}, headers=KEY)) == (409, "code-used")


def test_good_and_bad_ratings_cannot_be_told_apart_in_the_village(client, slips, told):
    client.post("/api/visits", json={"code": slips[0], "level": 5})
    full = {"code": slips[1], "level": 1, "reasons": ["slow"], "text": "等" * 150, "contact": "村口小卖部"}
    client.post("/api/visits", json=full)
    good, bad = [line["data"]["sealed"] for line in told()]
    assert len(good) == len(bad)


def test_nothing_that_was_said_nor_any_code_is_left_in_the_village(client, slips, kiosk, config, capsys):
    said = {"level": 1, "reasons": ["asked-for-favours"], "text": "暗示要送两条烟", "contact": "村口小卖部"}
    codes = [
        client.post("/api/visits", json={**said, **by}, headers=KEY).json["receipt_code"]
        for by in ({"code": slips[0]}, {"kiosk": kiosk})
    ]
    kept = b"".join(path.read_bytes() for path in config.secrets.parent.rglob("sunshine.db*"))
    kept += "".join(capsys.readouterr()).encode()
    assert b"visit-rated" in kept
    for secret in (*said["reasons"], said["text"], said["contact"], slips[0], kiosk, *codes):
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"level": 6}, 422, "content-invalid"),
        ({"level": 0}, 422, "content-invalid"),
        ({"level": "5"}, 422, "content-invalid"),
        ({"level": 5, "reasons": ["slow"]}, 422, "unknown-reason"),
        ({"level": 1, "reasons": ["none"]}, 422, "unknown-reason"),
        ({"level": 3, "contact": "村口"}, 422, "contact-not-asked"),
        ({"level": 1, "text": "长" * 301}, 422, "content-invalid"),
        ({"level": 1, "text": "她的身份证是11010519491231002X。"}, 422, "personal-data"),
        ({"level": 1, "kiosk": "no such kiosk"}, 422, "code-or-kiosk"),
        ({"level": 1, "code": None}, 422, "code-or-kiosk"),
        ({"level": 1, "code": "123"}, 422, "code-malformed"),
        ({"level": 1, "code": "000000000000"}, 404, "code-unknown"),
    ],
)
def test_what_does_not_hold_is_refused_and_the_slip_stays_good(client, slips, told, changed, status, code):
    assert refused(client.post("/api/visits", json={"code": slips[0], **changed})) == (status, code)
    assert told() == []
    assert client.post("/api/visits", json={"code": slips[0], "level": 4}).status_code == 201


def test_a_slip_is_good_for_thirty_days(client, slips, config):
    config.clock.advance(timedelta(days=30))
    assert client.post("/api/visits", json={"code": slips[0], "level": 4}).status_code == 201
    config.clock.advance(timedelta(days=1))
    assert refused(client.post("/api/visits", json={"code": slips[1], "level": 4})) == (409, "code-expired")


def test_codes_of_surveys_and_of_visits_are_told_apart(client, clerk, slips, hear):
    hear(round_told(), round_told(round="r2"), closed_told(round="r2"))
    (code,) = client.post("/api/codes", json={"round": "r1", "count": 1}, headers=clerk).json["codes"]
    assert refused(client.post("/api/visits", json={"code": code, "level": 4})) == (422, "code-for-survey")
    answer = {"round": "r1", "code": slips[0], "scores": {"attitude": 5}}
    assert refused(client.post("/api/responses", json=answer)) == (422, "code-for-window")


def test_a_kiosk_takes_one_rating_in_ten_seconds_until_it_is_ended(client, clerk, kiosk, config, told):
    rating = {"kiosk": kiosk, "level": 2}
    first = client.post("/api/visits", json=rating, headers=KEY)
    assert first.status_code == 201
    assert client.post("/api/visits", json=rating, headers=KEY).json == first.json, "a double tap counts once"
    assert refused(client.post("/api/visits", json=rating)) == (429, "kiosk-too-soon")
    config.clock.advance(timedelta(seconds=kiosks.PAUSE))
    assert client.post("/api/visits", json=rating).status_code == 201
    config.clock.advance(timedelta(days=-1))
    assert client.post("/api/visits", json=rating).status_code == 201, "a clock that was put back shuts nothing"
    assert len(told()) == 3
    assert client.delete("/api/kiosks", headers=clerk).json == {"ended": 1}
    assert refused(client.post("/api/visits", json=rating)) == (401, "kiosk-ended")


def test_a_copy_of_the_database_makes_no_kiosk(service, kiosk):
    with service.application.database.read() as tx:
        assert kiosk not in str(tx.execute("SELECT * FROM kiosks"))


def test_nobody_else_makes_slips_or_kiosks_nor_for_an_office_that_is_not_there(client, clerk):
    wanted = {"office": "nobody", "count": 3}
    assert client.post("/api/visit-slips", json=wanted).status_code == 401
    assert refused(client.post("/api/visit-slips", json=wanted, headers=clerk)) == (404, "unknown-office")
    assert refused(client.post("/api/kiosks", json={"office": "nobody"}, headers=clerk)) == (404, "unknown-office")


def test_what_can_be_rated_and_ticked_is_told_to_everybody(client):
    window = client.get("/api/window").json
    assert OFFICE in [office["id"] for office in window["offices"]]
    assert {"id": "slow", "kind": "bad", "zh": "办得慢、等得久", "en": "Slow, a long wait"} in window["reasons"]


def test_slips_and_ratings_are_counted_by_the_day_and_the_counts_are_made_again_from_the_log(client, slips, service):
    client.post("/api/visits", json={"code": slips[0], "level": 1})

    def counted():
        with service.application.database.read() as tx:
            return visits.latest(tx, 10)

    assert counted() == [visits.VisitDay("2026-03-02", 3, 1)]
    service.application.rebuild()
    assert counted() == [visits.VisitDay("2026-03-02", 3, 1)]
