"""The boards: receipts that prove themselves, photographs from the villages, the township's own board, the carriers."""

import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from shared import photographs
from shared.messaging.keys import load_secrets
from shared.messaging.line import HttpLine, photograph_content
from tests.services.disclosure.examples import RECEIPT
from tests.services.disclosure.ledger import settle
from tests.services.disclosure.test_views import hear as heard
from tests.services.disclosure.test_views import posted, signed

PLACE = (Path(__file__).parents[1] / "oversight" / "samples" / "place.jpg").read_bytes()
OTHER = (Path(__file__).parents[2] / "shared" / "privacy" / "samples" / "photograph.jpg").read_bytes()
KEPT = photographs.taken(PLACE)


@pytest.fixture
def village(app, config):
    """Yangshe's line to the township, over the app itself instead of the network."""

    class Line(HttpLine):
        def _request(self, peer, method, path, headers, body):
            answer = app.test_client().open(path, method=method, headers=headers, data=body)
            self.status = answer.status_code
            return answer.data

    key = load_secrets(config.secrets.parent.parent / "yangshe" / "secrets.json").signing_key
    return Line("/feedback/yangshe", key, config.clock)


@pytest.fixture
def township():
    class Peer:
        url = "http://disclosure.test"

    return Peer()


def test_a_receipt_is_shown_with_all_that_is_needed_to_check_it(call, publish, service, app):
    publication = publish()["id"]
    signed(service, publication, 1)
    _, listed = call(None, "GET", f"/api/publications/{publication}/receipts")
    (receipt,) = listed["receipts"]
    assert (receipt["village"], receipt["medium"], receipt["given_on"]) == ("yangshe", "paper", "2026-03-03")
    page = app.test_client().get(f"/publications/{publication}/boards/yangshe").text
    for shown in (receipt["signature"], receipt["key"], receipt["text"].replace('"', "&#34;")):
        assert shown in page
    assert "与公开的内容不一致" in page, "this village signed for another text"


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs OpenSSL")
def test_the_receipt_is_checked_by_openssl_alone_as_the_document_says(call, publish, service, tmp_path):
    publication = publish()["id"]
    signed(service, publication, 1)
    (receipt,) = call(None, "GET", f"/api/publications/{publication}/receipts")[1]["receipts"]
    document = (Path(__file__).parents[3] / "docs" / "receipts.md").read_text()
    script = document.split("```")[3].split("\n", 2)[2]
    given = {name: receipt[name] for name in ("text", "signature", "key")}

    def check(**changed):
        ran = subprocess.run(
            ["/bin/sh", "-c", script], cwd=tmp_path, env={"PATH": "/usr/bin:/bin", **given, **changed}, check=False
        )
        return ran.returncode == 0

    assert check()
    assert not check(text=receipt["text"].replace("03-03", "03-02"))


def test_a_receipt_signed_by_another_is_parked_and_nothing_is_recorded(service, publish, call):
    publication = publish()["id"]
    with pytest.raises(Exception, match="receipt-not-signed"):
        heard(service, replace(forged(service, publication)))
    assert call(None, "GET", f"/api/publications/{publication}/receipts")[1]["total"] == 0


def forged(service, publication):
    said = {"publication": publication, "version": 1, "medium": "paper", "given_on": date(2026, 3, 3)}
    said |= {"village": "yangshe", "digest": "", "photograph": "", "signature": "00" * 64}
    type_ = next(name for name in service.application.blueprint.hears if "receipt-given" in name)
    return replace(RECEIPT, type=type_, data=said)


def test_a_photograph_is_taken_from_the_village_whose_receipt_names_it(village, township, service, publish, app):
    publication = publish()["id"]
    assert village.lacking(township) == []
    posted(service, publication, 1)
    signed(service, publication, 1, photograph=KEPT.id)
    assert village.lacking(township) == [KEPT.id]
    assert app.test_client().get(f"/photographs/{KEPT.id}").status_code == 404
    village.send_photograph(township, KEPT.id, KEPT.content)
    assert village.status == 200
    assert village.lacking(township) == []
    shown = app.test_client().get(f"/photographs/{KEPT.id}")
    assert (shown.data, shown.mimetype) == (KEPT.content, "image/jpeg")
    assert f"/photographs/{KEPT.id}" in app.test_client().get(f"/publications/{publication}").text


