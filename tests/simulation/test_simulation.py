"""A whole district on a virtual clock: a fixed set of seeds, and that a seed is a history."""

import os
import subprocess
import sys

import pytest

from tests.simulation.run import Plan, simulate

SEEDS = range(1, 9)


def run(options, **environment):
    """The command line, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tests.simulation", *options.split()],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_or_done_twice_in_a_small_district(seed):
    outcome = simulate(Plan(seed, villages=4, days=20))
    assert outcome.broken == []
    assert outcome.counts["events"] > 100
    assert outcome.faults.total() > 50


def test_the_same_seed_gives_the_same_history_byte_for_byte():
    plan = Plan(31, villages=3, days=10)
    digests = {simulate(plan).digest for _ in range(2)}
    elsewhere = run("--first 31 --seeds 1 --villages 3 --days 10", PYTHONHASHSEED="4711")
    assert elsewhere.returncode == 0, elsewhere.stdout + elsewhere.stderr
    assert len(digests) == 1
    assert digests.pop() in elsewhere.stdout


def test_another_seed_gives_another_history():
    assert simulate(Plan(31, 2, 4)).digest != simulate(Plan(32, 2, 4)).digest
