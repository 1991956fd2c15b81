"""Reads data/calendar/*.toml and data/time_limits.toml. The one module of the package that is not pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from shared.datafiles import DataFileError, load_rows
from shared.timelimits.calendar import Calendar, CalendarYear, FixedHoliday, Holiday
from shared.timelimits.limit import TimeLimit
from shared.timelimits.rulebook import TimeLimits

_WORDS = validate.Length(min=1)
_NAME = validate.Regexp(r"^[a-z][a-z0-9_]*$")


class _HolidayRow(Schema):
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    make_up = fields.List(fields.Date(), load_default=list)

    @validates_schema
    def _in_order(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["last"] < data["first"]:
            raise ValidationError("It ends before it begins.", "last")
        if any(day.weekday() < 5 for day in data["make_up"]):
            raise ValidationError("Only Saturdays and Sundays are made up.", "make_up")

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Holiday:
        return Holiday(**{**data, "make_up": tuple(data["make_up"])})


class _YearRow(Schema):
    id = fields.String(required=True)
    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=1949, max=2999))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    provisional = fields.Boolean(required=True)
    issued = fields.Date(required=True)
    source_zh = fields.String(required=True, validate=_WORDS)
    source_en = fields.String(required=True, validate=_WORDS)
    holidays = fields.List(fields.Nested(_HolidayRow), required=True, validate=_WORDS)

    @validates_schema
    def _consistent(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["id"] != f"{data['year']}-{data['version']}":
            raise ValidationError("It must be year-version.", "id")
        off: set[date] = set()
        worked = {day for holiday in data["holidays"] for day in holiday.make_up}
        for holiday in data["holidays"]:
            days = set(holiday.days())
            if any(day.year != data["year"] for day in days | set(holiday.make_up)):
                raise ValidationError(f"{holiday.en} has a day in another year.", "holidays")
            if days & off or days & worked:
                raise ValidationError(f"{holiday.en} has a day that is given twice.", "holidays")
            off |= days


class _FixedRow(Schema):
    id = fields.String(required=True)
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)
    days = fields.List(
        fields.String(validate=validate.Regexp(r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$")),
        required=True,
        validate=_WORDS,
    )


class _LimitRow(Schema):
    id = fields.String(required=True, validate=_NAME)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)
    length = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=3660))
    unit = fields.String(required=True, validate=validate.OneOf(["calendar_days", "working_days"]))
    start = fields.List(fields.String(validate=_NAME), required=True, validate=_WORDS)
    stop = fields.List(fields.String(validate=_NAME), required=True, validate=_WORDS)
    suspend = fields.List(fields.String(validate=_NAME))
    rolling = fields.Boolean()
    extension_days = fields.Integer(strict=True, validate=validate.Range(min=1, max=3660))
    extension_times = fields.Integer(strict=True, validate=validate.Range(min=1))
    approver = fields.String(validate=_NAME)
    basis = fields.String(required=True, validate=validate.OneOf(["law", "promise"]))
    legal_zh = fields.String(required=True, validate=_WORDS)
    legal_en = fields.String(required=True, validate=_WORDS)
    effective_from = fields.Date(required=True)
    effective_to = fields.Date()
    warn_fractions = fields.List(
        fields.Float(validate=validate.Range(min=0, max=1, min_inclusive=False, max_inclusive=False)),
        validate=_WORDS,
    )

    escalate_after = fields.List(
        fields.Integer(strict=True, validate=validate.Range(min=1, max=365)), validate=validate.Length(min=1, max=3)
    )

    @validates_schema
    def _consistent(self, data: Mapping[str, Any], **_: Any) -> None:
        levels = data.get("escalate_after", [])
        if sorted(set(levels)) != levels:
            raise ValidationError("One level at a time: each later than the one before.", "escalate_after")
        if "effective_to" in data and data["effective_to"] < data["effective_from"]:
            raise ValidationError("It ends before it begins.", "effective_to")
        together = {"extension_days", "extension_times", "approver"}
        if given := together & data.keys():
            for missing in sorted(together - given):
                raise ValidationError(f"An extension needs {', '.join(sorted(together))}.", missing)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def load_calendar(data_dir: Path) -> Calendar:
    """The calendar of ``data_dir``/calendar: a file for each year, and the fixed holidays. Raises DataFileError."""
    folder = data_dir / "calendar"
    files = sorted(folder.glob("[0-9]*.toml"))
    if not files:
        raise DataFileError(f"{folder}: there is no year in it (2026.toml and so on)")
    years = [
        CalendarYear(
            year=row["year"],
            version=row["version"],
            provisional=row["provisional"],
            source_zh=row["source_zh"],
            source_en=row["source_en"],
            holidays=tuple(row["holidays"]),
        )
        for file in files
        for row in load_rows(file, _YearRow())
    ]
    fixed = [
        FixedHoliday(row["zh"], row["en"], tuple((int(day[:2]), int(day[3:])) for day in row["days"]))
        for row in load_rows(folder / "fixed.toml", _FixedRow())
    ]
    return Calendar(years, fixed)


def load_time_limits(data_dir: Path) -> TimeLimits:
    """The rule book of ``data_dir``: time_limits.toml and the calendar. Raises DataFileError."""
    file = data_dir / "time_limits.toml"
    limits = [TimeLimit(**row) for row in load_rows(file, _LimitRow(), unique=("id", "version"))]
    if problems := list(_overlaps(limits)):
        raise DataFileError("\n".join(f"{file}, {problem}" for problem in problems))
    return TimeLimits(limits, load_calendar(data_dir))


def check_named_facts(
    limits: TimeLimits,
    data_dir: Path,
    *,
    needed_by: str,
    starts: Mapping[str, Sequence[str]],
    stops: Mapping[str, Sequence[str]],
    suspends: Mapping[str, Sequence[str]],
) -> None:
    """Only named facts move a clock: what the rules of ``needed_by`` name, by time limit, the rows must name too.

    Raises DataFileError where a time limit is missing, or a row says that something else moves it.
    """
    file = data_dir / "time_limits.toml"
    for name in stops:
        if name not in limits.ids():
            raise DataFileError(f"{file}: there is no time limit {name!r}, which {needed_by} need")
        moved_by = {"start": starts[name], "stop": stops[name], "suspend": suspends.get(name, ())}
        for row in limits.versions(name):
            for field, facts in moved_by.items():
                if set(getattr(row, field)) != set(facts):
                    wanted = ", ".join(facts) or "nothing"
                    raise DataFileError(f"{file}: {name!r} version {row.version}, field {field}: must name {wanted}")


def _overlaps(limits: Sequence[TimeLimit]) -> Iterator[str]:
    for number, limit in enumerate(limits, start=1):
        for earlier, other in enumerate(limits[: number - 1], start=1):
            if limit.id == other.id and (limit.in_force(other.effective_from) or other.in_force(limit.effective_from)):
                yield f"row {number} ({limit.id}), field effective_from: in force together with row {earlier}"
