"""What somebody answers to a survey round (答卷), checked against what was asked before it is sealed.

After that nobody in the village can read it, so what is wrong has to be said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.feedback.domain.round import Question, Survey
from shared.errors import Invalid

LONGEST_TEXT = 300


@dataclass(frozen=True)
class Answers:
    """``scores``: question -> 1 (very dissatisfied) to 5; ``awareness``: question -> whether the person knows."""

    scores: Mapping[str, int] = field(default_factory=dict)
    awareness: Mapping[str, bool] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def check(survey: Survey, given: Answers, *, audience: str | None = None, version: int | None = None) -> None:
    """Raise Invalid for what was not asked, is off the scale, or is nothing at all.

    ``audience`` and ``version``: whose questionnaire it is, and which, where it says so.
    """
    if audience not in (None, survey.audience):
        raise Invalid(
            "wrong-audience",
            "这份问卷是给另一类群众的，请核对。",
            "This round asks another audience. Check which questionnaire it is.",
            audience=survey.audience,
        )
    if version not in (None, survey.questionnaire_version):
        raise Invalid(
            "wrong-questionnaire-version",
            f"这次评议用的是第 {survey.questionnaire_version} 版问卷，请打开这一版再答。",
            f"This round asks version {survey.questionnaire_version} of the questionnaire. Open that one.",
            version=survey.questionnaire_version,
        )
    _check_asked(given.scores, survey.questions)
    _check_asked(given.awareness, survey.awareness)
    _check_asked(given.texts, survey.texts)
    wrong = [question for question, score in given.scores.items() if not 1 <= score <= 5]
    if wrong:
        raise Invalid("score-invalid", "评分应为 1 到 5。", "A score is from 1 to 5.", question=wrong[0])
    long = [question for question, text in given.texts.items() if len(text) > LONGEST_TEXT]
    if long:
        raise Invalid(
            "text-too-long",
            f"最多写 {LONGEST_TEXT} 字，请写短一些。",
            f"At most {LONGEST_TEXT} characters. Make it shorter.",
            question=long[0],
        )
    if not given.scores and not given.awareness and not given.texts:
        raise Invalid(
            "nothing-answered", "一道题也没有回答，请至少答一道。", "Nothing is answered. Answer at least one question."
        )


def _check_asked(answers: Mapping[str, object], questions: tuple[Question, ...]) -> None:
    strange = answers.keys() - {question.id for question in questions}
    if strange:
        question = min(strange)
        raise Invalid(
            "unknown-question",
            f"问卷里没有“{question}”这道题。",
            f"The questionnaire has no question “{question}”.",
            question=question,
        )
