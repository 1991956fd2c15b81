"""Photographs of inspections: without what a telephone writes into them, kept as ciphertext, given to few."""

import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest

from shared.errors import Invalid
from shared.privacy.photographs import bare
from tests.services.oversight.inspecting import CHECKLIST, announce, appoint, report

SAMPLES = Path(__file__).parent / "samples"
OTHERS = Path(__file__).parents[2] / "shared" / "privacy" / "samples"
TELLING = re.compile(rb"TELEPHONEMAKER|who took it|Exif|XMP|Photoshop|\x88\x25", re.IGNORECASE)
PLACE = (SAMPLES / "place.jpg").read_bytes()


@pytest.mark.parametrize("name", ["place.jpg", "place.png", "place.webp"])
def test_what_a_picture_says_about_itself_is_taken_out_and_the_picture_stays(name):
    sent = (SAMPLES / name).read_bytes()
    kept = bare(sent).content
    assert TELLING.search(sent)
    assert not TELLING.search(kept.replace(UPRIGHT, b""))
    assert bare(kept).content == kept
    picture = {"place.jpg": b"\xff\xda", "place.png": b"IDAT", "place.webp": b"VP8 "}[name]
    assert picture in kept


UPRIGHT = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
"""All that is written anew: how the telephone was held."""


def test_how_it_was_held_is_kept_and_only_where_it_was_not_upright():
    assert bare(PLACE).content.count(UPRIGHT) == 1
    plain = (OTHERS / "photograph.jpg").read_bytes()
    assert b"Exif" not in bare(plain).content


@pytest.mark.parametrize(
    "tiff",
    [
        *(b"", b"MM\0*", b"XX\0*\0\0\0\x08", b"MM\0*\xff\xff\xff\xff\0\x01", b"MM\0*\0\0\0\x08\xff\xff"),
        b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0",
    ],
)
def test_broken_exif_is_taken_out_like_any_other(tiff):
    exif = b"Exif\0\0" + tiff
    segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif
    assert b"Exif" not in bare(bare_of_sample()[:2] + segment + bare_of_sample()[2:]).content


def bare_of_sample():
    return bare((OTHERS / "photograph.jpg").read_bytes()).content


@pytest.mark.parametrize(("sample", "code"), [("scan.pdf", "not-a-photograph"), ("recording.mp3", "not-a-photograph")])
def test_only_photographs_are_taken(sample, code):
    with pytest.raises(Invalid, match=code):
        bare((OTHERS / sample).read_bytes())


def test_a_photograph_is_filed_by_the_api_and_downloaded_by_those_who_may_see_the_report(call, app, tokens):
    appoint(call)
    announce(call, place="petition-office")
    given = {**report("petition-office", "2026-03-02", "open"), "photographs": [b64encode(PLACE).decode()] * 2}
    for _ in range(2):
        status, filed = call("zhou", "POST", "/api/inspections", given)
        assert status == 201, filed
    [photograph] = filed["photographs"]
    path = f"/api/inspections/{filed['id']}/photographs/{photograph['id']}"

    def download(who):
        return app.test_client().get(path, headers={"Authorization": f"Bearer {tokens[who]}"})

    for who in ("chen", "li", "zhu", "ding"):
        call(who, "GET", "/api/inspections")  # has a token then
    assert download("chen").data == bare(PLACE).content
    assert download("chen").headers["Content-Disposition"].startswith("attachment; ")
    assert [download(who).status_code for who in ("zhao", "ding", "zhou", "li", "zhu")] == [200, 200, 200, 404, 404]
    assert call(None, "GET", path)[0] == 401
    assert call("chen", "GET", path + "0")[1]["code"] == "unknown-photograph"
    for wrong, code in (
        ([b64encode(b"MZ").decode()], "attachment-type"),
        (["*"], "content-invalid"),
        ([b64encode(PLACE).decode()] * 6, "content-invalid"),
    ):
        answer = call("zhou", "POST", "/api/inspections", {**given, "photographs": wrong})
        assert (answer[0], answer[1]["code"]) == (422, code)


def test_a_photograph_is_sent_with_the_form_and_lies_encrypted(call, app, config):
    appoint(call)
    announce(call)
    client = app.test_client()

    def post(path, data):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text).group(1)
        return client.post(path, data={**data, "csrf_token": token})

    post("/sign-in", {"name": "zhou", "password": "sunshine-zhou"})
    seen = {f"seen-{line.id}": "yes" for line in CHECKLIST.lines}
    given = {"task": "open yangshe", "day": "2026-03-02", **seen}
    refused = post("/supervision/report", {**given, "photographs": (BytesIO(b"<html>"), "nice.jpg")})
    assert "只收照片" in refused.text
    assert post("/supervision/report", {**given, "photographs": (BytesIO(PLACE), "我家.jpg")}).status_code == 303
    link = re.search(r'href="(/inspections/done/2026-open-1/photographs/\w+)"',
                     client.get("/inspections/done/2026-open-1").text).group(1)  # fmt: skip
    assert client.get(link).data == bare(PLACE).content
    written = Path(config.database.removeprefix("sqlite:///"))
    kept = b"".join(file.read_bytes() for file in written.parent.glob(written.name + "*"))
    scan = bare(PLACE).content[-60:-2]
    assert scan not in kept
    assert b64encode(scan)[4:-4] not in kept
    assert "我家".encode() not in kept
