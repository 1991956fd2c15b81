"""Pages that are the same for everybody who has not signed in: made once, and kept until something is recorded.

What such a reader gets depends on the address, the language, the last event of the log and the day in China, and on
nothing else. So the bytes are kept in the process under these four. A new event makes the next reader's page anew:
nobody is ever shown what was true before. Whoever has a session is always answered by the view itself, and nothing
that a session went into is kept.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, make_response, request, session

from shared.application import Application
from shared.web.language import lang

MOST = 200
"""So many pages are kept; the one that was not asked for longest goes first."""
LARGEST = 300_000
"""Bytes of a page that is kept."""
PROXY_SECONDS = 1
"""How long the proxy in front may give the same answer without asking (X-Accel-Expires): deploy/proxy."""

View = TypeVar("View", bound=Callable[..., Any])
_Mark = tuple[int, date]


@dataclass(frozen=True)
class _Page:
    mark: _Mark
    body: bytes
    content_type: str
    etag: str


class KeptPages:
    """One for the pages of an application. ``today`` gives the day in China."""

    def __init__(self, application: Application, today: Callable[[], date]) -> None:
        self._application = application
        self._today = today
        self._pages: OrderedDict[tuple[str, bytes, str], _Page] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, view: View) -> View:
        """Keep what a view answers. Below `allow`: ``@pages.get(…)``, ``@allow(PUBLIC)``, ``@kept``."""

        @wraps(view)
        def kept(*args: Any, **values: Any) -> Any:
            if not _anybody():
                return view(*args, **values)
            # Read before the page is made: what is recorded meanwhile makes it anew for the next.
            mark = (self._position(), self._today())
            key = (request.path, request.query_string, lang())
            page = self._found(key, mark)
            if page is None:
                made = make_response(view(*args, **values))
                if made.status_code != 200 or session.modified or made.headers.getlist("Set-Cookie"):
                    return made
                body = made.get_data()
                etag = hashlib.sha256(body).hexdigest()[:20]
                page = _Page(mark, body, made.headers["Content-Type"], etag)
                self._keep(key, page)
            return _answer(page)

        return kept  # type: ignore[return-value]

    def _position(self) -> int:
        with self._application.database.read() as tx:
            return self._application.log.tail(tx).position

    def _found(self, key: tuple[str, bytes, str], mark: _Mark) -> _Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.mark != mark:
                return None
            self._pages.move_to_end(key)
            return page

    def _keep(self, key: tuple[str, bytes, str], page: _Page) -> None:
        if len(page.body) > LARGEST:
            return
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)


def _anybody() -> bool:
    """Whether nothing tells who asks, and nothing is to be told to this reader alone (a cookie for the language)."""
    return (
        request.method in {"GET", "HEAD"}
        and not any(name.startswith(current_app.config["SESSION_COOKIE_NAME"]) for name in request.cookies)
        and "Authorization" not in request.headers
        and "lang" not in request.args
    )


def _answer(page: _Page) -> Response:
    response = Response(page.body, content_type=page.content_type)
    response.set_etag(page.etag)
    # A browser keeps it and asks each time whether it still holds; only the proxy answers by itself, for a second.
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Accel-Expires"] = str(PROXY_SECONDS)
    response.make_conditional(request)
    return response
