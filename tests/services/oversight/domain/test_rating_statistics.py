"""The statistics of ratings, against SciPy and statsmodels."""

from itertools import product
from random import Random

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from services.oversight.domain.rating_statistics import (
    LEVELS,
    Share,
    awareness,
    mean,
    newcombe,
    satisfied,
    student_quantile,
    variance,
    verdict,
    welch,
    wilson,
)

COUNTS = (5, 6, 17, 120, 9000)
SHARES = [(hits, count) for count in COUNTS for hits in {0, 1, count // 3, count - 1, count}]


def spread(levels):
    return [level for level, count in zip(LEVELS, levels, strict=True) for _ in range(count)]


def some_levels(random):
    return [random.choice((0, 1, 4, 30)) for _ in LEVELS[1:]] + [5]


def test_the_interval_of_a_share_is_wilsons():
    for hits, count in SHARES:
        expected = proportion_confint(hits, count, alpha=0.05, method="wilson")
        assert wilson(hits, count) == pytest.approx(expected, abs=1e-12), (hits, count)


@pytest.mark.parametrize(("yes", "count", "low"), [(81, 263, 0.2553), (15, 148, 0.0624), (0, 20, 0.0), (1, 29, 0.0061)])
def test_its_lower_end_is_the_one_that_newcombe_gives(yes, count, low):
    """Newcombe, Two-sided confidence intervals for the single proportion (1998), table I."""
    assert wilson(yes, count)[0] == pytest.approx(low, abs=1e-4)


def test_the_interval_of_a_change_of_a_share_is_newcombes():
    for (then, count_then), (now, count) in product(SHARES, SHARES):
        expected = confint_proportions_2indep(now, count, then, count_then, compare="diff", method="newcomb")
        found = newcombe(Share(then, count_then), Share(now, count))
        assert found == pytest.approx(expected, abs=1e-12), (then, count_then, now, count)


def test_mean_and_variance_are_those_of_all_the_answers():
    random = Random(1)
    for _ in range(50):
        levels = some_levels(random)
        answers = np.array(spread(levels))
        assert (mean(levels), variance(levels)) == pytest.approx((answers.mean(), answers.var(ddof=1)))


@pytest.mark.filterwarnings("ignore:Precision loss")
def test_the_interval_of_a_change_of_the_mean_is_welchs():
    random = Random(2)
    for _ in range(50):
        then, now = some_levels(random), some_levels(random)
        expected = stats.ttest_ind(spread(now), spread(then), equal_var=False).confidence_interval(0.95)
        if variance(then) or variance(now):
            assert welch(then, now) == pytest.approx(tuple(expected), abs=2e-3), (then, now)


def test_where_everybody_agreed_both_times_nothing_is_said_of_the_change():
    assert welch([0, 0, 0, 5, 0], [0, 0, 0, 0, 9]) is None
    assert welch([0, 0, 0, 5, 0], [0, 0, 1, 0, 9]) is not None


def test_students_quantile_is_as_exact_as_it_says():
    for freedom in (4, 4.5, 5, 7.3, 10, 30):
        exact = stats.t.ppf(0.975, freedom)
        assert 0 <= exact - student_quantile(freedom) < 0.001, freedom
    for freedom in (100, 1e4, 1e7):
        assert student_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=1e-9)


def test_the_three_upper_levels_are_satisfied():
    assert satisfied([1, 2, 3, 4, 5]) == Share(12, 15)


def test_in_awareness_a_person_counts_once_however_much_was_asked():
    people = [(True, True, False), (True, False, False), (True, True, True), (False, False, False), (True, True, True)]
    questions = [(sum(not one[asked] for one in people), sum(one[asked] for one in people)) for asked in range(3)]
    rate = awareness(questions)
    assert rate.count == len(people)
    assert rate.value == pytest.approx(sum(sum(one) / 3 for one in people) / len(people))


def test_who_left_out_a_question_makes_the_awareness_rate_less_certain():
    rate = awareness([(1, 9), (1, 5)])
    assert (rate.count, rate.value) == (6, pytest.approx((9 / 10 + 5 / 6) / 2))
    assert awareness([(1, 9), (0, 0)]) is awareness([]) is None


def test_the_interval_of_awareness_holds_at_least_as_often_as_it_says():
    """Four questions that hang together or do not, of which people leave some out: counted exactly would be too long,
    so by 4,000 villages of 12 with a fixed seed. 95 % less what chance may take.
    """
    random, truth = Random(3), 0.7
    for together in (0.0, 0.5, 1.0):
        held = 0
        for _ in range(4000):
            asked = [[0, 0] for _ in range(4)]
            for _ in range(12):
                alike = random.random() < together
                once = random.random() < truth
                for question in asked:
                    if question is asked[0] or random.random() < 0.9:
                        question[once if alike else random.random() < truth] += 1
            low, high = awareness((no, yes) for no, yes in asked).interval
            held += low <= truth <= high
        assert held / 4000 > 0.94, together


@pytest.mark.parametrize(
    ("hits", "count", "word"),
    [(90, 100, "reached"), (85, 100, "unknown"), (17, 20, "unknown"), (20, 20, "reached"), (50, 100, "not_reached")],
)
def test_a_target_is_reached_or_not_or_it_cannot_be_said_yet(hits, count, word):
    assert verdict(Share(hits, count), 0.85, 0.80) == word
