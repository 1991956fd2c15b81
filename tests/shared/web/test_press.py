"""The press: what was set is kept, and too many at once are told to come back."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask import Flask

from shared.errors import Invalid
from shared.web import press
from shared.web.errors import NotReady
from tests.shared.notices.test_notices import BOARD, NOTICE


@pytest.fixture
def machine(monkeypatch):
    """A press whose sheets are counted instead of set."""
    made = []
    monkeypatch.setattr(press, "notice_pdf", lambda notice, size: made.append(notice) or b"%PDF" + bytes(100))
    monkeypatch.setattr(press, "PATIENCE", 0.01)
    machine = press.Press()
    machine.made = made
    with Flask(__name__).test_request_context("/"):
        yield machine


def test_the_same_notice_is_set_once_and_another_size_again(machine):
    assert machine.notice(NOTICE, "A4").data == machine.notice(NOTICE, "A4").data
    machine.notice(NOTICE, "A3")
    assert len(machine.made) == 2


def test_a_file_is_named_in_letters_that_a_header_can_carry(machine):
    answer = machine.notice(replace(NOTICE, title="甲/乙"), "A4")
    name = answer.headers["Content-Disposition"].encode("ascii").decode().removeprefix("attachment; filename*=UTF-8''")
    assert unquote(name) == "甲／乙-A4.pdf"


def test_what_is_kept_is_bounded(machine, monkeypatch):
    monkeypatch.setattr(press, "KEPT", 250)
    for number in (1, 2, 3, 3, 1):
        machine.notice(replace(NOTICE, version=number), "A4")
    assert [notice.version for notice in machine.made] == [1, 2, 3, 1]


def test_too_many_at_once_are_told_to_come_back(machine, monkeypatch):
    busy = []

    def ask(notice, size):
        if notice.version < 4:
            try:
                machine.notice(replace(notice, version=notice.version + 1), size)
            except NotReady as refused:
                busy.append((refused.code, refused.details["retry_after"]))
        return b"%PDF"

    monkeypatch.setattr(press, "notice_pdf", ask)
    machine.notice(NOTICE, "A4")
    assert busy == [("busy", 5)]


def test_a_run_that_would_take_the_machine_is_refused(machine):
    with pytest.raises(Invalid) as refused:
        machine.run([replace(NOTICE, body="字" * 20_000)] * 16, "A4", **BOARD)
    assert refused.value.code == "run-too-long"
