"""Reading a page's form through the same marshmallow schemas as the API, with messages a person can act on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, request
from marshmallow import EXCLUDE, Schema, ValidationError
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from shared.web.messages import field_errors

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "sunshine_without_session"


def without_session(view: View) -> View:
    """Mark a view whose form counts by what stands in it (a code), never by who is signed in.

    No token of a session is asked of it, so its page can be the same for everybody, and be kept on a phone.
    """
    setattr(view, _MARK, True)
    return view


def needs_session(app: Flask) -> bool:
    """Whether the view asked for takes forms of its own pages only: all but those marked `without_session`."""
    return request.endpoint is not None and not hasattr(app.view_functions[request.endpoint], _MARK)


@dataclass(frozen=True)
class FormRead:
    """``data`` is valid when ``errors`` is empty; ``given`` is what was typed, to show it again."""

    data: dict[str, Any]
    errors: dict[str, list[str]]
    given: MultiDict[str, str]


def read_form(schema: Schema) -> FormRead:
    """Load the posted form. Spaces around values go, blank values count as missing, unknown fields are ignored."""
    given = MultiDict((name, value.strip()) for name, value in request.form.items(multi=True) if value.strip())
    try:
        data = cast("dict[str, Any]", schema.load(MultiDictProxy(given, schema), unknown=EXCLUDE))
    except ValidationError as error:
        return FormRead({}, field_errors(error.messages), given)
    return FormRead(data, {}, given)


def number_asked(name: str, least: int, most: int) -> int | None:
    """A whole number of the address; None where it is missing or no sensible one."""
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    return number if number is not None and least <= number <= most else None
