"""Every error as a problem document (RFC 9457) for programs or a friendly page for people, in the asker's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from shared.errors import Forbidden, Gone, Invalid, NotFound, Refusal, TooMany, Unauthorised, WrongState
from shared.eventlog import UnknownEventError
from shared.eventlog.trouble import Trouble, trouble_of
from shared.web.language import t
from shared.web.messages import field_errors

MACHINE_PATHS = ("/api", "/feed", "/inbox", "/healthz", "/readyz", "/metrics")
FILES = (".json", ".jsonld", ".csv", ".xml", ".txt")
_log = structlog.get_logger()


class Malformed(Refusal):
    """The request cannot even be read (400)."""


class UnsupportedMedia(Refusal):
    """The body is of another type than this address takes (415)."""


class NotReady(Refusal):
    """This process cannot serve at the moment (503)."""


class _Kind(NamedTuple):
    code: str
    title_zh: str
    title_en: str
    zh: str
    en: str


_STATUS: dict[type[Refusal], int] = {
    Malformed: 400,
    Unauthorised: 401,
    Forbidden: 403,
    NotFound: 404,
    WrongState: 409,
    Gone: 410,
    UnsupportedMedia: 415,
    Invalid: 422,
    TooMany: 429,
    NotReady: 503,
}

_KINDS: dict[int, _Kind] = {
    400: _Kind(
        "bad-request",
        "请求看不懂",
        "Bad request",
        "请求无法读取，请检查后再发。",
        "The request cannot be read. Check it and send it again.",
    ),
    401: _Kind("not-signed-in", "请先登录", "Please sign in", "请先登录，再试一次。", "Sign in, then try again."),
    403: _Kind("not-allowed", "没有权限", "Not allowed", "您的岗位不能做这件事。", "Your role may not do this."),
    404: _Kind(
        "not-found",
        "没有找到",
        "Not found",
        "没有这个页面，请检查地址，或回到首页。",
        "There is no such page. Check the address, or go to the start page.",
    ),
    405: _Kind(
        "method-not-allowed",
        "不能这样操作",
        "Method not allowed",
        "这个地址不接受这种操作。",
        "This address does not take this method.",
    ),
    406: _Kind(
        "not-acceptable",
        "没有这种格式",
        "Not acceptable",
        "没有您要的格式。",
        "There is nothing in the format you ask for.",
    ),
    408: _Kind(
        "request-timeout",
        "请求超时",
        "Request timeout",
        "请求太慢，请再试一次。",
        "The request took too long. Try again.",
    ),
    409: _Kind(
        "wrong-state",
        "现在不能这样做",
        "Not possible now",
        "现在的状态不允许这样做。",
        "The present state does not allow this.",
    ),
    410: _Kind(
        "gone",
        "不再提供",
        "Gone",
        "这里的内容不再提供。",
        "What was here is not to be had any more.",
    ),
    411: _Kind(
        "length-required", "缺少长度", "Length required", "请求须写明长度。", "The request must state its length."
    ),
    413: _Kind(
        "body-too-large",
        "内容太大",
        "Too large",
        "提交的内容太大，请缩短文字，或减少、缩小附件后再提交。",
        "What you sent is too large. Shorten it, or send fewer or smaller files.",
    ),
    414: _Kind("address-too-long", "地址太长", "Address too long", "地址太长。", "The address is too long."),
    415: _Kind(
        "body-not-json",
        "格式不对",
        "Wrong media type",
        "内容须为 JSON，请设 Content-Type: application/json。",
        "The body must be JSON. Set Content-Type: application/json.",
    ),
    422: _Kind(
        "content-invalid",
        "内容有误",
        "Content not valid",
        "有几项填写有误，请照每一项的提示修改。",
        "Some fields are not right. Correct each as it says.",
    ),
    429: _Kind("too-many", "次数太多", "Too many requests", "次数太多，请稍后再试。", "Too often. Try again later."),
    431: _Kind(
        "headers-too-large", "请求头太大", "Headers too large", "请求头太大。", "The request headers are too large."
    ),
    500: _Kind(
        "internal-error",
        "系统出错了",
        "Something went wrong",
        "系统出错了，已记录下来。请稍后再试；如还不行，请把编号告诉工作人员。",
        "Something went wrong here and was recorded. Try again later; if it stays, tell us the number.",
    ),
    503: _Kind(
        "not-ready",
        "暂时不能服务",
        "Not ready",
        "系统暂时不能服务，请稍后再试。",
        "The service is not ready. Try again shortly.",
    ),
}
_TROUBLES = {
    Trouble.FULL: NotReady(
        "disk-full",
        "磁盘已满，刚才提交的没有保存。请告诉工作人员腾出空间，再提交一次。",
        "The disk is full; what you sent was not stored. Tell the staff to make room, then send it again.",
        retry_after=10,
    ),
    Trouble.AWAY: NotReady(
        "database-away",
        "数据库暂时不能用，刚才提交的可能没有保存。请过一会儿再提交一次。",
        "The database cannot be used at the moment; what you sent may not be stored. Send it again in a moment.",
        retry_after=2,
    ),
}
_FORM_EXPIRED = (
    "form-expired",
    "这一页放得太久了。请返回上一页，刷新后再提交。",
    "This page is too old. Go back, reload it, and send it again.",
)


def is_machine_path(path: str) -> bool:
    """Addresses for programs: bearer token or signature, never a cookie, errors always as problem documents."""
    return any(path == start or path.startswith(start + "/") for start in MACHINE_PATHS)


def wants_problem() -> bool:
    """At a file's address a program asks, unless a browser says that it is one."""
    accepted = request.accept_mimetypes
    json, html = max(accepted["application/json"], accepted["application/problem+json"]), accepted["text/html"]
    return is_machine_path(request.path) or json > html or (request.path.endswith(FILES) and json == html)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to an error, as a problem document or as a page."""
    kind = _KINDS.get(status) or _KINDS[400 if status < 500 else 500]
    content: dict[str, object] = {
        "type": f"urn:sunshine:problem:{code}",
        "title": t(kind.title_zh, kind.title_en),
        "status": status,
        "code": code,
        "detail": detail,
        "instance": f"urn:sunshine:request:{g.get('request_id', '')}",
    }
    for name, value in (details or {}).items():
        content.setdefault(name, value)
    if wants_problem():
        response = make_response(current_app.json.dumps(content), status)
        response.mimetype = "application/problem+json"
    else:
        response = make_response(render_template("problem.html", problem=content), status)
    response.headers.update(headers or {})
    return response


def register_errors(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(UnknownEventError, _older_than_the_log)
    app.register_error_handler(Exception, _unexpected)


def _refused(refusal: Refusal) -> Response:
    status = next((_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS), 422)
    headers = {}
    if status == 401 and is_machine_path(request.path):
        headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in refusal.details:
        headers["Retry-After"] = str(refusal.details["retry_after"])
    return problem(status, refusal.code, t(refusal), details=refusal.details, headers=headers)


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, CSRFError):
        code, zh, en = _FORM_EXPIRED
        return problem(400, code, t(zh, en))
    status = error.code or 500
    kind = _KINDS.get(status) or _KINDS[400 if status < 500 else 500]
    details: dict[str, Any] = {}
    said = getattr(error, "data", None) or {}
    if "messages" in said:  # put there by webargs
        details["errors"] = field_errors(said["messages"])
    kept = {name: value for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")}
    return problem(status, kind.code, t(kind.zh, kind.en), details=details, headers=kept)


def _older_than_the_log(error: UnknownEventError) -> Response:
    """Nothing is guessed: an event that this software does not know may be the one that forbids what is asked."""
    _log.error("request not answered", error=str(error))
    return problem(503, "log-newer", str(error))


def _unexpected(error: Exception) -> Response:
    """The log gets everything, the asker gets the request id and nothing from inside."""
    if trouble := trouble_of(error):
        _log.warning("database " + trouble.value, error=type(error).__name__, reason=str(error))
        return _refused(_TROUBLES[trouble])
    _log.exception("request failed", error=type(error).__name__)
    kind = _KINDS[500]
    return problem(500, kind.code, t(kind.zh, kind.en))
