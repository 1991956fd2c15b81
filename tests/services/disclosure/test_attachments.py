"""Photographs and PDF of a publication: put to a draft, looked at, served only where a published version names them."""

import hashlib
import io
from pathlib import Path

import pytest

from services.disclosure.domain.text import MOST_ATTACHMENTS
from tests.services.disclosure.examples import IDENTITY, TEXT

TESTS = Path(__file__).parents[2]
SAMPLES = TESTS / "shared" / "privacy" / "samples"
JPEG = (TESTS / "services" / "oversight" / "samples" / "place.jpg").read_bytes()
PDF = (SAMPLES / "scan.pdf").read_bytes()


@pytest.fixture
def send(app, call, tokens):
    """``send(publication, content, title)`` -> (status, JSON): an officer attaches a file over the API."""

    def make(publication, content=JPEG, title="新公开栏", who="li"):
        call(who, "GET", "/api/catalogue")
        form = {"title": title, "file": (io.BytesIO(content), "李四.jpg")}
        answer = app.test_client().post(
            f"/api/publications/{publication}/attachments",
            data=form,
            headers={"Authorization": f"Bearer {tokens[who]}"},
            content_type="multipart/form-data",
        )
        return answer.status_code, answer.get_json()

    return make


@pytest.fixture
def draft(call):
    return call("li", "POST", "/api/publications", {"item": "fees", "title": TEXT.title, "body": TEXT.body})[1]["id"]


def publish(call, publication):
    for who, step, body in (
        ("li", "submit", {"reason": "已逐个打开看过。"}),
        ("wang", "approve", {}),
        ("li", "publish", {}),
    ):
        status, answer = call(who, "POST", f"/api/publications/{publication}/{step}", body)
        assert status == 200, answer
    return answer


def test_an_attachment_is_kept_bare_named_by_its_content_and_warned_of(call, send, draft):
    status, answer = send(draft)
    assert status == 201, answer
    (kept,) = answer["draft"]["attachments"]
    assert (kept["title"], kept["media_type"]) == ("新公开栏", "image/jpeg")
    assert kept["size"] < len(JPEG)  # without what the camera wrote
    assert [(hit["field"], hit["kind"], hit["severity"]) for hit in answer["draft"]["screening"]] == [
        ("attachments", "attachment-unread", "warn")
    ]
    status, refused = call("li", "POST", f"/api/publications/{draft}/submit", {})
    assert (status, refused["code"], len(refused["hits"])) == (422, "screening-warned", 1)


def test_it_is_served_to_everybody_once_a_published_version_names_it(app, call, send, draft):
    kept = send(draft)[1]["draft"]["attachments"][0]["id"]
    where = f"/publications/{draft}/attachments/{kept}"
    assert app.test_client().get(where).status_code == 404
    assert publish(call, draft)["attachments"][0]["id"] == kept
    answer = app.test_client().get(where)
    assert hashlib.sha256(answer.data).hexdigest() == kept
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=86400, immutable"
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''%E6%96%B0")
    for page in (f"/publications/{draft}", f"/publications/{draft}/versions/1"):
        assert f'href="{where}"' in app.test_client().get(page).text


def test_it_stays_with_the_version_that_named_it_when_a_correction_takes_it_off(app, call, send, draft):
    kept = send(draft)[1]["draft"]["attachments"][0]["id"]
    publish(call, draft)
    wanted = {"title": TEXT.title, "body": TEXT.body, "reason": "照片有误。"}
    call("li", "POST", f"/api/publications/{draft}/correct", wanted)
    where = f"/api/publications/{draft}/attachments/{kept}/remove"
    assert call("li", "POST", where, {})[1]["draft"]["attachments"] == []
    publish(call, draft)
    assert app.test_client().get(f"/publications/{draft}/attachments/{kept}").status_code == 200
    assert kept in app.test_client().get(f"/publications/{draft}/versions/1").text
    assert kept not in app.test_client().get(f"/publications/{draft}").text


def test_what_is_taken_off_before_it_was_published_is_deleted(service, call, send, draft):
    kept = send(draft)[1]["draft"]["attachments"][0]["id"]
    assert call("li", "POST", f"/api/publications/{draft}/attachments/{kept}/remove", {})[0] == 200
    with service.application.database.read() as tx:
        assert tx.execute("SELECT count(*) FROM attachment_parts") == [(0,)]
    assert call("li", "POST", f"/api/publications/{draft}/attachments/{kept}/remove", {})[0] == 404


