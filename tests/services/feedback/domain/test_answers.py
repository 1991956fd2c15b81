from dataclasses import replace

import pytest

from services.feedback.domain.answers import Answers, check
from services.feedback.domain.round import Question
from shared.errors import Invalid
from tests.services.feedback.examples import survey

ASKED = survey(texts=(Question("better", "哪里该改进", "What should be better?"),))
ANSWER = Answers({"attitude": 5}, {"knows-board": True}, {"better": "中午也开门"})


def test_an_answer_to_what_was_asked_is_taken():
    check(ASKED, ANSWER, audience="residents", version=1)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"scores": {"weather": 5}}, "unknown-question"),
        ({"awareness": {"attitude": True}}, "unknown-question"),
        ({"texts": {"attitude": "好"}}, "unknown-question"),
        ({"scores": {"attitude": 6}}, "score-invalid"),
        ({"scores": {"attitude": 0}}, "score-invalid"),
        ({"texts": {"better": "长" * 301}}, "text-too-long"),
        ({"scores": {}, "awareness": {}, "texts": {}}, "nothing-answered"),
    ],
)
def test_an_answer_that_does_not_fit_the_questionnaire_is_refused(changed, code):
    with pytest.raises(Invalid, match=code):
        check(ASKED, replace(ANSWER, **changed))


def test_an_answer_to_another_questionnaire_is_refused():
    with pytest.raises(Invalid, match="wrong-audience"):
        check(ASKED, ANSWER, audience="migrants")
    with pytest.raises(Invalid, match="wrong-questionnaire-version"):
        check(ASKED, ANSWER, version=2)


@pytest.mark.parametrize("left_out", ["scores", "awareness", "texts"])
def test_any_question_may_be_left_out(left_out):
    check(ASKED, replace(ANSWER, **{left_out: {}}))
