"""A response: one anonymous answer to a survey round. Each has a stream of its own under a random id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.feedback.domain.round import Question, Round, admit
from shared.errors import Invalid
from shared.timelimits.deadline import end_of

# Commands


@dataclass(frozen=True)
class RecordResponse:
    """``standing``: the round as it stands; ``on``: the day in China. Paper may be entered after the last day."""

    round: str
    standing: Round
    audience: str | None
    scores: Mapping[str, int]
    awareness: Mapping[str, bool]
    on_paper: bool
    on: date


Command = RecordResponse

# Events


@dataclass(frozen=True)
class ResponseRecorded:
    """``at`` is the beginning of the day in China: a day is all that is kept of when somebody answered."""

    round: str
    audience: str
    scores: dict[str, int]
    awareness: dict[str, bool]
    answered_on: date
    at: datetime


Event = ResponseRecorded

# State: whether it has been recorded


def decide(recorded: bool, command: Command) -> list[Event]:
    if recorded:
        return []
    asked = command.standing.asked()
    admit(command.standing.phase(command.on), on_paper=command.on_paper)
    if command.audience not in (None, asked.audience):
        raise Invalid(
            "wrong-audience",
            "这份问卷是给另一类群众的，请核对。",
            "This round asks another audience. Check which questionnaire it is.",
            audience=asked.audience,
        )
    _check_asked(command.scores, asked.questions)
    _check_asked(command.awareness, asked.awareness)
    wrong = [question for question, score in command.scores.items() if not 1 <= score <= 5]
    if wrong:
        raise Invalid("score-invalid", "评分应为 1 到 5。", "A score is from 1 to 5.", question=wrong[0])
    if not command.scores and not command.awareness:
        raise Invalid(
            "nothing-answered", "一道题也没有回答，请至少答一道。", "Nothing is answered. Answer at least one question."
        )
    begin = end_of(command.on - timedelta(days=1))
    return [
        ResponseRecorded(
            command.round, asked.audience, dict(command.scores), dict(command.awareness), command.on, begin
        )
    ]


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


def evolve(recorded: bool, event: Event) -> bool:
    return True
