"""Signing in with the township's own sign-in service (OpenID Connect): code flow with PKCE, state and nonce.

It says who somebody is; what that person may do stands in the accounts file.
"""

from __future__ import annotations

import re
from typing import Any

import requests
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, flash, redirect, request, session, url_for
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from shared.config import Oidc
from shared.errors import Forbidden, Refusal, Unauthorised
from shared.web.accounts import Accounts
from shared.web.errors import NotReady
from shared.web.language import t
from shared.web.roles import PUBLIC, allow
from shared.web.sign_in import enter, local_address

PATIENCE = 10
"""Seconds that the sign-in service has for each answer."""
_GOAL = "sign_in_next"
_SCOPES = {"email": "openid email", "sub": "openid"}
_WORD = re.compile(r"[a-z_]{1,40}")
_log = structlog.get_logger()


def oidc_blueprint(app: Flask, settings: Oidc, accounts: Accounts, url: str) -> Blueprint:
    """``url`` is this node's own address: the sign-in service sends people back to ``/sign-in/oidc/back`` there."""
    service = OAuth(app).register(
        "sign_in_service",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": _SCOPES.get(settings.claim, "openid profile"),
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )
    pages = Blueprint("oidc", __name__, url_prefix="/sign-in/oidc")

    @pages.get("")
    @allow(PUBLIC)
    def begin() -> Any:
        goal = local_address(request.args.get("next"))
        for earlier in [name for name in session if name.startswith("_state_")]:
            del session[earlier]  # Authlib keeps each attempt for an hour, and a cookie holds no more than ten
        try:
            leaving: Response = service.authorize_redirect(f"{url}/sign-in/oidc/back")
        except (requests.RequestException, ValueError, RuntimeError) as error:
            return _refused(_away(error), goal)
        session[_GOAL] = goal
        return leaving

    @pages.get("/back")
    @allow(PUBLIC)
    def back() -> Any:
        goal = local_address(session.pop(_GOAL, None))
        try:
            found = accounts.identified(_identity(service, settings))
            if found is None:
                raise Forbidden(
                    "no-account-here",
                    "统一认证成功，但您在这里没有账户。请找系统运维人员添加。",
                    "You are known to the sign-in service, but have no account here. Ask the operator for one.",
                )
        except Refusal as refusal:
            return _refused(refusal, goal)
        except OAuthError as error:
            # Anybody can send a browser here with any text in the address: only a word of the protocol is kept.
            told = str(error.error)
            _log.warning("sign-in service refused", error=told if _WORD.fullmatch(told) else "(another)")
            return _refused(_NOT_SIGNED_IN, goal)
        except JoseError as error:
            _log.error("answer of the sign-in service not trusted", error=type(error).__name__, reason=str(error))
            return _refused(_NOT_SIGNED_IN, goal)
        except (requests.RequestException, ValueError, RuntimeError) as error:
            return _refused(_away(error), goal)
        return enter(*found, goal)

    return pages


_NOT_SIGNED_IN = Unauthorised(
    "sign-in-not-completed",
    "统一认证没有完成，请再试一次。",
    "Signing in was not completed. Try again.",
)


def _identity(service: Any, settings: Oidc) -> str:
    """What the sign-in service calls whoever comes back from it, proved by its signature.

    Raises OAuthError, JoseError, Unauthorised, and what `requests` raises.
    """
    expected = {"iss": {"values": [settings.issuer]}, "aud": {"values": [settings.client_id]}}
    token = service.authorize_access_token(claims_options=expected)
    claims = token.get("userinfo")
    if not claims:
        raise _NOT_SIGNED_IN
    if settings.claim not in claims and service.load_server_metadata().get("userinfo_endpoint"):
        # OpenID Connect Core 5.4: with a code, a provider may keep all but "sub" for its userinfo endpoint.
        told = service.userinfo(token=token)
        if told.get("sub") != claims["sub"]:
            raise _NOT_SIGNED_IN
        claims = {**told, **claims}
    identity = claims.get(settings.claim)
    unproved = settings.claim == "email" and claims.get("email_verified") is not True
    if not isinstance(identity, str) or not identity or unproved:
        raise Forbidden(
            "no-name-told",
            "统一认证没有说明您是谁，请找系统运维人员。",
            "The sign-in service does not say who you are. Ask the operator.",
        )
    return identity


def _away(error: Exception) -> NotReady:
    _log.warning("sign-in service away", error=type(error).__name__, reason=str(error))
    return NotReady(
        "sign-in-service-away",
        "统一认证暂时不能用，请过一会儿再试。",
        "The sign-in service cannot be reached. Try again in a moment.",
    )


def _refused(refusal: Refusal, goal: str) -> Response:
    """Back to the sign-in page with the sentence: what the sign-in service put into the address stays behind."""
    flash(t(refusal), "bad")
    return redirect(url_for("sign_in.form", next=goal), 303)
