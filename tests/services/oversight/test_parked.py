"""Parked messages through the API and the page, with a village's real petition that waits for its village."""

import json
import re

import pytest

from shared.contracts.feedback import PETITION_FILED, PetitionFiled
from shared.messaging.parked import park
from tests.services.oversight.examples import petition_filed

SOURCE = "/feedback/yangshe"


@pytest.fixture
def parked(service, clock, seal_key):
    """Number 7 would be applied now, number 8 never."""
    heard = petition_filed(clock.now(), seal_key)
    message = {
        "source": SOURCE,
        "type": PETITION_FILED,
        "subject": heard.subject,
        "time": clock.now().isoformat(),
        "data": PetitionFiled().dump(heard.data),
    }
    with service.application.database.write() as tx:
        park(tx, SOURCE, 7, json.dumps(message), LookupError("village unknown"), at=clock.now().isoformat())
        park(tx, SOURCE, 8, "{}", ValueError("this is not a message"), at=clock.now().isoformat())


@pytest.fixture
def browse(app):
    client = app.test_client()

    def post(path, data, page="/sign-in"):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text).group(1)
        return client.post(path, data={**data, "csrf_token": token})

    client.send = post
    return client


def test_the_district_and_the_operator_see_them_and_only_the_operator_acts(parked, call):
    for who, status in (("ding", 200), ("ops", 200), ("zhao", 403), ("chen", 403), (None, 401)):
        assert call(who, "GET", "/api/parked")[0] == status
    for action in ("retry", "discard"):
        assert call("ding", "POST", f"/api/parked/7/{action}?source={SOURCE}", {"reason": "x"})[0] == 403
    listed = call("ops", "GET", "/api/parked")[1]
    assert [(one["source"], one["sequence"], one["error"]) for one in listed["items"]] == [
        (SOURCE, 7, "LookupError: village unknown"),
        (SOURCE, 8, "ValueError: this is not a message"),
    ]
    assert listed["total"] == 2
    assert call("ops", "GET", f"/api/parked/7?source={SOURCE}")[1]["message"]["type"] == PETITION_FILED


def test_a_retry_registers_the_petition_and_a_second_one_finds_nothing(parked, call):
    address = f"/api/parked/7/retry?source={SOURCE}"
    assert call("ops", "POST", address)[1] == {"source": SOURCE, "sequence": 7, "outcome": "applied"}
    assert call("ding", "GET", "/api/petitions")[1]["total"] == 1
    status, problem = call("ops", "POST", address)
    assert (status, problem["code"]) == (404, "not-parked")


def test_what_fails_again_answers_with_its_error(parked, call):
    status, problem = call("ops", "POST", f"/api/parked/8/retry?source={SOURCE}")
    assert (status, problem["code"], problem["state"]) == (409, "still-fails", "parked")
    assert problem["error"] == "ValueError: this is not a message"


def test_discarding_needs_a_reason_and_is_counted(parked, call, app):
    address = f"/api/parked/8/discard?source={SOURCE}"
    assert call("ops", "POST", address, {"reason": " "})[0] == 422
    assert call("ops", "POST", address, {"reason": "测试数据"})[1]["outcome"] == "discarded"
    metrics = app.test_client().get("/metrics").text
    assert "sunshine_parked 1.0" in metrics
    assert "sunshine_discarded 1.0" in metrics


@pytest.mark.parametrize(
    "path", ["/api/parked/7", f"/api/parked/99?source={SOURCE}", "/api/parked/99999999999999999999"]
)
def test_a_number_without_a_source_or_of_no_message_is_refused(parked, call, path):
    assert call("ops", "GET", path)[0] in {404, 422}


def test_the_operator_retries_and_discards_on_a_page_without_javascript(parked, browse):
    browse.send("/sign-in", {"name": "ops", "password": "sunshine-ops"})
    assert "village unknown" in browse.get("/parked").text
    answer = browse.send("/parked/retry", {"source": SOURCE, "sequence": "7"}, "/parked")
    assert answer.status_code == 303
    assert "重试成功" in browse.get("/parked").text
    browse.send("/parked/retry", {"source": SOURCE, "sequence": "7"}, "/parked")
    assert "没有这条搁置的消息" in browse.get("/parked").text
    answer = browse.send("/parked/discard", {"source": SOURCE, "sequence": "8", "reason": ""}, "/parked")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    browse.send("/parked/discard", {"source": SOURCE, "sequence": "8", "reason": "测试数据"}, "/parked")
    page = browse.get("/parked?lang=en").text
    assert "No message is parked." in page
    assert "测试数据" in page


def test_the_district_page_leads_to_the_list_which_the_district_only_reads(parked, browse):
    browse.send("/sign-in", {"name": "ding", "password": "sunshine-ding"})
    assert 'href="/parked"' in browse.get("/district").text
    page = browse.get("/parked").text
    assert "village unknown" in page
    assert "/parked/retry" not in page
    assert browse.send("/parked/retry", {"source": SOURCE, "sequence": "7"}).status_code == 403
