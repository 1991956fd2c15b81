"""One line per request, with an id. Never personal data, never a code, never a raw address."""

from __future__ import annotations

import logging
import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

_log = structlog.get_logger()
# At least one letter, so that nobody's number (a receipt code, an identity number) gets into the log by this way.
_SANE_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{8,64}")
# What machines ask every few seconds would bury what people do.
_QUIET_RULES = ("/healthz", "/readyz", "/metrics", "/static/", "/feed", "/inbox")


def register_request_log(app: Flask) -> None:
    """Give every request an id (the caller's if it is a sane one), return it, and log one line at the end."""

    @app.before_request
    def begin() -> None:
        asked = request.headers.get("X-Request-Id", "")
        g.request_id = asked if _SANE_ID.fullmatch(asked) else secrets.token_hex(8) + "r"
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        rule = request_rule()
        _log.log(
            logging.DEBUG if rule.startswith(_QUIET_RULES) else logging.INFO,
            "request",
            method=request_method(),
            rule=rule,
            status=response.status_code,
            ms=round((time.perf_counter() - g.started) * 1000, 1),
        )
        return response


def request_rule() -> str:
    """The pattern of the address, such as ``/petitions/<id>``: an address itself may hold what is nobody's business."""
    return request.url_rule.rule if request.url_rule else "(none)"


def request_method() -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return request.method if request.method in known else "OTHER"
