"""Who may use what. Every view says so itself with `allow`; one that does not is a defect and answers 500."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response

from shared.errors import Forbidden, Unauthorised
from shared.web.errors import is_machine_path

PUBLIC: Final = "public"
PEER: Final = "peer"
"""Another service: nobody signs in; the view itself checks the signature."""
OFFICER: Final = "officer"
REVIEWER: Final = "reviewer"
LEADER: Final = "leader"
CLERK: Final = "clerk"
SUPERVISOR: Final = "supervisor"
DISTRICT: Final = "district"
OPERATOR: Final = "operator"

STAFF: Final = (OFFICER, REVIEWER, LEADER, CLERK, SUPERVISOR, DISTRICT)
"""Everybody who signs in to do the work itself; the operator runs the system and reads no petition."""
ACCOUNT_ROLES: Final = frozenset({*STAFF, OPERATOR})
_ALL = ACCOUNT_ROLES | {PUBLIC, PEER}
_MARK = "sunshine_roles"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in. ``office`` and ``village`` are ids, or None where the role has neither."""

    name: str
    display: str
    role: str
    office: str | None
    village: str | None


class UndeclaredRoute(Exception):
    """A view without `allow`: a programming error."""


def allow(*roles: str) -> Callable[[View], View]:
    """Mark a view with the roles that may use it. Anywhere below ``.route``; other decorators may stand around it."""
    unknown = set(roles) - _ALL
    if unknown or not roles:
        raise ValueError(f"allow() needs roles out of {sorted(_ALL)}, not {sorted(unknown)}")

    def mark(view: View) -> View:
        setattr(view, _MARK, frozenset(roles))  # functools.wraps carries it outward
        return view

    return mark


def declared_roles(app: Flask, endpoint: str) -> frozenset[str] | None:
    """The roles an endpoint was marked with, or None. Files under static folders are public."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return frozenset({PUBLIC})
    found: frozenset[str] | None = getattr(app.view_functions[endpoint], _MARK, None)
    return found


def undeclared_routes(app: Flask) -> list[str]:
    """``endpoint rule`` of every view without `allow`. A guard test holds this empty."""
    return sorted(
        f"{rule.endpoint} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if declared_roles(app, rule.endpoint) is None
    )


def current_account() -> Account | None:
    """Who is signed in on this request: by session on pages, by bearer token on the API."""
    account: Account | None = g.get("account")
    return account


def signed_in() -> Account:
    """As `current_account`, but raises Unauthorised when nobody is."""
    account = current_account()
    if account is None:
        raise Unauthorised("not-signed-in", "请先登录，再试一次。", "Sign in, then try again.")
    return account


def may(*roles: str) -> bool:
    """For templates: does whoever is signed in have one of these roles?"""
    account = current_account()
    return account is not None and account.role in roles


def visible_to(roles: Iterable[str]) -> bool:
    """Is something for these roles (PUBLIC: for all) to be shown on this request?"""
    wanted = frozenset(roles)
    return PUBLIC in wanted or may(*wanted)


def enforce(app: Flask) -> Response | None:
    """Before each request: let through, ask to sign in, or refuse."""
    if request.endpoint is None:
        return None  # becomes 404 or 405
    roles = declared_roles(app, request.endpoint)
    if roles is None:
        raise UndeclaredRoute(f"{request.endpoint} does not say who may use it")
    if roles & {PUBLIC, PEER}:
        return None
    account = current_account()
    if account is None:
        if request.method in ("GET", "HEAD") and not is_machine_path(request.path):
            return _to_sign_in()
        signed_in()
    elif account.role not in roles:
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    return None


def _to_sign_in() -> Response:
    if request.headers.get("HX-Request"):
        # A redirect would put the sign-in page into the fragment that htmx asked for.
        return Response(status=401, headers={"HX-Redirect": url_for("sign_in.form")})
    return redirect(url_for("sign_in.form", next=request.full_path.rstrip("?")), 303)
