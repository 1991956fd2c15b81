"""A code gives one ballot, whatever happens between its two transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from services.feedback.ballots import box, codes, giving
from services.feedback.ballots.giving import give_ballot, hand_out_codes
from shared.errors import Invalid, NotFound, TooMany, WrongState
from shared.privacy.guesses import ALLOWED, WITHIN
from tests.services.feedback.examples import AWARENESS, closed_told, round_told, round_told_in_words

HERE = "192.0.2.7"


@pytest.fixture
def code(service, hear):
    hear(round_told())
    (drawn,) = hand_out_codes(service, "r1", 1, "yangshe")
    return drawn


def answer(code, **changed):
    return {"round": "r1", "code": code, "scores": {"attitude": 2}, "awareness": {}, **changed}


def test_where_the_power_fails_between_the_two_transactions_the_same_code_finishes(
    service, code, in_the_box, monkeypatch
):
    def power_fails(*_):
        raise OSError("no power")

    with monkeypatch.context() as failing:
        failing.setattr(box, "put", power_fails)
        with pytest.raises(OSError, match="no power"):
            give_ballot(service, answer(code), HERE)
    assert in_the_box() == []
    give_ballot(service, answer(code), HERE)
    with pytest.raises(WrongState, match="code-used"):
        give_ballot(service, answer(code), HERE)
    assert in_the_box() == [{"scores": {"attitude": 2}, "awareness": {}, "texts": {}}]


def test_a_double_tap_gives_one_ballot(service, code, in_the_box):
    def tap(_):
        try:
            give_ballot(service, answer(code), HERE)
        except WrongState as refused:
            return refused.code
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(tap, range(8)))
    assert told == ["code-used"] * 7 + ["taken"]
    assert len(in_the_box()) == 1


def test_what_is_refused_spends_no_code(service, hear, in_the_box):
    hear(round_told_in_words())
    (code,) = hand_out_codes(service, "r1", 1, "yangshe")
    named = {AWARENESS[0].id: "请找王某，身份证 11010519491231002X"}
    for wrong in ({"scores": {"attitude": 6}}, {"version": 2}, {"texts": named}):
        with pytest.raises(Invalid):
            give_ballot(service, answer(code, **wrong), HERE)
    with pytest.raises(NotFound, match="code-unknown"):
        give_ballot(service, answer("000000000000"), HERE)
    assert in_the_box() == []
    give_ballot(service, answer(code, texts={AWARENESS[0].id: "中午也开门"}), HERE)
    assert len(in_the_box()) == 1


def test_an_answer_kept_on_the_device_in_time_is_taken_after_the_last_day_and_not_after_the_closing(
    service, hear, config, code, in_the_box
):
    (another,) = hand_out_codes(service, "r1", 1, "yangshe")
    config.clock.advance(timedelta(days=23))
    with pytest.raises(WrongState, match="round-closed"):
        give_ballot(service, answer(code), HERE)
    give_ballot(service, answer(code, answered_on=date(2026, 3, 20)), HERE)
    assert len(in_the_box()) == 1
    hear(closed_told())
    with pytest.raises(WrongState, match="round-closed"):
        give_ballot(service, answer(another, answered_on=date(2026, 3, 20)), HERE)


def test_every_ballot_has_the_same_length(service, hear):
    hear(round_told_in_words())
    lengths = set()
    for number, code in enumerate(hand_out_codes(service, "r1", 3, "yangshe")):
        give_ballot(service, answer(code, texts={AWARENESS[0].id: "好" * (1 + 99 * number)}), HERE)
    with service.application.database.read() as tx:
        lengths = {len(sealed) for (sealed,) in tx.execute("SELECT sealed FROM ballot_box")}
    assert len(lengths) == 1
    assert giving.PADDED == 1024


def test_a_ticket_does_not_outlive_its_ballot(service, code):
    give_ballot(service, answer(code), HERE)
    with service.application.database.read() as tx:
        assert tx.execute("SELECT * FROM ballot_tickets") == []
        assert codes.spent(tx, "r1") == 1


def test_whoever_tries_out_codes_has_to_wait_and_others_need_not(service, code, config, in_the_box):
    for _ in range(ALLOWED):
        with pytest.raises(NotFound, match="code-unknown"):
            give_ballot(service, answer("000000000000"), HERE)
    with pytest.raises(TooMany, match="too-many-codes"):
        give_ballot(service, answer(code), HERE)
    give_ballot(service, answer(code), "192.0.2.8")
    config.clock.advance(WITHIN)
    with pytest.raises(WrongState, match="code-used"):
        give_ballot(service, answer(code), HERE)