def test_what_is_discarded_or_withdrawn_before_it_was_published_is_deleted_too(service, call, send, draft):
    def kept():
        with service.application.database.read() as tx:
            return {each for (each,) in tx.execute("SELECT attachment FROM attachment_parts")}

    send(draft)
    assert call("li", "POST", f"/api/publications/{draft}/discard", {"reason": "重复了。"})[0] == 200
    assert kept() == set()
    other = call("li", "POST", "/api/publications", {"item": "fees", "title": TEXT.title, "body": TEXT.body})[1]["id"]
    published = send(other)[1]["draft"]["attachments"][0]["id"]
    publish(call, other)
    call("li", "POST", f"/api/publications/{other}/correct", {"title": TEXT.title, "body": "新。", "reason": "改。"})
    assert send(other, PDF)[0] == 201
    assert call("zhao", "POST", f"/api/publications/{other}/withdraw", {"reason": "有误。"})[0] == 200
    assert kept() == {published}


@pytest.mark.parametrize(
    ("content", "title", "code"),
    [
        (b"PK\x03\x04 a spreadsheet that says it is a picture", "图", "attachment-type"),
        (b"<svg onload=alert(1)>", "图", "attachment-type"),
        (b"", "图", "attachment-empty"),
        ((SAMPLES / "recording.mp3").read_bytes(), "图", "attachment-not-shown"),
        (JPEG, IDENTITY, "screening-blocked"),
        (JPEG + b"0" * 5 * 1024 * 1024, "图", "attachment-too-large"),
    ],
)
def test_what_may_not_be_attached_is_refused_and_nothing_is_kept(service, send, draft, content, title, code):
    status, refused = send(draft, content, title)
    assert (status, refused["code"]) == (422, code)
    with service.application.database.read() as tx:
        assert tx.execute("SELECT count(*) FROM attachment_parts") == [(0,)]


def test_the_same_file_again_has_its_new_title_and_ten_are_enough(send, draft):
    send(draft, PDF, "旧")
    (kept,) = send(draft, PDF, "新")[1]["draft"]["attachments"]
    assert (kept["title"], kept["media_type"]) == ("新", "application/pdf")
    answers = [send(draft, _comment(number)) for number in range(MOST_ATTACHMENTS)]
    assert [status for status, _ in answers] == [201] * (MOST_ATTACHMENTS - 1) + [422]
    assert answers[-1][1]["code"] == "too-many-attachments"


def test_nothing_is_attached_to_what_is_not_being_drafted(call, send, draft):
    publish(call, draft)
    status, refused = send(draft)
    assert (status, refused["code"]) == (409, "nothing-drafted")


def test_at_the_desk_a_file_is_attached_and_taken_off_again(app, call, draft):
    client = app.test_client()

    def post(path, where, **data):
        token = client.get(where).text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        return client.post(path, data={"csrf_token": token, **data}, headers={"Accept-Language": "en"})

    post("/sign-in", "/sign-in", name="li", password="sunshine-li")
    where = f"/desk/{draft}/attachments"
    assert where in client.get(f"/desk/{draft}").text
    assert "Choose a photograph" in post(where, where, title="图").text
    assert post(where, where, title="图", file=(io.BytesIO(b"x"), "x.png")).status_code == 422
    assert post(where, where, title="收费窗口", file=(io.BytesIO(PDF), "x.pdf")).status_code == 303
    shown = client.get(f"/desk/{draft}", headers={"Accept-Language": "en"}).text
    assert "收费窗口" in shown
    assert "cannot be screened" in shown
    kept = shown.split(f"/publications/{draft}/attachments/", 1)[1].split('"', 1)[0]
    answer = client.get(f"/publications/{draft}/attachments/{kept}")
    assert (answer.data, answer.headers["Cache-Control"]) == (PDF, "no-store")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert post(f"{where}/remove", where, attachment=kept).status_code == 303
    assert "收费窗口" not in client.get(where).text


def _comment(number):
    """A picture that differs by a byte of its picture data's table."""
    at = JPEG.index(b"\xff\xdb") + 5
    return JPEG[:at] + bytes([number + 1]) + JPEG[at + 1 :]
