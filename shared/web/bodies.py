"""What a request may carry, checked before a view sees it: size, encoding, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import IO, Any, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Flask, Request, request
from werkzeug.datastructures import MultiDict

from shared.errors import NotFound
from shared.web.errors import Malformed, UnsupportedMedia

DEFAULT_LIMIT = 256 * 1024
"""Bytes of a request body."""
_LIMIT = "sunshine_body_limit"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_DISCARDED = 40 * 1024 * 1024
"""Six photographs of a telephone that are too large are told so, not cut off."""
_CHUNK = 64 * 1024
_UNREADABLE = ("\x00", "\ufffd")

View = TypeVar("View", bound=Callable[..., Any])


def body_limit(size: int, *, fields: int | None = None) -> Callable[[View], View]:
    """Let one view take bodies of up to ``size`` bytes (an import, a page of a feed).

    ``fields``: of these, how many may be in a form's fields rather than in its files; not less than 128 KiB.
    """

    def mark(view: View) -> View:
        setattr(view, _LIMIT, (size, size if fields is None else fields))
        return view

    return mark


def apply_limit(app: Flask) -> None:
    if request.endpoint is None:
        return
    limits = getattr(app.view_functions[request.endpoint], _LIMIT, None)
    if limits is not None:
        request.max_content_length, request.max_form_memory_size = limits


def check_address() -> None:
    """Refuse an address or a query that no database could hold: 404 or 400."""
    if _unreadable([request.path]):
        raise NotFound("not-found", "没有这个页面，请检查地址。", "There is no such page. Check the address.")
    if _unreadable(_texts(request.args)):
        raise _not_utf8()


def check_body(app: Flask) -> None:
    """Refuse what cannot be read: 400, 413 or 415. Databases would choke on it later, as our own error."""
    if request.endpoint is None:
        return
    if _takes_json(app.view_functions[request.endpoint]):
        _check_json()
    elif request.mimetype in _FORMS:
        _check_form()


def discard_rest() -> None:
    """After a refusal: read what is still coming, up to 40 MiB.

    A server that answers and closes while the sender still writes makes the sender see a broken connection, not the
    answer. Only where the server ends the stream itself (gunicorn does), as reading on would wait for ever elsewhere.
    """
    if request.environ.get("wsgi.input_terminated"):
        rest = request.environ["wsgi.input"]
        for _ in range(_DISCARDED // _CHUNK):
            if not rest.read(_CHUNK):
                return


def _takes_json(view: Callable[..., Any]) -> bool:
    """flask-smorest notes on a view what ``@blueprint.arguments`` expects."""
    noted = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    return any(argument.get("in") == "json" for argument in noted)


def _check_json() -> None:
    body = request.get_data(cache=True)
    if not body:
        return  # the schema says what is missing
    if not request.is_json:
        raise UnsupportedMedia(
            "body-not-json",
            "内容须为 JSON，请设 Content-Type: application/json。",
            "The body must be JSON. Set Content-Type: application/json.",
        )
    try:
        read = json.loads(body.decode())
        if b"\\u" in body:  # escapes can spell what UTF-8 cannot: half a surrogate pair, or NUL
            text = json.dumps(read, ensure_ascii=False)
            text.encode()
            if "\\u0000" in text:
                raise _not_utf8()
    except UnicodeError as error:
        raise _not_utf8() from error
    except (ValueError, RecursionError) as error:
        raise Malformed(
            "body-malformed", "内容不是完整的 JSON，请检查。", "The body is not well-formed JSON. Check it."
        ) from error


def _check_form() -> None:
    if request.mimetype == _FORMS[0]:
        # werkzeug would hand on bytes that are not UTF-8 as the text "%FF".
        try:
            unquote_to_bytes(request.get_data(cache=True)).decode()
        except UnicodeError as error:
            raise _not_utf8() from error
    if None in request.form or None in request.files:  # a part that says no name
        raise Malformed("body-malformed", "表单不完整，请检查。", "The form is not well-formed. Check it.")
    if _unreadable(_texts(request.form)):
        raise _not_utf8()


class RequestInMemory(Request):
    """A request whose files are kept in memory: nothing that somebody sends lies on a disk in clear on the way."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()


def uploads(field: str) -> list[bytes]:
    """The files of one field of the posted form. Browsers send a nameless one where none was chosen: it is left out."""
    return [sent.stream.read() for sent in request.files.getlist(field) if sent.filename]


def _texts(values: MultiDict[str, str]) -> Iterator[str]:
    for name, given in values.lists():
        yield name
        yield from given


def _not_utf8() -> Malformed:
    return Malformed(
        "body-not-utf8",
        "内容里有无法识别的字符，请用 UTF-8 编码。",
        "There are characters that cannot be read. Use UTF-8.",
    )


def _unreadable(values: Iterable[str]) -> bool:
    return any(mark in value for value in values for mark in _UNREADABLE)
