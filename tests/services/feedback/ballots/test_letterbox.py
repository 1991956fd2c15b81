"""Answers that come at the same moment: together on the disk, each for itself in what it is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from services.feedback.ballots import box
from services.feedback.ballots.giving import give_ballot, hand_out_codes
from shared.errors import Refusal
from tests.services.feedback.examples import round_told


@pytest.fixture
def drawn(service, hear):
    hear(round_told())
    return hand_out_codes(service, "r1", 6, "yangshe")


@pytest.fixture
def at_once(service, monkeypatch):
    """Let each of these codes answer, all the others while the first is on its way; what each was told."""
    put, on_the_way, come = box.put, Event(), Event()

    def slowly(*args):
        on_the_way.set()
        assert come.wait(5)
        put(*args)

    def answer(code):
        given = {"round": "r1", "code": code, "scores": {"attitude": 2}, "awareness": {}}
        try:
            give_ballot(service, given, "192.0.2.1")
        except (Refusal, OSError) as told:
            return getattr(told, "code", str(told))
        return "taken"

    def together(codes):
        with ThreadPoolExecutor(len(codes)) as pool:
            monkeypatch.setattr(box, "put", slowly)
            first = pool.submit(answer, codes[0])
            assert on_the_way.wait(5)
            others = [pool.submit(answer, code) for code in codes[1:]]
            while len(service.letterbox._waiting) < len(others):
                assert not [other for other in others if other.done()]
            come.set()
            return [each.result() for each in (first, *others)]

    return together


def test_one_that_is_refused_keeps_none_of_the_others_back(at_once, drawn, in_the_box):
    assert at_once([*drawn[:3], drawn[1], *drawn[3:]]).count("taken") == 6
    assert len(in_the_box()) == 6


def test_what_the_disk_refuses_is_told_to_all_and_the_same_codes_finish_later(
    service, at_once, drawn, in_the_box, monkeypatch
):
    def full(*_):
        raise OSError("disk full")

    writes = service.letterbox._carry

    def then_full(ballots):
        if len(ballots) > 1:
            monkeypatch.setattr(box, "put", full)
        writes(ballots)

    monkeypatch.setattr(service.letterbox, "_carry", then_full)
    assert at_once(drawn) == ["taken", *["disk full"] * 5]
    monkeypatch.undo()
    assert len(in_the_box()) == 1
    for code in drawn[1:]:
        give_ballot(service, {"round": "r1", "code": code, "scores": {"attitude": 2}, "awareness": {}}, "192.0.2.1")
    assert len(in_the_box()) == 6
