"""Guards over every message: explained field by field, versioned, dumped and loaded alike."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from marshmallow import fields

from shared.contracts import MessageSchema, disclosure, feedback, oversight

ALL: dict[str, type[MessageSchema]] = {**disclosure.MESSAGES, **feedback.MESSAGES, **oversight.MESSAGES}
FROZEN = Path(__file__).parent / "frozen"


def example(field: fields.Field[Any]) -> Any:
    match field:
        case fields.Date():
            return date(2026, 3, 2)
        case fields.Integer():
            return 1
        case fields.Boolean():
            return True
        case fields.List():
            return [example(field.inner)]
        case fields.Dict():
            assert field.key_field
            assert field.value_field
            return {example(field.key_field): example(field.value_field)}
        case fields.Nested():
            return {name: example(inner) for name, inner in field.schema.fields.items()}
        case _:
            return "x"


@pytest.mark.parametrize("type", ALL)
def test_a_type_names_service_subject_action_and_version(type: str) -> None:
    assert re.fullmatch(r"cn\.sunshine\.(disclosure|feedback|oversight)\.[a-z]+(-[a-z]+)+\.v[1-9]", type)


@pytest.mark.parametrize("type", ALL)
def test_every_message_and_field_is_explained_in_words(type: str) -> None:
    schema = ALL[type]()
    assert schema.__doc__
    for name, field in schema.fields.items():
        assert str(field.metadata.get("description", "")).endswith("."), f"{type}: {name}"
        assert field.required, f"{type}: {name}: what may be missing tells nobody anything"


@pytest.mark.parametrize("type", ALL)
def test_what_is_told_is_heard_as_it_was(type: str) -> None:
    schema = ALL[type]()
    told = {name: example(field) for name, field in schema.fields.items()}
    heard = schema.load({**json.loads(json.dumps(schema.dump(told))), "from_a_newer_sender": 1})
    assert heard == told


@pytest.mark.parametrize("type", ALL)
def test_a_published_message_is_never_edited(type: str) -> None:
    """The frozen file is what listeners in the field know. Never change one: a change is a new version beside it."""
    schema = ALL[type]()
    frozen = json.loads((FROZEN / f"{type}.json").read_text())
    assert {name: _kind(field) for name, field in schema.fields.items()} == frozen["fields"]
    assert schema.dump(schema.load(frozen["example"])) == frozen["example"]


def _kind(field: fields.Field[Any]) -> str:
    inner = f"[{_kind(field.inner)}]" if isinstance(field, fields.List) else ""
    return type(field).__name__ + inner


def freeze() -> None:
    """Write the file of each message that has none yet: ``python -m tests.contracts.test_messages``."""
    for name, cls in ALL.items():
        path = FROZEN / f"{name}.json"
        if not path.exists():
            schema = cls()
            told = schema.dump({key: example(field) for key, field in schema.fields.items()})
            kinds = {key: _kind(field) for key, field in schema.fields.items()}
            path.write_text(json.dumps({"fields": kinds, "example": told}, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    freeze()
