from datetime import date

import pytest

from services.feedback.domain.petition import ConfirmRegistration
from services.feedback.domain.posting import CloseVersion, NotifyWithdrawal
from services.feedback.domain.rating_answer import TellAnswer
from services.feedback.domain.results import AnnounceResults
from services.feedback.domain.round import CloseRound, RemindRound
from services.feedback.domain.seal_keys import TakeSealKeys
from services.feedback.policies import HEARS, react
from shared.contracts import Heard
from shared.decider import Do
from tests.services.feedback.examples import (
    AT,
    AWARENESS,
    FIGURES,
    HEARD_AT,
    ON,
    answer_told,
    closed_told,
    keys_told,
    notify,
    open_round,
    published,
    published_with_figures,
    registered_told,
    reminded_told,
    results_told,
    round_told,
    round_told_in_words,
    version_closed,
    withdrawn,
)

ALL = [
    published(),
    published_with_figures(FIGURES),
    withdrawn(),
    version_closed(),
    round_told(),
    round_told_in_words(),
    reminded_told(),
    closed_told(),
    results_told(),
    answer_told(),
    registered_told("a"),
    keys_told(("ab",), "e"),
]


def reacting(village, heard):
    return list(react(village, heard, now=HEARD_AT, today=ON))


@pytest.mark.parametrize(
    ("heard", "then"),
    [
        (published(), Do("posting", "p1", notify())),
        (withdrawn(), Do("posting", "p1", NotifyWithdrawal("数字有误", withdrawn().data["withdrawn_on"], AT))),
        (version_closed(), Do("posting", "p1", CloseVersion(1, "含有个人信息。", date(2026, 3, 11), AT))),
        (round_told(), Do("round", "r1", open_round())),
        (round_told_in_words(), Do("round", "r1", open_round(texts=AWARENESS))),
        (keys_told(("ab",), "e"), Do("seal_keys", "o1", TakeSealKeys("e", ("ab",), False, AT))),
        (closed_told(), Do("round", "r1", CloseRound(closed_told().data["closed_on"], AT))),
        (reminded_told(), Do("round", "r1", RemindRound(date(2026, 3, 12), AT))),
        (results_told(), Do("results", "r1", AnnounceResults(1, date(2026, 3, 24), AT))),
        (
            answer_told(),
            Do("rating_answer", "a1", TellAnswer("service-station", "已增开一个窗口。", date(2026, 3, 25), AT)),
        ),
        (registered_told("a"), Do("petition", "a", ConfirmRegistration(ON, AT))),
    ],
)
def test_a_message_for_this_village_becomes_a_command(heard, then):
    assert reacting("yangshe", heard) == [then]


@pytest.mark.parametrize("heard", ALL)
def test_what_is_meant_for_another_village_is_passed_over(heard):
    assert reacting("hongmei", heard) == []


def test_every_type_that_is_heard_has_an_example_here():
    assert {heard.type for heard in ALL} == set(HEARS)


def test_a_newer_township_tells_figures_and_what_the_receipt_is_signed_for():
    (do,) = reacting("yangshe", published_with_figures(FIGURES))
    notice = do.command.notice
    assert (notice.number, notice.digest) == ("2026-17", "d" * 64)
    assert [(figure.zh, figure.value) for figure in notice.figures] == [("男孩", 12), ("三胞胎", None)]


def test_a_type_that_is_not_known_is_passed_over():
    assert reacting("yangshe", Heard("x.v1", "/oversight", "a", AT, {"village": "yangshe"})) == []
