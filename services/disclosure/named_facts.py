"""Only named facts move a clock: the data file and the rules of this service must name the same ones."""

from __future__ import annotations

from pathlib import Path

from services.disclosure.domain.information_request import clock as requests
from shared.timelimits import TimeLimits
from shared.timelimits.loading import check_named_facts


def check(limits: TimeLimits, data_dir: Path) -> None:
    """Raises DataFileError where a row says that something else starts, stops or suspends a clock."""
    check_named_facts(
        limits,
        data_dir,
        needed_by="requests for information",
        starts=requests.STARTS,
        stops=requests.STOPS,
        suspends=requests.SUSPENDS,
    )
