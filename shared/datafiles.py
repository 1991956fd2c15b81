"""Shipped and local data files: TOML, checked field by field before anything uses them.

A file is a heading (plain keys) above a list of ``[[row]]`` tables. Operators edit these files by hand, so all
that is wrong is told at once, one line for each problem, naming the file, the row and the field.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError

ROWS = "row"


class DataFileError(Exception):
    """A data file does not hold; each line of the text names file, row, field and what is wrong."""


def load_rows(path: Path, row: Schema, unique: Sequence[str] = ("id",)) -> list[Any]:
    """The ``[[row]]`` tables of a file, each as ``row`` loads it.

    No two rows may share all fields of ``unique``. Raises DataFileError.
    """
    return load_headed(path, Schema(), row, unique)[1]


def load_headed(
    path: Path, heading: Schema, row: Schema, unique: Sequence[str] = ("id",)
) -> tuple[dict[str, Any], list[Any]]:
    """The heading and the rows of a file, each through its schema. Raises DataFileError."""
    document = _read(path)
    given = document.pop(ROWS, [])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise DataFileError(f"{path}: every row starts with a line that says [[{ROWS}]]")
    problems = [] if given else [f"{path}: there is no [[{ROWS}]] in it"]
    head, said = _load(heading, document)
    problems += [f"{path}, field {field}: {what}" for field, what in said]
    rows = []
    for number, each in enumerate(given, start=1):
        loaded, said = _load(row, each)
        rows.append(loaded)
        problems += [f"{path}, {_called(number, each)}, field {field}: {what}" for field, what in said]
    problems += _duplicates(path, given, unique)
    if problems:
        raise DataFileError("\n".join(problems))
    return head, rows


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read ({error.strerror})") from error
    try:
        text = raw.decode("utf-8-sig")  # some editors on Windows put a byte order mark first
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataFileError(f"{path}, line {line}: not UTF-8; save the file with UTF-8 encoding") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{path}: not valid TOML: {error}") from error


def _load(schema: Schema, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    try:
        loaded: dict[str, Any] = schema.load(given, unknown=RAISE)
    except ValidationError as error:
        return {}, list(_flat(error.messages_dict))
    return loaded, []


def _flat(messages: Mapping[Any, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """``{"stop": {0: ["Not a valid string."]}}`` as ``("stop[1]", "Not a valid string.")``."""
    for key, said in messages.items():
        if key == "_schema":
            here = above or "(whole row)"
        elif isinstance(key, int):
            here = f"{above}[{key + 1}]"
        else:
            here = f"{above}.{key}" if above else str(key)
        if isinstance(said, Mapping):
            yield from _flat(said, here)
        else:
            yield here, " ".join(map(str, said))


def _called(number: int, row: Mapping[str, Any]) -> str:
    return f"row {number} ({row['id']})" if "id" in row else f"row {number}"


def _duplicates(path: Path, rows: Sequence[Mapping[str, Any]], unique: Sequence[str]) -> Iterator[str]:
    first: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=1):
        if not all(field in row for field in unique):
            continue
        earlier = first.setdefault(tuple(repr(row[field]) for field in unique), number)
        if earlier != number:
            yield f"{path}, {_called(number, row)}, field {' + '.join(unique)}: the same as in row {earlier}"
