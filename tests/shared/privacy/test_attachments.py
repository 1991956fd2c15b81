"""What may be attached, told from the content alone."""

import base64
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Invalid
from shared.privacy.attachments import LARGEST, examine

SAMPLES = Path(__file__).parent / "samples"
TAKEN = {
    "photograph.jpg": "image/jpeg",
    "drawing.png": "image/png",
    "drawing.webp": "image/webp",
    "scan.pdf": "application/pdf",
    "recording.mp3": "audio/mpeg",
    "recording.m4a": "audio/mp4",
    "recording.amr": "audio/amr",
}
BEGINNINGS = [
    *(b"", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\x00\x00\x00WEBPVP8 ", b"%PDF-1.4\n"),
    *(b"ID3\x03\x00\x00\x00\x00\x00\x00", b"\xff\xfb\x90\x00", b"\x00\x00\x00\x18ftypM4A ", b"#!AMR\n", b"#!AMR-WB\n"),
]
MARKUP = [
    "<html><script>alert(1)</script>",
    "<!DOCTYPE html><p>x",
    "<svg onload=alert(1)>",
    "<?xml version='1.0'?><svg/>",
]


def sample(name):
    return (SAMPLES / name).read_bytes()


def code_of(content):
    with pytest.raises(Invalid) as refused:
        examine(content)
    return refused.value.code


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("setup.exe", b"MZ")
    return out.getvalue()


@pytest.mark.parametrize(("name", "media_type"), TAKEN.items())
def test_photographs_scans_and_recordings_are_taken_whole(name, media_type):
    taken = examine(sample(name))
    assert (taken.kind.media_type, taken.content) == (media_type, sample(name))
    assert name.endswith(taken.kind.suffix)


@pytest.mark.parametrize("name", TAKEN)
def test_what_was_cut_off_on_the_way_is_refused(name):
    content = sample(name)
    for kept in range(1, len(content), max(1, len(content) // 40)):
        if name == "recording.mp3" and kept > len(content) // 3:
            continue  # a recording stops anywhere
        assert code_of(content[:kept]) == "attachment-type"


@pytest.mark.parametrize("name", ["photograph.jpg", "drawing.png", "drawing.webp"])
@pytest.mark.parametrize("behind", [b"<script>alert(1)</script>", archive(), b"MZ\x90\x00"], ids=["page", "zip", "exe"])
def test_what_hangs_behind_a_picture_is_left_off(name, behind):
    assert examine(sample(name) + behind).content == sample(name)


@pytest.mark.parametrize("name", ["scan.pdf", "recording.m4a", "recording.amr"])
def test_nothing_may_hang_behind_the_others(name):
    assert code_of(sample(name) + archive()) == "attachment-type"


@pytest.mark.parametrize(
    "content",
    [
        archive(),
        b"MZ\x90\x00" + b"\x00" * 200,
        b"\x7fELF" + b"\x00" * 200,
        b"#!/bin/sh\nrm -rf /\n",
        b"GIF89a" + b"\x00" * 20,
        b"\xd0\xcf\x11\xe0" + b"\x00" * 200,
        b"plain text",
        b"\xff\xd8\xff\xd9",
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        sample("film.mp4"),
    ],
)
def test_every_other_kind_is_refused(content):
    assert code_of(content) == "attachment-type"


def test_size_is_looked_at_first():
    assert code_of(b"") == "attachment-empty"
    assert code_of(b"\xff\xd8\xff" + b"\x00" * LARGEST) == "attachment-too-large"


@pytest.mark.parametrize("name", [b"/JavaScript", b"/Launch", b"/EmbeddedFile"])
def test_a_pdf_that_would_run_something_is_refused(name):
    content = sample("scan.pdf").replace(b"/MediaBox [0 0 200 100]", (name + b" 9 0 R").ljust(23))
    assert code_of(content) == "attachment-active"


@given(
    st.sampled_from(BEGINNINGS),
    st.sampled_from(MARKUP),
    st.text(max_size=200),
    st.sampled_from([b"", b"\xff\xd9", b"startxref\n0\n%%EOF", b"\x00\x00\x00\x00IEND\xaeB`\x82"]),
)
def test_no_page_ever_passes_whatever_it_begins_and_ends_with(beginning, markup, text, end):
    assert code_of(beginning + markup.encode() + text.encode("utf-8", "replace") + end) == "attachment-type"


@given(st.sampled_from(list(TAKEN)), st.data())
def test_a_page_put_into_a_picture_where_a_browser_would_look_is_refused(name, data):
    content = sample(name)
    at = data.draw(st.integers(0, min(len(content), 900)))
    try:
        taken = examine(content[:at] + b"<script>alert(1)</script>" + content[at:])
    except Invalid:
        return
    assert b"<script" not in taken.content[:1024]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=400))
def test_whatever_comes_it_is_taken_or_refused_with_a_code(beginning, rest):
    with suppress(Invalid):
        examine(beginning + rest)


def test_a_refusal_repeats_nothing_of_the_content():
    secret = base64.b64encode(b"13812345678")
    with pytest.raises(Invalid) as refused:
        examine(b"%PDF-1.4\n" + secret)
    assert secret.decode() not in f"{refused.value} {refused.value.zh} {refused.value.details}"
