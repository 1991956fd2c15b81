"""The evaluation of one quarter (季度考评): scored and closed once; what comes to light later never changes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.oversight.domain.quarter import quarter_named
from services.oversight.domain.scoring import Figures, Score, Standing, Weights, evaluate, standing
from shared.errors import WrongState
from shared.timelimits.days import china_day

# Commands


@dataclass(frozen=True)
class EvaluateQuarter:
    """``rules`` are those in force on the quarter's last day; ``counted`` is what the log says up to ``counted_to``.

    ``past_date``: village -> how many findings stood open past their date at the quarter's end.
    """

    rules: Weights
    quarter: str
    counted: tuple[Figures, ...]
    past_date: dict[str, int]
    counted_to: int
    at: datetime


# Events


@dataclass(frozen=True)
class QuarterEvaluated:
    quarter: str
    weights_version: int
    counted_to: int
    scores: tuple[Score, ...]
    standings: tuple[Standing, ...]
    at: datetime


# State: whether the quarter has been closed


def decide(closed: bool, command: EvaluateQuarter) -> list[QuarterEvaluated]:
    if closed:
        return []
    if china_day(command.at) < closes_on(command.rules, command.quarter):
        raise WrongState(
            "quarter-not-over",
            "这个季度还没有结束，到期自动考评。",
            "This quarter is not over; it is evaluated by itself when it is.",
            state="open",
        )
    return [evaluated(command)]


def evaluated(command: EvaluateQuarter) -> QuarterEvaluated:
    """What the figures come to by now, whether or not the quarter is over."""
    rules = command.rules
    scores = evaluate(rules, command.counted)
    standings = tuple(
        standing(rules.standard, figures, command.past_date.get(figures.body, 0))
        for figures in command.counted
        if figures.kind == "village"
    )
    return QuarterEvaluated(command.quarter, rules.version, command.counted_to, tuple(scores), standings, command.at)


def closes_on(rules: Weights, quarter: str) -> date:
    """The first day on which a quarter may be closed: what comes in until then counts."""
    return quarter_named(quarter).last + timedelta(days=1 + rules.grace_days)


def evolve(closed: bool, event: QuarterEvaluated) -> bool:
    return True
