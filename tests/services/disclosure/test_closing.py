"""A closed version is shown to nobody: not on its page, in the archive, in a list, a feed, a table or a search."""

import json
from base64 import b64encode

import pytest

from services.disclosure.desk import attachments, closing
from services.disclosure.desk import publications as desk
from services.disclosure.views import receipts
from shared.errors import NotFound
from tests.services.disclosure.examples import TEXT
from tests.services.disclosure.test_attachments import JPEG
from tests.services.disclosure.test_boards import KEPT
from tests.services.disclosure.test_views import posted, signed

SECRET = "泄露的内容"
REASON = "含有个人信息。"


@pytest.fixture
def closed(service, call):
    """Published with something that must not be public, withdrawn, and closed by a leader."""
    drafted = call("li", "POST", "/api/publications", {"item": "fees", "title": f"{SECRET}一", "body": f"{SECRET}二"})
    publication = drafted[1]["id"]
    attachments.attach(service, "li", publication, f"{SECRET}三", JPEG)
    for who, step, given in (("li", "submit", {"reason": "已看过。"}), ("wang", "approve", {}), ("li", "publish", {})):
        assert call(who, "POST", f"/api/publications/{publication}/{step}", given)[0] == 200
    where = f"/api/publications/{publication}"
    assert call("zhao", "POST", f"{where}/versions/1/close", {"reason": REASON})[1]["code"] == "version-holds"
    assert call("zhao", "POST", f"{where}/withdraw", {"reason": "有误。"})[0] == 200
    assert call("li", "POST", f"{where}/versions/1/close", {"reason": REASON})[0] == 403
    assert call("zhao", "POST", f"{where}/versions/1/close", {"reason": REASON})[0] == 200
    return publication


def test_nobody_reads_it_anywhere_and_everybody_reads_why(app, service, closed):
    client = app.test_client()
    shown = {
        path: client.get(path, headers={"Accept-Language": "en"}).text
        for path in (
            f"/publications/{closed}",
            f"/publications/{closed}/versions/1",
            f"/archive/{closed}/1.json",
            f"/api/publications/{closed}",
            "/api/publications?state=withdrawn",
            "/atom.xml",
            "/villages/yangshe/atom.xml",
            "/items/fees",
            "/boards",
            "/open-data/publications.csv",
            "/open-data/publications.json",
            "/open-data/postings.csv",
            f"/search?q={SECRET}&withdrawn=1",
            f"/api/search?q={SECRET}&withdrawn=true",
        )
    }
    said = [f"{SECRET}{where}" for where in "一二三"]
    assert [(path, one) for path, text in shown.items() for one in said if one in text] == []
    assert "【已撤回】（已封存）" in shown["/villages/yangshe/atom.xml"]
    assert REASON in shown[f"/publications/{closed}"]
    assert "is not shown any more" in shown[f"/publications/{closed}/versions/1"]
    with service.application.database.read() as tx:
        assert tx.execute("SELECT count(*) FROM attachment_parts") == [(0,)]


def test_its_digest_stays_and_the_archive_says_that_it_is_gone(app, closed):
    answer = app.test_client().get(f"/archive/{closed}/1.json")
    assert (answer.status_code, answer.content_type) == (410, "application/problem+json")
    assert (answer.json["code"], answer.json["reason"]) == ("version-closed", REASON)
    assert answer.json["sha256"] in app.test_client().get(f"/publications/{closed}/versions/1").text


def test_rebuilt_from_the_log_it_is_closed_too(service, closed):
    def rows():
        with service.application.database.read() as tx:
            return [
                tx.execute(f"SELECT * FROM {table}") for table in ("versions", "publications", "readable", "postings")
            ]

    before = rows()
    service.application.rebuild()
    assert rows() == before


def test_the_villages_are_told_to_close_it(service, closed):
    with service.application.database.read() as tx:
        told = [json.loads(line) for (line,) in tx.execute("SELECT line FROM outbox ORDER BY sequence")]
    last = told[-1]
    assert last["type"] == "cn.sunshine.disclosure.version-closed.v1"
    assert (last["data"]["version"], last["data"]["villages"]) == (1, ["yangshe", "hongmei"])


def test_an_old_version_is_closed_while_the_present_one_and_its_picture_stay(app, service, call, publish):
    publication = publish()["id"]
    call(
        "li",
        "POST",
        f"/api/publications/{publication}/correct",
        {"title": TEXT.title, "body": "新。", "reason": "改。"},
    )
    kept = attachments.attach(service, "li", publication, "图", JPEG)
    desk.submit(service, "li", publication, {"reason": "已看过。"})
    desk.approve(service, "wang", publication, {})
    desk.publish(service, "li", publication, {})
    client = app.test_client()

    def post(path, where, **data):
        token = client.get(where).text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        return client.post(path, data={"csrf_token": token, **data}, headers={"Accept-Language": "en"})

    post("/sign-in", "/sign-in", name="zhao", password="sunshine-zhao")
    where = f"/desk/{publication}/versions/1/close"
    assert where in client.get(f"/publications/{publication}/versions/1").text
    assert where.replace("/1/", "/2/") not in client.get(f"/publications/{publication}/versions/2").text
    assert post(where, where, reason="").status_code == 422
    assert post(where, where, reason=REASON).status_code == 303
    assert "新。" in client.get(f"/publications/{publication}").text
    assert client.get(f"/publications/{publication}/attachments/{kept}").status_code == 200
    assert client.get(f"/publications/{publication}/changes/2").status_code == 410
    assert client.get(f"/archive/{publication}/2.json").status_code == 200


def test_what_is_not_there_cannot_be_closed(service, publish):
    with pytest.raises(NotFound):
        closing.close(service, "zhao", "none", 1, REASON)
    with pytest.raises(NotFound):
        closing.close(service, "zhao", publish()["id"], 2, REASON)


def test_the_photograph_of_its_paper_is_shown_to_nobody_whenever_its_receipt_comes(app, service, call, publish):
    publication = publish()["id"]
    where = f"/api/publications/{publication}"
    call("li", "POST", f"{where}/posted", {"photograph": b64encode(JPEG).decode()})
    client = app.test_client()
    assert client.get(f"/photographs/{KEPT.id}").status_code == 200
    call("zhao", "POST", f"{where}/withdraw", {"reason": "有误。"})
    call("zhao", "POST", f"{where}/versions/1/close", {"reason": REASON})
    assert client.get(f"/photographs/{KEPT.id}").status_code == 404
    assert f"/photographs/{KEPT.id}" not in client.get(f"/publications/{publication}").text
    posted(service, publication, 1)
    signed(service, publication, 1, photograph="ab" * 32)
    with service.application.database.read() as tx:
        assert receipts.is_closed(tx, "ab" * 32)
    service.application.rebuild()
    with service.application.database.read() as tx:
        assert receipts.is_closed(tx, KEPT.id)
