"""Bundlees of codes: computed by their number, kept nowhere, made void by it."""

import pytest

from services.feedback.ballots import box, codes
from services.feedback.ballots.giving import give_ballot, hand_out_codes, make_codes_void
from shared.errors import Invalid, NotFound, WrongState
from shared.notices import SLIPS_ON_A_SHEET
from tests.services.feedback.examples import round_told

BUNDLE = "48219-93017"


@pytest.fixture
def drawn(service, hear):
    hear(round_told())
    return hand_out_codes(service, "r1", SLIPS_ON_A_SHEET + 2, "yangshe", BUNDLE)


def answer(service, code):
    give_ballot(service, {"round": "r1", "code": code, "scores": {"attitude": 2}, "awareness": {}}, "127.0.0.1")


def test_a_bundle_is_made_void_by_its_number_and_what_was_used_stays_used(service, drawn, client):
    answer(service, drawn[0])
    assert make_codes_void(service, "４８２１９ 93017", None, "yangshe") == SLIPS_ON_A_SHEET + 1
    with pytest.raises(NotFound, match="code-unknown"):
        answer(service, drawn[1])
    with pytest.raises(WrongState, match="code-used"):
        answer(service, drawn[0])
    assert client.get("/api/rounds/r1").json["codes"] == 1
    with pytest.raises(NotFound, match="bundle-unknown"):
        make_codes_void(service, BUNDLE, None, "yangshe")


def test_one_sheet_is_made_void_and_the_others_hold(service, drawn):
    assert make_codes_void(service, BUNDLE, 2, "yangshe") == 2
    answer(service, drawn[SLIPS_ON_A_SHEET - 1])
    with pytest.raises(NotFound, match="code-unknown"):
        answer(service, drawn[SLIPS_ON_A_SHEET])
    with pytest.raises(NotFound, match="bundle-unknown"):
        make_codes_void(service, BUNDLE, 3, "yangshe")


def test_codes_of_two_bundlees_differ_and_a_wrong_number_touches_nothing(service, drawn):
    others = hand_out_codes(service, "r1", 3, "yangshe")
    assert not set(others) & set(drawn)
    with pytest.raises(Invalid, match="bundle-malformed"):
        make_codes_void(service, "48219", None, "yangshe")
    with pytest.raises(NotFound, match="bundle-unknown"):
        make_codes_void(service, "48219-93018", None, "yangshe")
    answer(service, others[0])


def test_a_code_that_waits_for_its_ballot_is_not_made_void(service, drawn, monkeypatch):
    with monkeypatch.context() as failing:
        failing.setattr(box, "put", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            answer(service, drawn[0])
    assert make_codes_void(service, BUNDLE, 1, "yangshe") == SLIPS_ON_A_SHEET - 1
    answer(service, drawn[0])


def test_no_bundle_is_stored_and_a_number_is_drawn_anew_each_time(service, drawn, config):
    with service.application.database.read() as tx:
        assert [row[1] for row in tx.execute("PRAGMA table_info(survey_codes)")] == ["code_hash", "round", "spent"]
    state = config.database.removeprefix("sqlite:///")
    with open(state, "rb") as file:
        content = file.read()
    assert BUNDLE.encode() not in content
    assert BUNDLE.replace("-", "").encode() not in content
    assert len({codes.new_bundle() for _ in range(20)}) == 20
