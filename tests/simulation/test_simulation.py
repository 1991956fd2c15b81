"""A whole district on a virtual clock: a fixed set of seeds, and that a seed is a history."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shared.messaging.catchup import CatchUp
from tests.simulation.__main__ import main
from tests.simulation.run import Plan, simulate

SEEDS = range(1, 9)
ROOT = Path(__file__).resolve().parents[2]


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


def test_nor_in_a_large_one():
    outcome = simulate(Plan(1, villages=30, days=12))
    assert outcome.broken == []
    assert outcome.counts["applied"] > 300


def test_the_same_seed_gives_the_same_history_byte_for_byte():
    plan = Plan(31, villages=3, days=10)
    digests = {simulate(plan).digest for _ in range(2)}
    elsewhere = run("--first 31 --seeds 1 --villages 3 --days 10", PYTHONHASHSEED="4711")
    assert elsewhere.returncode == 0, elsewhere.stdout + elsewhere.stderr
    assert len(digests) == 1
    assert digests.pop() in elsewhere.stdout


def test_another_seed_gives_another_history():
    assert simulate(Plan(31, 2, 4)).digest != simulate(Plan(32, 2, 4)).digest


def test_a_failure_is_reported_with_its_seed_invariant_history_and_command(monkeypatch, capsys):
    monkeypatch.setattr(CatchUp, "speak", lambda self, peer, now, *, push: None)
    tried = "--first 7 --seeds 2 --villages 4 --days 16 --without crash --quiet asking --processes 1 --shrink 3"
    assert main(tried.split()) == 1
    said = capsys.readouterr().out
    assert "Seed 7 breaks an invariant" in said
    assert "quiet in time:" in said
    assert re.search(r"day +[0-9.]+ +\S+ +\S+", said), "what happened"
    command = re.search(r"make simulate (FIRST=7 SEEDS=1 .*)", said).group(1)
    assert re.search("VILLAGES=[12] ", command), "it was made smaller"
    replayed = subprocess.run(
        ["make", "--no-print-directory", "-n", "simulate", *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    options = replayed.replace("\\\n", " ").replace('"', "").partition("tests.simulation ")[2].split()
    assert main([*options, "--shrink", "0", "--processes", "1"]) == 1
    again = capsys.readouterr().out
    assert again.partition("What happened")[2] == said.partition("What happened")[2]


def test_a_kind_of_fault_can_be_left_out_and_an_unknown_one_is_named(capsys):
    outcome = simulate(Plan(5, 2, 5, frozenset({"loss"})))
    assert set(outcome.faults) == {"loss"}
    with pytest.raises(SystemExit):
        main(["--without", "rain"])
    assert "rain" in capsys.readouterr().err
