"""The Flask application factory. A service gives its blueprints and its health; the rest is here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, Response, jsonify, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from shared.config import Config, ConfigError
from shared.eventlog.trouble import trouble_of
from shared.logs import configure_logging
from shared.web import bodies, roles, sign_in
from shared.web.account_file import AccountFile
from shared.web.accounts import Accounts
from shared.web.accounts_page import ACCOUNTS, accounts_api, accounts_pages
from shared.web.api import ApiBlueprint
from shared.web.errors import NotReady, is_machine_path, register_errors
from shared.web.forms import needs_session
from shared.web.language import register_language
from shared.web.logs import register_request_log
from shared.web.metrics import Gauge, Gauges, register_metrics
from shared.web.openapi import register_api
from shared.web.people import People
from shared.web.roles import PUBLIC, allow
from shared.web.templating import STATIC, NavigationItem, register_templates

_log = structlog.get_logger()

_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the style sheet draws its arrows and ticks as data: images
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _nothing() -> dict[str, Any]:
    return {}


def _always_ready() -> None:
    return None


def _no_gauges() -> Iterable[Gauge]:
    return ()


def create_app(
    config: Config,
    *,
    import_name: str,
    title_zh: str,
    title_en: str,
    blueprints: Sequence[Blueprint] = (),
    api_blueprints: Sequence[ApiBlueprint] = (),
    navigation: Sequence[NavigationItem] = (),
    search: str | None = None,
    health: Callable[[], Mapping[str, Any]] = _nothing,
    gauges: Gauges = _no_gauges,
    readiness: Callable[[], None] = _always_ready,
    at_each_request: Callable[[], None] = _always_ready,
    max_body: int = bodies.DEFAULT_LIMIT,
) -> Flask:
    """Compose one service's web application.

    ``import_name`` is the service's package; its ``templates`` folder is looked into before the shared one.
    ``search`` is the endpoint of a page that finds ``?q=``: its field is on every page that is for everybody.
    ``health`` is merged into GET /healthz; ``readiness`` raises while the service cannot answer; ``gauges`` gives
    name, description, labels and value at each scrape; ``at_each_request`` runs before each but those for static files;
    ``max_body`` is in bytes. Raises ConfigError for a secrets or
    accounts file that does not hold.
    """
    configure_logging(config.source, config.log_level, config.log_format)
    app = Flask(import_name, static_folder=str(STATIC), static_url_path="/static")
    app.request_class = bodies.RequestInMemory
    app.session_interface = sign_in.Sessions()
    secure = urlsplit(config.url).scheme == "https"
    app.config.update(
        SECRET_KEY=_session_key(config),
        # Cookies know no ports: services on one host would overwrite each other's session.
        SESSION_COOKIE_NAME="sunshine" + config.source.replace("/", "_").replace("-", "_"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=sign_in.LIFETIME,
        MAX_CONTENT_LENGTH=max_body,
        MAX_FORM_MEMORY_SIZE=max_body,
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, for pages only
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which our own policy withholds; the token is the proof
    )
    if config.proxies:
        # Only as many as are ours: what stands further left in the header is whatever the asker wrote there.
        proxied = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    file = AccountFile(config.accounts)
    accounts, people = Accounts(file), People(file, config)

    register_request_log(app)
    _register_gate(app, accounts, at_each_request)
    register_language(app)
    register_errors(app)
    register_templates(
        app,
        title=(title_zh, title_en),
        navigation=[*navigation, ACCOUNTS],
        search=search,
        clock=config.clock,
        demo_clock=config.demo_clock,
    )
    _register_health(app, config, health, readiness)
    register_metrics(app, gauges)
    _register_headers(app)
    by_password = config.password_sign_in
    app.jinja_env.globals.update(by_password=by_password, by_service=config.oidc is not None)
    app.register_blueprint(sign_in.sign_in_blueprint(accounts, by_password=by_password))
    if config.oidc:
        from shared.web.oidc import oidc_blueprint  # its libraries are heavy, and few nodes need them

        app.register_blueprint(oidc_blueprint(app, config.oidc, accounts, config.url))
    app.register_blueprint(accounts_pages(people))
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    tokens = sign_in.token_blueprint(accounts, by_password=by_password)
    register_api(app, f"{title_zh} · {title_en}", (tokens, accounts_api(people), *api_blueprints))
    return app


def _session_key(config: Config) -> bytes:
    try:
        key = bytes.fromhex(json.loads(config.secrets.read_text())["session_key"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"SUNSHINE_SECRETS: {config.secrets} needs a session_key in hex") from error
    if len(key) < 16:
        raise ConfigError(f"SUNSHINE_SECRETS: session_key in {config.secrets} is shorter than 16 bytes")
    return key


def _register_gate(app: Flask, accounts: Accounts, at_each_request: Callable[[], None]) -> None:
    csrf = CSRFProtect(app)

    @app.after_request
    def hear_out(response: Response) -> Response:
        if response.status_code >= 400:
            bodies.discard_rest()
        return response

    @app.before_request
    def gate() -> AnyResponse | None:
        """In this order: nothing of a body is read before it is known that the asker may send it."""
        bodies.check_address()
        bodies.apply_limit(app)
        if request.endpoint not in ("static", "healthz", "readyz"):
            at_each_request()
        sign_in.identify(app, accounts)
        refused = roles.enforce(app)
        if refused is not None:
            return refused
        bodies.check_body(app)
        if needs_session(app) and not is_machine_path(request.path):
            csrf.protect()
        return None


def _register_health(
    app: Flask, config: Config, health: Callable[[], Mapping[str, Any]], readiness: Callable[[], None]
) -> None:
    @app.get("/healthz")
    @allow(PUBLIC)
    def healthz() -> Response:
        """Always 200 while the process answers: what is wrong around it stands in the text."""
        try:
            found = {"database": "up", **health()}
        except Exception as error:
            if (trouble := trouble_of(error)) is None:
                raise
            _log.warning("database " + trouble.value, error=type(error).__name__, reason=str(error))
            found = {"status": "attention", "database": trouble.value}
        return jsonify({"service": config.source, "status": "ok", **found})

    @app.get("/readyz")
    @allow(PUBLIC)
    def readyz() -> Response:
        try:
            readiness()
        except Exception as error:  # whatever the reason, the answer to the question is "no"
            _log.warning("not ready", error=type(error).__name__, exc_info=True)
            raise NotReady(
                "not-ready", "系统暂时不能服务，请稍后再试。", "The service is not ready. Try again shortly."
            ) from error
        return jsonify({"service": config.source, "status": "ready"})


def _register_headers(app: Flask) -> None:
    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif request.endpoint != "static":
            # A phone or a terminal is often shared: the back button must not show the last person's page.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
