"""What the village's board shows is told as receipts that anybody can check, with photographs that say nothing more."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest

from shared import photographs
from shared.receipts import receipt_text
from tests.services.feedback.examples import FIGURES, published, published_with_figures, withdrawn

SAMPLES = Path(__file__).parents[1] / "oversight" / "samples"
PLACE = (SAMPLES / "place.jpg").read_bytes()
KEPT = photographs.taken(PLACE)


@pytest.fixture
def receipts(told):
    def given():
        return [each["data"] for each in told() if each["type"].endswith("receipt-given.v1")]

    return given


def test_what_is_heard_is_shown_at_once_and_signed_by_the_village(service, hear, receipts):
    hear(published())
    (receipt,) = receipts()
    assert (receipt["medium"], receipt["given_on"], receipt["version"]) == ("electronic", "2026-03-02", 1)
    key = service.node.secrets.signing_key
    assert receipt["signature"] == key.sign(receipt_text(receipt).encode())


def test_figures_are_a_table_and_the_receipt_names_the_text(client, hear, receipts):
    hear(published_with_figures(FIGURES))
    page = client.get("/publications/p1").text
    assert "男孩" in page
    assert "小于五，不公开" in page
    assert client.get("/api/board/p1").json["figures"] == FIGURES
    assert receipts()[0]["digest"] == "d" * 64


def test_the_clerk_sends_a_photograph_and_everybody_sees_it_without_what_the_telephone_wrote(
    browser, client, hear, receipts, service
):
    hear(published())
    browser.sign_in()
    sent = {"version": "1", "photograph": (BytesIO(PLACE), "IMG_1.jpg")}
    assert browser.post("/clerk", sent, to="/clerk/postings/p1/posted").status_code == 303
    assert "没有照片" not in browser.get("/clerk").text
    assert receipts()[-1]["photograph"] == KEPT.id
    shown = client.get("/board/p1/photograph")
    assert (shown.data, shown.mimetype) == (KEPT.content, "image/jpeg")
    assert b"TELEPHONEMAKER" in PLACE
    assert b"TELEPHONEMAKER" not in shown.data
    assert "/board/p1/photograph" in client.get("/publications/p1").text


def test_without_a_photograph_it_is_said_that_there_is_none(browser, client, hear, receipts):
    hear(published())
    browser.sign_in()
    browser.post("/clerk", {"version": "1"}, to="/clerk/postings/p1/posted")
    assert "没有照片" in browser.get("/clerk").text
    assert receipts()[-1]["photograph"] == ""
    assert client.get("/board/p1/photograph").status_code == 404
    assert "没有拍照" in client.get("/publications/p1").text


def test_what_is_no_photograph_leaves_all_as_it_is_and_says_what_to_do(browser, hear, receipts):
    hear(published())
    browser.sign_in()
    sent = {"version": "1", "photograph": (BytesIO(b"<html><script>"), "nice.jpg")}
    browser.post("/clerk", sent, to="/clerk/postings/p1/posted")
    page = browser.get("/clerk").text
    assert "只收照片" in page
    assert "纸质栏已贴好" in page
    assert len(receipts()) == 1


def test_the_api_takes_it_in_base64_for_hanging_up_and_for_taking_down(client, clerk, hear, receipts):
    hear(published())
    picture = {"photograph": b64encode(PLACE).decode()}
    posted = client.post("/api/postings/p1", json=picture, headers=clerk)
    assert (posted.status_code, posted.json["photograph"]) == (200, KEPT.id)
    hear(withdrawn())
    assert client.post("/api/postings/p1/taken-down", json={"photograph": "*"}, headers=clerk).status_code == 422
    assert client.post("/api/postings/p1/taken-down", json=picture, headers=clerk).status_code == 200
    assert [(one["medium"], one["photograph"]) for one in receipts()] == [
        ("electronic", ""),
        ("paper", KEPT.id),
        ("removed", KEPT.id),
    ]
