"""Attachments: who adds them, who reads them, what is left of them."""

import re
from io import BytesIO
from pathlib import Path

import pytest

from services.oversight.casework import clock as ticking
from shared.operations.archive import Reader
from shared.operations.backup import backup
from shared.operations.restore import Restoration
from tests.services.oversight.examples import PETITION

SAMPLES = Path(__file__).parents[2] / "shared" / "privacy" / "samples"
PHOTOGRAPH = (SAMPLES / "photograph.jpg").read_bytes()
PAGE = b"\xff\xd8\xff\xe0<html><script>alert(1)</script></html>"


def form(files, **fields):
    return {**fields, "files": [(BytesIO(content), "李四的罚款收据.jpg") for content in files]}


def rows(service):
    with service.application.database.read() as tx:
        return tx.execute("SELECT petition, content FROM attachment_parts")


def events(service, name):
    with service.application.database.read() as tx:
        return tx.execute("SELECT data FROM events WHERE name = ?", (name,))


@pytest.fixture
def attach(app):
    client = app.test_client()

    def make(code, *files):
        answer = client.post("/api/petitions/follow/attachments", data=form(files, code=code))
        return answer.status_code, answer.get_json()

    return make


@pytest.fixture
def download(app, call, tokens):
    call("chen", "GET", "/api/petitions")

    def make(petition, attachment, reason="核实", who="chen"):
        signed = {"Authorization": f"Bearer {tokens[who]}"}
        asked = {"attachment": attachment, "reason": reason}
        return app.test_client().post(f"/api/petitions/{petition}/attachment", json=asked, headers=signed)

    return make


def test_a_petitioner_attaches_with_the_code_and_an_officer_downloads_what_is_recorded(
    service, file, call, attach, download
):
    petition, code = file()
    assert attach(code, PHOTOGRAPH, (SAMPLES / "scan.pdf").read_bytes()) == (201, {"attached": 2})
    listed = call("chen", "GET", f"/api/petitions/{petition}")[1]["attachments"]
    assert [(one["media_type"], one["by"]) for one in listed] == [
        ("image/jpeg", "petitioner"),
        ("application/pdf", "petitioner"),
    ]
    answer = download(petition, listed[0]["id"], "核对收据")
    assert answer.data == PHOTOGRAPH
    assert answer.headers["Content-Disposition"] == f'attachment; filename="attachment-{listed[0]["id"][:8]}.jpg"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ["核对收据" in data for (data,) in events(service, "identity-read")] == [True]


def test_nothing_of_a_file_or_its_name_is_at_rest_in_clear(service, config, file, attach):
    _, code = file()
    attach(code, PHOTOGRAPH)
    stored = Path(config.database.removeprefix("sqlite:///"))
    kept = b"".join(path.read_bytes() for path in stored.parent.glob(stored.name + "*"))
    for secret in (PHOTOGRAPH[-40:], "李四".encode(), "罚款收据".encode()):
        assert secret not in kept


def test_a_disguised_or_oversized_file_is_refused_and_nothing_is_stored(service, file, attach):
    _, receipt = file()
    for files, code in (
        ([PAGE], "attachment-type"),
        ([PHOTOGRAPH, PAGE], "attachment-type"),
        ([], "attachment-missing"),
        ([b""], "attachment-empty"),
        ([PHOTOGRAPH + b"\x00" * (5 * 2**20)], "attachment-too-large"),
        ([PHOTOGRAPH] * 7, "too-many-attachments"),
    ):
        status, problem = attach(receipt, *files)
        assert (status, problem["code"]) == (422, code)
        assert rows(service) == []
        assert events(service, "attachment-added") == []


def test_a_form_that_is_far_too_large_is_not_even_read_and_without_the_code_nobody_attaches(file, attach):
    _, code = file()
    assert attach(code, *[b"x" * 5 * 2**20] * 5)[0] == 413
    assert attach("1234567890123452", PHOTOGRAPH)[0] == 404