def test_the_photograph_of_a_closed_version_is_seen_by_nobody(village, township, service, publish, app, call):
    publication = publish()["id"]
    signed(service, publication, 1, photograph=KEPT.id)
    village.send_photograph(township, KEPT.id, KEPT.content)
    closing = {"reason": "误登个人信息。"}
    where = f"/api/publications/{publication}"
    assert call("zhao", "POST", f"{where}/withdraw", closing)[0] == 200
    assert call("zhao", "POST", f"{where}/versions/1/close", closing)[0] == 200
    assert app.test_client().get(f"/photographs/{KEPT.id}").status_code == 404
    assert f"/photographs/{KEPT.id}" not in app.test_client().get(f"/publications/{publication}/boards/yangshe").text


@pytest.mark.parametrize(
    ("named", "sent", "status"),
    [
        (KEPT.id, OTHER, 422),
        (KEPT.id, b"<html>", 422),
        ("ab" * 32, KEPT.content, 403),
        (KEPT.id, b"x" * 6_000_000, 413),
    ],
    ids=["another one", "no photograph", "named by no receipt", "too large"],
)
def test_any_other_photograph_is_refused(village, township, service, publish, named, sent, status):
    signed(service, publish()["id"], 1, photograph=KEPT.id)
    village.send_photograph(township, named, sent)
    assert village.status == status


def test_a_photograph_that_a_stranger_sends_is_refused(app, service, publish, village):
    signed(service, publish()["id"], 1, photograph=KEPT.id)
    headers = village._signed(lambda source, time: photograph_content(source, time, "another"))
    answer = app.test_client().put(f"/inbox/photographs/{KEPT.id}", data=KEPT.content, headers=headers)
    assert answer.status_code == 401


def test_an_officer_posts_on_the_townships_own_board_with_a_photograph_and_the_township_signs(call, publish, app):
    publication = publish()["id"]
    where, picture = f"/api/publications/{publication}", {"photograph": b64encode(PLACE).decode()}
    assert call("li", "POST", f"{where}/posted", {})[0] == 422
    assert call("wang", "POST", f"{where}/posted", picture)[0] == 403
    for _ in range(2):
        status, shown = call("li", "POST", f"{where}/posted", picture)
        assert status == 200
    assert {one["village"]: one["state"] for one in shown["postings"]}["township"] == "posted"
    (receipt,) = call(None, "GET", f"{where}/receipts")[1]["receipts"]
    assert (receipt["village"], receipt["photograph"]) == ("township", KEPT.id)
    assert "与公开的内容一致" in app.test_client().get(f"/publications/{publication}/boards/township").text
    assert call("li", "POST", f"{where}/taken-down", {})[1]["code"] == "not-withdrawn"
    call("zhao", "POST", f"{where}/withdraw", {"reason": "依据已废止。"})
    assert call("li", "POST", f"{where}/taken-down", {})[0] == 200
    assert [one["medium"] for one in call(None, "GET", f"{where}/receipts")[1]["receipts"]] == ["paper", "removed"]
    elsewhere = publish(carriers=["web"])["id"]
    assert call("li", "POST", f"/api/publications/{elsewhere}/posted", picture)[1]["code"] == "not-addressed"


def test_the_form_for_the_townships_board_takes_a_photograph_without_a_script(app, publish):
    publication = publish()["id"]
    client = app.test_client()

    def post(path, data):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text).group(1)
        return client.post(path, data={**data, "csrf_token": token})

    post("/sign-in", {"name": "li", "password": "sunshine-li"})
    assert 'capture="environment"' in client.get(f"/publications/{publication}").text
    post(f"/publications/{publication}/posted", {})
    assert "请附上公开栏的照片" in client.get(f"/publications/{publication}").text
    post(f"/publications/{publication}/posted", {"photograph": (BytesIO(PLACE), "IMG.jpg")})
    assert f"/photographs/{KEPT.id}" in client.get(f"/publications/{publication}").text


