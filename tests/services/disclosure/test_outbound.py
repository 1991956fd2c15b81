"""Own events, and what the others are told of them."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from services.disclosure.domain.figures import Figure
from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.domain.said import canonical
from services.disclosure.outbound import message_for
from shared.contracts.disclosure import (
    DISCLOSURE_OVERDUE,
    MESSAGES,
    POSTING_MISS_DISPROVED,
    POSTING_OVERDUE,
    PUBLICATION_PUBLISHED,
    PUBLICATION_PUBLISHED_V2,
    PUBLICATION_WITHDRAWN,
    TOWNSHIP_POSTING_OVERDUE,
)
from tests.services.disclosure.examples import (
    CLOSED,
    DISPROVED,
    EVENTS,
    MISSED,
    OBLIGATION_MISSED,
    PUBLISHED,
    TEXT,
    VILLAGES,
    WITHDRAWN,
)


def test_what_is_published_travels_with_its_text_and_the_day_by_which_to_post_it():
    message, newer = message_for("p1", PUBLISHED)
    assert (message.type, message.subject, message.newer) == (PUBLICATION_PUBLISHED, "p1", newer.type)
    assert (message.data["title"], message.data["body"], message.data["version"]) == (TEXT.title, TEXT.body, 1)
    assert message.data["villages"] == VILLAGES
    assert (message.data["published_on"], message.data["posting_due_on"]) == (date(2026, 3, 2), date(2026, 3, 4))


def test_in_the_newer_version_it_brings_its_figures_and_the_digest_of_what_it_says():
    births = Figure("births", "出生登记", "Births registered", "人", 86)
    published = replace(PUBLISHED, text=replace(TEXT, figures=(births,)), number="阳光镇公开〔2026〕3号")
    _, message = message_for("p1", published)
    written = MESSAGES[PUBLICATION_PUBLISHED_V2]().dump(message.data)
    assert (written["number"], written["reason"], written["obligation"]) == ("阳光镇公开〔2026〕3号", "", "")
    assert written["figures"] == [vars(births)]
    assert written["digest"] == sha256(canonical("p1", published)).hexdigest()


@pytest.mark.parametrize("text", [replace(TEXT, carriers=("township_board", "web")), replace(TEXT, villages=())])
def test_what_is_not_for_village_boards_notifies_none(text):
    assert {message.data["villages"] for message in message_for("p1", replace(PUBLISHED, text=text))} == {()}


def test_a_withdrawal_says_why_and_to_whom():
    message = message_for("p1", WITHDRAWN)
    assert message.type == PUBLICATION_WITHDRAWN
    assert (message.data["villages"], message.data["reason"]) == (VILLAGES, "依据已废止。")


def test_an_overdue_posting_names_board_day_and_rule():
    message = message_for("p1.yangshe", MISSED)
    assert (message.type, message.subject) == (POSTING_OVERDUE, "p1")
    assert (message.data["publication"], message.data["village"]) == ("p1", "yangshe")
    assert (message.data["due_on"], message.data["basis"]) == (date(2026, 3, 4), "posting_receipt/1")


def test_what_was_not_made_public_in_time_names_office_day_and_rule():
    message = message_for("births.2026-q1", OBLIGATION_MISSED)
    assert (message.type, message.subject) == (DISCLOSURE_OVERDUE, "births.2026-q1")
    assert (message.data["office"], message.data["due_on"]) == ("family-planning-office", date(2026, 4, 15))
    assert (message.data["item"], message.data["basis"]) == ("births", "periodic_disclosure/1")


def test_the_townships_own_board_is_told_apart_from_the_villages():
    message = message_for("p1.township", replace(MISSED, village=TOWNSHIP))
    assert message.type == TOWNSHIP_POSTING_OVERDUE
    assert "village" not in message.data


def test_a_miss_that_was_none_is_taken_back_with_the_day_of_the_receipt():
    message = message_for("p1.yangshe", DISPROVED)
    assert (message.type, message.subject) == (POSTING_MISS_DISPROVED, "p1")
    assert (message.data["village"], message.data["posted_on"]) == ("yangshe", date(2026, 3, 3))


@pytest.mark.parametrize(
    "event", [PUBLISHED, WITHDRAWN, CLOSED, MISSED, replace(MISSED, village=TOWNSHIP), DISPROVED, OBLIGATION_MISSED]
)
def test_every_message_is_what_its_contract_says(event):
    told = message_for("p1", event)
    for message in told if isinstance(told, tuple) else [told]:
        schema = MESSAGES[message.type]()
        written = schema.dump(message.data)
        assert set(written) == set(schema.fields)
        assert schema.load(written)


def test_nothing_else_is_told():
    told = [event for event in EVENTS if message_for("p1", event)]
    assert {type(event) for event in told} == {
        type(event) for event in (PUBLISHED, WITHDRAWN, CLOSED, MISSED, DISPROVED, OBLIGATION_MISSED)
    }
