"""A message heard, or an own event: then these commands."""

from dataclasses import replace
from datetime import date

import pytest

from services.disclosure.domain.posting import NotifyBoard, RecordPosting, RecordReceipt, RecordTakenDown, ReleaseBoard
from services.disclosure.domain.publication_commands import PublishCircular
from services.disclosure.policies import react, react_to_own
from shared.decider import Do
from shared.errors import Forbidden
from tests.services.disclosure.examples import (
    CIRCULAR_HEARD,
    DRAFTED,
    DUE,
    KEY,
    MONDAY,
    PUBLISHED,
    RECEIPT,
    SIGNED,
    TAKEN_DOWN_HEARD,
    TEXT,
    TUESDAY,
    VILLAGES,
    WITHDRAWN,
    time_limits,
)


def heard(message):
    return list(
        react(
            message, villages=VILLAGES, signed_by=lambda said: KEY if said["signature"] == "good" else None, now=TUESDAY
        )
    )


def test_a_posting_receipt_is_recorded_for_the_board_that_gave_it():
    assert heard(RECEIPT) == [Do("posting", "p1.yangshe", RecordPosting(1, date(2026, 3, 3), TUESDAY))]


def test_a_receipt_whose_signature_holds_is_recorded_with_the_key_by_which_it_did():
    (do,) = heard(SIGNED)
    assert (do.aggregate, do.id) == ("posting", "p1.yangshe")
    assert do.command == RecordReceipt(
        1, "paper", date(2026, 3, 3), "d", "ab" * 32, "good", KEY, at=MONDAY, heard_at=TUESDAY
    )


def test_a_receipt_that_its_village_has_not_signed_is_refused():
    with pytest.raises(Forbidden, match="receipt-not-signed"):
        heard(replace(SIGNED, data={**SIGNED.data, "signature": "bad"}))


def test_a_receipt_of_a_medium_that_is_not_known_yet_is_passed_over():
    assert heard(replace(SIGNED, data={**SIGNED.data, "medium": "radio"})) == []


def test_a_publication_taken_down_is_recorded():
    assert heard(TAKEN_DOWN_HEARD) == [Do("posting", "p1.yangshe", RecordTakenDown(date(2026, 3, 4), TUESDAY))]


def test_a_circular_is_meant_for_all_villages_and_its_boards_have_their_time_from_now():
    (do,) = heard(CIRCULAR_HEARD)
    assert (do.aggregate, do.id) == ("publication", "circular-c1")
    assert isinstance(do.command, PublishCircular)
    assert do.command.text.villages == VILLAGES
    assert do.command.text.carriers == ("township_board", "village_board", "web")
    assert do.command.text.body == "阳光通报〔2026〕1号\n\n已整改。"
    assert do.command.at == TUESDAY


def test_the_number_of_a_circular_is_not_written_twice():
    body = "阳光通报〔2026〕1号：已整改。"
    (do,) = heard(replace(CIRCULAR_HEARD, data={**CIRCULAR_HEARD.data, "body": body}))
    assert do.command.text.body == body


@pytest.mark.parametrize(
    "message",
    [
        replace(RECEIPT, source="/feedback/hongmei"),
        replace(SIGNED, source="/feedback/hongmei"),
        replace(TAKEN_DOWN_HEARD, source="/oversight"),
        replace(CIRCULAR_HEARD, source="/feedback/yangshe"),
    ],
)
def test_nobody_speaks_for_another(message):
    with pytest.raises(Forbidden, match="speaks-for-another"):
        heard(message)


def test_any_other_message_is_passed_over():
    assert heard(replace(RECEIPT, type="cn.sunshine.feedback.response-recorded.v1")) == []


def test_what_is_published_is_owed_by_each_board_it_is_meant_for():
    assert list(react_to_own("阳光镇", time_limits(), "p1", PUBLISHED)) == [
        Do("posting", f"p1.{place}", NotifyBoard("p1", place, 1, TEXT.title, DUE, MONDAY))
        for place in ("township", *VILLAGES)
    ]
    elsewhere = replace(PUBLISHED, text=replace(TEXT, carriers=("web",)))
    assert list(react_to_own("阳光镇", time_limits(), "p1", elsewhere)) == []


def test_what_is_withdrawn_is_owed_by_nobody():
    assert list(react_to_own("阳光镇", time_limits(), "p1", WITHDRAWN)) == [
        Do("posting", f"p1.{place}", ReleaseBoard(TUESDAY)) for place in ("township", *VILLAGES)
    ]


def test_any_other_event_of_our_own_needs_nothing():
    assert list(react_to_own("阳光镇", time_limits(), "p1", DRAFTED)) == []
