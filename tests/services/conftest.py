"""What the tests of all services share."""

from __future__ import annotations

from functools import cache

import pytest

import services.disclosure.composition
import services.feedback.composition
import services.oversight.composition

READ_ONCE = (
    (services.disclosure.composition, ("load_catalogue", "load_district", "load_time_limits")),
    (services.feedback.composition, ("load_district",)),
    (
        services.oversight.composition,
        (
            "load_checklist",
            "load_district",
            "load_questionnaires",
            "load_time_limits",
            "load_visit_reasons",
            "load_weights",
        ),
    ),
)


@pytest.fixture(scope="session", autouse=True)
def data_files_are_read_once():
    """A service is composed for nearly every test, from the same shipped files: a folder is read once a process."""
    with pytest.MonkeyPatch.context() as patched:
        for module, names in READ_ONCE:
            for name in names:
                patched.setattr(module, name, cache(getattr(module, name)))
        yield
