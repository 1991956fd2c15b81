"""The demo is a test of the whole circle, against real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.processes
@pytest.mark.timeout(240)
def test_the_demo_tells_its_whole_story() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pilot.demo"], cwd=ROOT, capture_output=True, text=True, timeout=230, check=False
    )
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    assert "The quarter is over" in told.stdout