def test_a_receipt_that_was_only_late_takes_back_the_miss_and_tells_so(service, publish, clock):
    publication = publish(villages=["yangshe"], carriers=["village_board"])["id"]
    clock.advance(timedelta(days=10))
    settle(service)
    posted(service, publication, 1)
    signed(service, publication, 1)
    with service.application.database.read() as tx:
        names = [one.name for one in service.application.history(tx, "posting", f"{publication}.yangshe")]
        told = [line for (line,) in tx.execute("SELECT line FROM outbox ORDER BY sequence")]
    expected = ["board-notified", "posting-missed", "publication-posted", "receipt-recorded", "miss-disproved"]
    assert names == expected
    assert "posting-miss-disproved" in told[-1]


def test_the_founding_carriers_are_registered_by_the_clock_once(service, app):
    settle(service)
    assert settle(service) == 0
    with service.application.database.read() as tx:
        found = tx.execute("SELECT id FROM carriers ORDER BY id")
    of_township = [f"township.{kind}" for kind in ("publicity_column", "service_window", "township_board", "web")]
    assert [row[0] for row in found] == ["hongmei.village_board", *of_township, "yangshe.village_board"]
    page = app.test_client().get("/carriers").text
    assert "http://disclosure.test" in page
    assert page.count("位置还没有登记") == 5


def test_carriers_are_registered_moved_and_retired(service, call):
    new = {"kind": "publicity_column", "place": "yangshe", "where": "村口小卖部旁"}
    status, carrier = call("li", "POST", "/api/carriers", new)
    assert (status, carrier["since"]) == (201, "2026-03-02")
    where = f"/api/carriers/{carrier['id']}"
    assert call("li", "POST", f"{where}/move", {"where": "村委会大厅"})[1]["where"] == "村委会大厅"
    assert call("zhao", "POST", f"{where}/retire", {"reason": "大厅改建。"})[1]["retired_on"] == "2026-03-02"
    assert call("li", "POST", f"{where}/move", {"where": "别处"})[1]["code"] == "carrier-retired"
    (listed,) = call(None, "GET", "/api/carriers?village=yangshe")[1]["places"]
    assert [one["kind"] for one in listed["carriers"]] == ["village_board", "publicity_column"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "township_board"}, "carrier-kind"),
        ({"place": "atlantis"}, "unknown-village"),
        ({"since": "2026-03-03"}, "day-to-come"),
        ({"where": "联系人 13812345678"}, "screening-blocked"),
        ({"kind": "radio"}, "content-invalid"),
    ],
)
def test_a_carrier_that_does_not_hold_is_refused(service, call, changed, code):
    new = {"kind": "publicity_column", "place": "yangshe", "where": "村口", **changed}
    assert call("li", "POST", "/api/carriers", new)[1]["code"] == code


def test_the_pages_of_the_carriers_keep_them(app, service):
    client = app.test_client()

    def post(path, data):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text).group(1)
        return client.post(path, data={**data, "csrf_token": token})

    post("/sign-in", {"name": "li", "password": "sunshine-li"})
    assert client.get("/carriers/new").status_code == 200
    new = {"kind": "service_window", "place": "hongmei", "where": "社区大厅", "key": "k"}
    assert [post("/carriers/new", new).status_code for _ in range(2)] == [303, 303]
    assert client.get("/carriers").text.count("社区大厅") == 1
    assert post("/carriers/new", {**new, "where": "电话 13812345678", "key": "l"}).status_code == 422
    assert post("/carriers/hongmei.village_board/move", {"where": "广场"}).status_code == 303
    assert post("/carriers/hongmei.village_board/retire", {"reason": ""}).status_code == 422
    assert "广场" in client.get("/carriers/hongmei.village_board").text
    assert post("/carriers/hongmei.village_board/retire", {"reason": "广场改建。"}).status_code == 303
    assert "广场改建。" in client.get("/carriers").text
    assert client.get("/carriers/none").status_code == 404
