"""How a body is scored for a quarter (考评), and whether a village meets the standard. Figures in, scores out.

The numbers are those of data/evaluation.toml, which says in words what each of them is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.oversight.domain.rating_statistics import wilson

_CASES = {
    "in_time": ("stopped", "missed"),
    "posted": ("in_time", "late", "missing"),
    "rated": ("answers",),
    "resolved": ("opinion", "unanswered"),
    "inspected": ("done",),
    "findings": ("opened",),
}
"""Which of a criterion's counts are cases of it; the others say what went wrong with one of them."""
CRITERIA = tuple(_CASES)


@dataclass(frozen=True)
class Standard:
    awareness: float
    lower_end: float
    fewest_answers: int


@dataclass(frozen=True)
class Weights:
    """One version of the rules. ``weights`` sum to 100; ``resolved`` and ``findings`` say what each case loses."""

    version: int
    effective_from: date
    effective_to: date | None
    grace_days: int
    fewest_cases: int
    weights: Mapping[str, float]
    late_lost: float
    awareness_part: float
    resolved: Mapping[str, float]
    findings: Mapping[str, float]
    standard: Standard


@dataclass(frozen=True)
class Figures:
    """What was counted of one office or village: criterion -> what -> how many."""

    body: str
    kind: str
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Criterion:
    """``share`` of its weight that was earned, None where there was nothing to judge."""

    name: str
    counts: dict[str, int]
    cases: int
    weight: float
    share: float | None


@dataclass(frozen=True)
class Score:
    """``score`` out of 100, None where there was nothing to judge; ``rank`` None for a body with too few cases."""

    body: str
    kind: str
    criteria: tuple[Criterion, ...]
    cases: int
    score: float | None
    rank: int | None


@dataclass(frozen=True)
class Standing:
    """A village and the standard. ``awareness`` and its ``lower_end`` are None, and so is ``meets``, for too few."""

    village: str
    answers: int
    awareness: float | None
    lower_end: float | None
    due: int
    posted_in_time: int
    findings_past_date: int
    meets: bool | None


def evaluate(rules: Weights, counted: Iterable[Figures]) -> list[Score]:
    """Every body's score; offices are ranked among offices, villages among villages, and ties share a rank."""
    scores = [_score(rules, figures) for figures in counted]
    best = {
        kind: sorted((one.score or 0.0 for one in scores if one.kind == kind and _ranked(rules, one)), reverse=True)
        for kind in {one.kind for one in scores}
    }
    return [
        replace(one, rank=best[one.kind].index(one.score or 0.0) + 1) if _ranked(rules, one) else one for one in scores
    ]


def _ranked(rules: Weights, score: Score) -> bool:
    return score.score is not None and score.cases >= rules.fewest_cases


def _score(rules: Weights, figures: Figures) -> Score:
    criteria = []
    for name in CRITERIA:
        counts = figures.counts.get(name, {})
        cases, share = _judge(rules, figures.kind, name, counts)
        criteria.append(Criterion(name, dict(sorted(counts.items())), cases, rules.weights[name], share))
    judged = [(one.weight, one.share) for one in criteria if one.share is not None and one.weight]
    weight = sum(weight for weight, _ in judged)
    score = round(100 * sum(weight * share for weight, share in judged) / weight, 1) if weight else None
    return Score(figures.body, figures.kind, tuple(criteria), sum(one.cases for one in criteria), score, None)


def _judge(rules: Weights, kind: str, name: str, counts: Mapping[str, int]) -> tuple[int, float | None]:
    """How many cases there were, and the share that was earned."""
    cases = sum(counts.get(what, 0) for what in _CASES[name])
    lost = sum(share * counts.get(what, 0) for what, share in lost_by(rules, name).items())
    if name == "rated":
        return cases, _rated(rules, kind, counts)
    if name == "inspected":
        owed = counts.get("owed", 0)
        return cases, _share(cases / owed) if owed else None
    if name == "findings":
        return cases, _share(1.0 - lost)
    # What went wrong with a case of an earlier quarter is lost whole, where this one has none.
    return cases, _share(1.0 - lost / max(1, cases)) if cases or lost else None


def lost_by(rules: Weights, name: str) -> dict[str, float]:
    """What costs a body points in a criterion, and which share of a case (of all, for findings) each one costs."""
    lost: dict[str, Mapping[str, float]] = {
        "in_time": {"missed": 1.0},
        "posted": {"late": rules.late_lost, "missing": 1.0},
        "resolved": {"unanswered": 1.0, **rules.resolved},
        "findings": rules.findings,
    }
    return dict(lost.get(name, {}))


def points(score: Score, criterion: Criterion, share: float) -> float:
    """What a share of a criterion is worth out of the 100 of this score."""
    judged = sum(one.weight for one in score.criteria if one.share is not None)
    return 100 * criterion.weight * share / judged if judged else 0.0


def _rated(rules: Weights, kind: str, counts: Mapping[str, int]) -> float | None:
    marks, asked = counts.get("marks", 0), counts.get("asked", 0)
    mean = (counts["marks_sum"] / marks - 1) / 4 if marks and kind == "office" else None
    aware = counts["aware"] / asked if asked else None
    if mean is None or aware is None:
        return aware if mean is None else mean
    return (1 - rules.awareness_part) * mean + rules.awareness_part * aware


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def standing(rules: Standard, figures: Figures, findings_past_date: int) -> Standing:
    """Whether a village meets the standard; the plan's conditions are those of the data file."""
    posted, rated = figures.counts.get("posted", {}), figures.counts.get("rated", {})
    due, in_time = sum(posted.values()), posted.get("in_time", 0)
    answers = rated.get("respondents", rated.get("answers", 0))
    known = answers >= rules.fewest_answers and rated.get("asked", 0) > 0
    awareness = rated["aware"] / rated["asked"] if known else None
    lower_end = wilson(awareness * answers, answers)[0] if awareness is not None else None
    meets = None
    if awareness is not None and lower_end is not None:
        aware = awareness >= rules.awareness and lower_end > rules.lower_end
        meets = aware and in_time == due and findings_past_date == 0
    return Standing(figures.body, answers, awareness, lower_end, due, in_time, findings_past_date, meets)


def in_force(versions: Sequence[Weights], day: date) -> Weights:
    """The version in force on a day. The file has one for every day from the first on: its loading makes sure."""
    return next(one for one in reversed(versions) if one.effective_from <= day)
