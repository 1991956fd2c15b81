from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.eventlog import Codec, StoredType, UnknownEventError


@dataclass(frozen=True)
class Inner:
    on: date


@dataclass(frozen=True)
class Happened:
    what: str
    parts: tuple[str, ...]
    inner: Inner
    at: datetime
    note: str | None = None


CODEC = Codec([StoredType("happened", 1, Happened)])


@given(
    what=st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    parts=st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]))),
    on=st.dates(),
    at=st.datetimes(timezones=st.just(UTC)),
)
def test_what_is_written_is_read_again(what: str, parts: list[str], on: date, at: datetime) -> None:
    event = Happened(what, tuple(parts), Inner(on), at)
    assert CODEC.load(*CODEC.dump(event)) == event


def test_what_is_stored_holds_a_name_and_no_import_path() -> None:
    name, version, data = CODEC.dump(Happened("x", (), Inner(date(2026, 1, 1)), datetime(2026, 1, 1, tzinfo=UTC)))
    assert (name, version) == ("happened", 1)
    assert "test_codec" not in data
    assert "Happened" not in data


def test_an_older_version_is_brought_up_to_date_step_by_step() -> None:
    codec = Codec(
        [
            StoredType(
                "happened",
                3,
                Happened,
                {
                    1: lambda data: {**data, "parts": [data.pop("part")]},
                    2: lambda data: {**data, "inner": {"on": "2026-01-01"}},
                },
            )
        ]
    )
    old = '{"what":"x","part":"p","at":"2026-01-01T00:00:00+00:00"}'
    assert codec.load("happened", 1, old) == Happened(
        "x", ("p",), Inner(date(2026, 1, 1)), datetime(2026, 1, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize(("name", "version"), [("unheard-of", 1), ("happened", 2)])
def test_an_unknown_name_or_newer_version_is_refused_not_guessed(name: str, version: int) -> None:
    with pytest.raises(UnknownEventError, match="Update it"):
        CODEC.load(name, version, "{}")


def test_one_class_cannot_be_stored_under_two_names() -> None:
    with pytest.raises(ValueError, match="twice"):
        Codec([StoredType("a", 1, Happened), StoredType("b", 1, Happened)])
