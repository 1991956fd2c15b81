"""Guards over every event as it stands in the logs in the field: what was once written can be read for ever."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from services.disclosure.stored import CODEC as DISCLOSURE
from services.feedback.stored import CODEC as FEEDBACK
from services.oversight.stored import CODEC as OVERSIGHT
from shared.eventlog import Codec, StoredType

CODECS = {"disclosure": DISCLOSURE, "feedback": FEEDBACK, "oversight": OVERSIGHT}
FROZEN = Path(__file__).parent / "frozen_events"
STORED = [(service, stored) for service, codec in CODECS.items() for stored in codec.types]
FILES = sorted(FROZEN.glob("*/*.json"))


def figureless(text: Any) -> Any:
    return replace(text, figures=(), attachments=())


UPCAST: dict[str, Callable[[Any], Any]] = {
    "disclosure/publication-drafted.v1": lambda event: replace(event, text=figureless(event.text), obligation=None),
    "disclosure/circular-received.v1": lambda event: replace(event, text=figureless(event.text)),
    "disclosure/correction-drafted.v1": lambda event: replace(event, text=figureless(event.text), obligation=None),
    "disclosure/draft-rewritten.v1": lambda event: replace(event, text=figureless(event.text)),
    "disclosure/publication-published.v1": lambda event: replace(
        event, text=figureless(event.text), number=None, reason=None, obligation=None
    ),
    "disclosure/publication-withdrawn.v1": lambda event: replace(event, obligations=()),
    "feedback/publication-notified.v1": lambda event: replace(
        event,
        notice=replace(event.notice, number="", obligation="", reason="", digest="", figures=()),
    ),
    "feedback/publication-posted.v1": lambda event: replace(event, digest="", photograph=""),
    "feedback/publication-taken-down.v1": lambda event: replace(event, version=0, digest="", photograph=""),
    "feedback/round-opened.v1": lambda event: replace(event, survey=replace(event.survey, texts=())),
    "oversight/petition-registered.v1": lambda event: replace(
        event, particulars=replace(event.particulars, people=1, named=(), received_at=None, seal_key=None)
    ),
    "oversight/round-opened.v1": lambda event: replace(event, plan=replace(event.plan, texts=())),
    "oversight/deadline-missed.v1": lambda event: replace(event, escalate_at=()),
    "oversight/finding-opened.v1": lambda event: replace(event, deadline=None),
    "oversight/finding-closed.v1": lambda event: replace(event, round=1, reopened_because=None),
    "oversight/circular-issued.v1": lambda event: replace(event, round=1),
}
"""What each frozen event of an older version is today, by what differs from an example of today's."""


def path_of(service: str, stored: StoredType) -> Path:
    return FROZEN / service / f"{stored.name}.v{stored.version}.json"


def named(path: Path) -> tuple[str, str, int]:
    """Service, stored name and version of a frozen file."""
    name, _, version = path.stem.rpartition(".v")
    return path.parent.name, name, int(version)


def example(kind: Any, name: str = "x") -> Any:
    """An event, or a part of one, made from its types: every field filled, texts with the field's own name."""
    inner = typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{field.name: example(hints[field.name], field.name) for field in dataclasses.fields(kind)})
    match typing.get_origin(kind) or kind:
        case types.UnionType | typing.Union:
            return example(next(one for one in inner if one is not type(None)), name)
        case types.NoneType:
            return None
        case typing.Literal:
            return inner[0]
        case origin if origin is tuple:
            return (example(inner[0], name),)
        case origin if origin is dict:
            return {example(inner[0], name): example(inner[1], name)}
        case type() as words if issubclass(words, StrEnum):
            return next(iter(words))
        case known:
            simple = {str: name, int: 3, float: 0.5, bool: True, date: date(2026, 3, 2)}
            return {**simple, datetime: datetime(2026, 3, 2, 1, tzinfo=UTC)}[known]


@pytest.mark.parametrize(("service", "stored"), STORED, ids=lambda value: getattr(value, "name", value))
def test_every_event_in_its_present_version_is_frozen(service: str, stored: StoredType) -> None:
    """A changed event is a new version with an upcaster. `python -m tests.contracts.test_stored_events` freezes it."""
    path = path_of(service, stored)
    assert path.exists(), "freeze it: python -m tests.contracts.test_stored_events"
    frozen, event = json.loads(path.read_text()), example(stored.cls)
    name, version, data = CODECS[service].dump(event)
    assert (name, version, json.loads(data)) == (stored.name, stored.version, frozen), "raise its version"
    assert CODECS[service].load(name, version, json.dumps(frozen)) == event


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_was_once_frozen_is_read_for_ever(path: Path) -> None:
    service, name, version = named(path)
    event = CODECS[service].load(name, version, path.read_text())
    stored = next(stored for stored in CODECS[service].types if stored.name == name)
    if version < stored.version:
        assert f"{service}/{path.stem}" in UPCAST, "say in UPCAST what it is today"
        assert event == UPCAST[f"{service}/{path.stem}"](example(stored.cls))
    else:
        assert event == example(stored.cls)


def test_the_guard_notices_an_event_that_changed() -> None:
    @dataclasses.dataclass(frozen=True)
    class Filed:
        petition: str
        at: datetime

    @dataclasses.dataclass(frozen=True)
    class FiledOtherwise:
        petition: str
        day: date
        at: datetime

    before, after = (Codec([StoredType("filed", 1, cls)]).dump(example(cls)) for cls in (Filed, FiledOtherwise))
    assert json.loads(before[2]) == {"petition": "petition", "at": "2026-03-02T01:00:00+00:00"}
    assert json.loads(before[2]) != json.loads(after[2])


def freeze() -> None:
    """Write the file of each event that has none yet in its present version. What is there is never changed."""
    for service, stored in STORED:
        path = path_of(service, stored)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            data = json.loads(CODECS[service].dump(example(stored.cls))[2])
            path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    freeze()
