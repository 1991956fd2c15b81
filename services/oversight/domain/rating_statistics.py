"""What the answers to a question come to: figures in, mean, shares and 95 % intervals out.

Every interval here is for people drawn at random from very many. A village is not endless, so each is a little too wide
and never too narrow. Two rounds are taken as asking different people: if they asked the same ones, who mostly answer
as they did before, the interval of a change is too wide as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Literal

LEVELS = (1, 2, 3, 4, 5)
SATISFIED = (3, 4, 5)
"""The two lowest levels are bad ratings (政务服务好差评, 2019)."""
_Z = 1.959963984540054
"""The normal distribution's quantile of a two-sided 95 %."""

Interval = tuple[float, float]
Verdict = Literal["reached", "not_reached", "unknown"]


@dataclass(frozen=True)
class Share:
    """``hits`` of ``count`` > 0 people; not a whole number where each may count in part."""

    hits: float
    count: int

    @property
    def value(self) -> float:
        return self.hits / self.count

    @property
    def interval(self) -> Interval:
        return wilson(self.hits, self.count)


def wilson(hits: float, count: int) -> Interval:
    """Wilson's 95 % interval of a share among ``count`` > 0 people. (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927.)"""
    share, squared = hits / count, _Z * _Z
    centre = share + squared / (2 * count)
    half = _Z * sqrt(max(0.0, share * (1 - share)) / count + squared / (4 * count * count))
    low, high = ((centre + side) / (1 + squared / count) for side in (-half, half))
    # At the ends it is the end itself, whatever was lost in rounding.
    return (0.0 if hits <= 0 else max(0.0, low), 1.0 if hits >= count else min(1.0, high))


def newcombe(earlier: Share, later: Share) -> Interval:
    """The 95 % interval of later less earlier: hybrid score, method 10. (R. G. Newcombe, Stat. Med. 17, 1998.)"""
    (low, high), (low_then, high_then) = later.interval, earlier.interval
    difference = later.value - earlier.value
    return (
        difference - hypot(later.value - low, high_then - earlier.value),
        difference + hypot(high - later.value, earlier.value - low_then),
    )


def mean(levels: Sequence[int]) -> float:
    """``levels``: how many gave each of LEVELS, at least one in all."""
    return sum(level * count for level, count in zip(LEVELS, levels, strict=True)) / sum(levels)


def variance(levels: Sequence[int]) -> float:
    """Of the sample, of two answers or more."""
    middle = mean(levels)
    squares = sum(count * (level - middle) ** 2 for level, count in zip(LEVELS, levels, strict=True))
    return squares / (sum(levels) - 1)


def satisfied(levels: Sequence[int]) -> Share:
    hits = sum(count for level, count in zip(LEVELS, levels, strict=True) if level in SATISFIED)
    return Share(hits, sum(levels))


def welch(earlier: Sequence[int], later: Sequence[int]) -> Interval | None:
    """The 95 % interval of the later mean less the earlier one, of variances that may differ. (B. L. Welch, 1947.)

    None where everybody agreed both times: then nothing is known of how far people differ. Of five answers or more.
    """
    parts = [(variance(levels) / sum(levels), sum(levels) - 1) for levels in (earlier, later)]
    together = sum(part for part, _ in parts)
    if together == 0:
        return None
    freedom = together**2 / sum(part**2 / of for part, of in parts)
    half = student_quantile(freedom) * sqrt(together)
    difference = mean(later) - mean(earlier)
    return (difference - half, difference + half)


def student_quantile(freedom: float) -> float:
    """Student's t of a two-sided 95 %, for 4 degrees of freedom or more.

    Too small by less than 0.001, at 100 or more by less than 1e-9. (Abramowitz and Stegun, 26.7.5: the expansion of
    Cornish and Fisher in 1 / freedom.)
    """
    z, squared = _Z, _Z * _Z
    terms = (
        (squared + 1) / 4,
        ((5 * squared + 16) * squared + 3) / 96,
        (((3 * squared + 19) * squared + 17) * squared - 15) / 384,
        ((((79 * squared + 776) * squared + 1482) * squared - 1920) * squared - 945) / 92160,
    )
    return z * (1 + sum(term / freedom**power for power, term in enumerate(terms, start=1)))


def awareness(questions: Iterable[Sequence[int]]) -> Share | None:
    """The awareness rate (知晓率): what share of what was asked people know, on average over the questions.

    ``questions``: how many answered no and yes to each. None where there are none, or one was answered by nobody. Each
    person counts once, however many questions there were: the share is one of as many people as answered the question
    that fewest answered. Where everybody answered all it is the average over the people of what share each one knows.
    So Wilson's interval is wide enough: a number between 0 and 1 whose mean is p varies at most as one that is only 0
    or 1 does, p (1 - p); and an average over questions varies at most as if all of them were answered alike.
    """
    asked = [(no + yes, yes) for no, yes in questions]
    if not asked or any(count == 0 for count, _ in asked):
        return None
    people = min(count for count, _ in asked)
    return Share(people * sum(yes / count for count, yes in asked) / len(asked), people)


def verdict(rate: Share, target: float, lower_end: float) -> Verdict:
    """Whether a target is reached: the rate itself is as high and its interval lies above ``lower_end``, which is the
    standard of data/evaluation.toml. It is not where the whole interval lies below the target. Else it cannot be said.
    """
    low, high = rate.interval
    if rate.value >= target and low > lower_end:
        return "reached"
    return "not_reached" if high < target else "unknown"
