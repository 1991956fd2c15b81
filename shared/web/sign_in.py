"""Signing in: a page with a session cookie for people, a bearer token for programs.

Sessions and tokens last eight hours of real time: their signatures carry the system's time, whatever a demo clock says.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Request, flash, g, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from shared.errors import Forbidden, TooMany, Unauthorised
from shared.web.accounts import Accounts
from shared.web.api import ApiBlueprint
from shared.web.errors import is_machine_path
from shared.web.language import t
from shared.web.roles import PEER, PUBLIC, Account, allow, declared_roles

LIFETIME = timedelta(hours=8)
_SESSION = "account"


_NO_PASSWORDS = Forbidden(
    "no-passwords-here",
    "本系统只用统一认证登录，不用密码。",
    "Here one signs in with the sign-in service only, not with a password.",
)


class Sessions(SecureCookieSessionInterface):
    """Most requests bring no session: for them nothing is made ready to read one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


class Credentials(Schema):
    name = fields.String(
        required=True, validate=validate.Length(max=60), metadata={"description": "登录名 · the account's name"}
    )
    password = fields.String(
        required=True, validate=validate.Length(max=200), metadata={"description": "密码 · its password"}
    )


class Token(Schema):
    token = fields.String(
        required=True, metadata={"description": "放在 Authorization: Bearer 之后 · goes after Authorization: Bearer"}
    )
    expires_at = fields.AwareDateTime(required=True, metadata={"description": "到期时间（UTC） · end of validity, UTC"})


def enter(account: Account, stamp: str, goal: str) -> Response:
    """Begin the session of somebody who has proved who he is, and go on to ``goal``."""
    session.clear()  # nothing from before the sign-in may be carried into it
    session.permanent = True
    session[_SESSION] = [account.name, stamp]
    return redirect(goal, 303)


def sign_in_blueprint(accounts: Accounts, *, by_password: bool) -> Blueprint:
    """With ``by_password`` false the page offers only the sign-in service."""
    pages = Blueprint("sign_in", __name__)

    @pages.get("/sign-in")
    @allow(PUBLIC)
    def form() -> str:
        return render_template("sign_in.html", next=local_address(request.args.get("next")), name="", refused="")

    @pages.post("/sign-in")
    @allow(PUBLIC)
    def by_name() -> Any:
        if not by_password:
            raise _NO_PASSWORDS
        name = request.form.get("name", "").strip()
        goal = local_address(request.form.get("next"))
        try:
            account, stamp = accounts.verify(name, request.form.get("password", "")[:200])
        except (Unauthorised, TooMany) as refusal:
            status = 429 if isinstance(refusal, TooMany) else 401
            return render_template("sign_in.html", next=goal, name=name, refused=t(refusal)), status
        return enter(account, stamp, goal)

    @pages.post("/sign-out")
    @allow(PUBLIC)
    def leave() -> Response:
        session.clear()
        flash(t("已退出登录。", "You are signed out."), "good")
        return redirect(url_for("sign_in.form"), 303)

    return pages


def token_blueprint(accounts: Accounts, *, by_password: bool) -> ApiBlueprint:
    api = ApiBlueprint("tokens", __name__, url_prefix="/api/tokens", description="登录令牌 · Tokens for programs")

    @api.route("", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(Credentials)
    @api.response(200, Token)
    def create(given: dict[str, str]) -> dict[str, object]:
        """换取令牌 · Exchange name and password for a token

        令牌八小时有效 · The token is valid for eight hours.
        """
        if not by_password:
            raise _NO_PASSWORDS
        account, stamp = accounts.verify(given["name"], given["password"])
        token = _serializer(g.session_key).dumps([account.name, stamp])
        return {"token": token, "expires_at": datetime.now(UTC).replace(microsecond=0) + LIFETIME}

    return api


def identify(app: Flask, accounts: Accounts) -> None:
    """Before each request: find out who asks. Programs are known by their token alone, pages by the session alone."""
    g.session_key = app.secret_key
    g.account = None
    if request.endpoint is None:
        return
    if not is_machine_path(request.path):
        held = session.get(_SESSION)
        if held:
            g.account = accounts.find(*held)
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or PEER in (declared_roles(app, request.endpoint) or ()):
        return
    try:
        held = _serializer(g.session_key).loads(token.strip(), max_age=int(LIFETIME.total_seconds()))
    except BadSignature:
        held = (None, None)
    g.account = accounts.find(*held)
    if g.account is None:
        raise Unauthorised(
            "token-invalid",
            "令牌无效或已过期，请用 POST /api/tokens 重新获取。",
            "The token is not valid or has expired. Get a new one with POST /api/tokens.",
        )


def local_address(wanted: str | None) -> str:
    """Where to go after signing in: an address of this service only, else the start page."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    if "\\" in wanted or any(ord(character) < 32 for character in wanted):
        return "/"  # browsers read a backslash as a slash and drop control characters
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted


def _serializer(key: Any) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="sunshine-api-token")
