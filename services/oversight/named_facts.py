"""Only named facts move a clock: the data file and the rules must name the same ones."""

from __future__ import annotations

from pathlib import Path

from services.oversight.domain.petition.clock import STARTS, STOPS, SUSPENDS
from shared.datafiles import DataFileError
from shared.timelimits import TimeLimits


def check_named_facts(limits: TimeLimits, file: Path) -> None:
    """Raises DataFileError where a row says that something else starts, stops or suspends a petition's clock."""
    for name in STOPS:
        if name not in limits.ids():
            raise DataFileError(f"{file}: there is no time limit {name!r}, which petitions need")
        moved_by = {"start": STARTS[name], "stop": STOPS[name], "suspend": SUSPENDS.get(name, ())}
        for row in limits.versions(name):
            for field, facts in moved_by.items():
                if set(getattr(row, field)) != set(facts):
                    wanted = ", ".join(facts) or "nothing"
                    raise DataFileError(f"{file}: {name!r} version {row.version}, field {field}: must name {wanted}")
