"""Anybody's check of a draw, on the answer of the public API."""

import copy
import json
from datetime import date

import pytest

from services.oversight.verify_draw import AGREES, DISAGREES, NOTHING_YET, UNREADABLE, main
from tests.services.oversight.inspecting import decide_draw, morning


@pytest.fixture
def check(tmp_path, capsys):
    def run(answer):
        file = tmp_path / "draws.json"
        file.write_text(answer if isinstance(answer, str) else json.dumps(answer))
        return main([str(file)]), capsys.readouterr().out

    return run


def test_a_draw_is_checked_from_what_is_public_alone(call, clock, tick, check):
    decided = decide_draw(call)
    assert check(decided)[0] == NOTHING_YET
    clock.move_to(morning(date(2027, 1, 1)))
    tick()
    revealed = call(None, "GET", "/api/draws/2026")[1]
    assert check(revealed) == (AGREES, "第 1 次：相符 / Draw 1: agrees.\n")
    for field, value in (
        *(("secret", "00" * 32), ("commitment", "00" * 32), ("contribution", "1" * 16)),
        *(("contributed_on", "2026-03-09"), ("tasks", [])),
    ):
        tampered = copy.deepcopy(revealed)
        tampered["attempts"][0][field] = value
        assert check(tampered)[0] == DISAGREES, field
    for field, value in (("supervisors", ["zhou"]), ("places", ["yangshe"]), ("again", 0), ("per_place", 2)):
        tampered = copy.deepcopy(revealed)
        tampered["attempts"][0]["inputs"][field] = value
        assert check(tampered)[0] == DISAGREES, field


@pytest.mark.parametrize("answer", ["", "[]", "{}", '{"attempts": [{}]}'])
def test_what_is_no_draw_is_said_to_be_none(check, answer):
    assert check(answer)[0] == UNREADABLE