def test_an_attachment_of_another_petition_or_of_one_out_of_sight_is_not_found(file, attach, call, download):
    (petition, code), (other, _) = file(), file()
    attach(code, PHOTOGRAPH)
    attachment = call("chen", "GET", f"/api/petitions/{petition}")[1]["attachments"][0]["id"]
    assert download(other, attachment).get_json()["code"] == "unknown-attachment"
    call("li", "GET", "/api/petitions")
    assert download(petition, attachment, who="li").get_json()["code"] == "unknown-petition"


def test_after_erasure_the_rows_are_gone_and_nothing_can_be_added(service, file, do, attach, call, download):
    petition, code = file()
    attach(code, PHOTOGRAPH)
    attachment = call("chen", "GET", f"/api/petitions/{petition}")[1]["attachments"][0]["id"]
    do("chen", petition, "decline", reason="private_matter", where_to_go="村调解委员会")
    assert rows(service) == []
    assert download(petition, attachment).status_code in {404, 409}
    assert attach(code, PHOTOGRAPH)[0] == 409


def test_a_crash_between_key_and_rows_is_finished_by_the_next_tick(service, file, do, attach, monkeypatch):
    petition, code = file()
    attach(code, PHOTOGRAPH)
    monkeypatch.setattr("services.oversight.casework.petitions.clock.erase_keys", lambda service: 0)
    do("chen", petition, "decline", reason="private_matter", where_to_go="村调解委员会")
    monkeypatch.undo()
    service.keys.erase(petition)
    assert rows(service)
    ticking.tick(service)
    assert rows(service) == []


def test_a_backup_carries_attachments_and_a_restore_brings_them_back(service, file, attach, call, download):
    petition, code = file()
    attach(code, PHOTOGRAPH)
    kept, out = rows(service), BytesIO()
    backup(service.application, out)
    assert PHOTOGRAPH[-40:] not in out.getvalue()
    with service.application.database.write() as tx:
        tx.execute("DELETE FROM attachment_parts")
    Restoration(service.application, Reader(out)).carry_out()
    assert rows(service) == kept
    attachment = call("chen", "GET", f"/api/petitions/{petition}")[1]["attachments"][0]["id"]
    assert download(petition, attachment).data == PHOTOGRAPH


def test_the_form_takes_files_and_a_bad_one_keeps_the_petition_from_being_filed(browse, service):
    answer = browse.post("/petition", form([PAGE], **PETITION), "/petition")
    assert answer.status_code == 422
    assert "只收照片" in answer.text
    assert PETITION["title"] in answer.text
    assert events(service, "petition-registered") == []
    answer = browse.post("/petition", form([PHOTOGRAPH], **PETITION, key="k"), "/petition")
    assert "收到 1 个附件" in answer.text
    assert browse.post("/petition", form([PHOTOGRAPH], **PETITION, key="k"), "/petition").status_code == 409
    assert len(events(service, "attachment-added")) == 1


def test_by_page_the_petitioner_adds_files_and_an_officer_adds_and_opens_them(browse, file):
    petition, code = file()
    answer = browse.post("/follow/attachments", form([PHOTOGRAPH], code=code), "/follow")
    assert "收到 1 个附件" in answer.text
    assert f'name="code" value="{code}"' in answer.text
    assert browse.post("/follow/attachments", form([PAGE], code=code), "/follow").status_code == 422
    assert browse.post("/follow/attachments", form([PHOTOGRAPH], code="1234567890123452"), "/follow").status_code == 422
    browse.sign_in("chen")
    page = f"/petitions/{petition}"
    assert browse.post(f"{page}/attachments", form([PHOTOGRAPH])).headers["Location"] == page
    attachments = re.findall(r'name="attachment" value="(\w+)"', browse.get(page).text)
    assert len(attachments) == 2
    assert browse.post(f"{page}/attachment", {"attachment": attachments[0]}).status_code == 303
    answer = browse.post(f"{page}/attachment", {"attachment": attachments[0], "reason": "核实"})
    assert answer.data == PHOTOGRAPH
