"""What every template can use: language, account, navigation, dates as people write them, hashed asset addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, request, url_for
from flask.globals import request_ctx
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from shared.clock import CHINA, Clock
from shared.search import LONGEST
from shared.web.language import lang, t
from shared.web.roles import PUBLIC, current_account, declared_roles, may, visible_to

HERE = Path(__file__).parent
STATIC = HERE / "static"

NavigationItem = tuple[str, str, str, frozenset[str]]
"""Endpoint, Chinese, English, and the roles that see it (PUBLIC: everybody)."""

MOST_LINKS = 8
"""So many stand in one line of a desk. Where somebody has more, those for everybody fold away behind the last one."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class _Link:
    address: str
    text: str
    here: bool


def day(value: date | str | None) -> str:
    """A date (or ISO text) as people write it: 2026年3月5日, 5 Mar 2026."""
    if value is None or value == "":
        return "—"
    when = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    if lang() == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(value: datetime | str | None) -> str:
    """An aware moment (or ISO text) in China time, to the minute."""
    if value is None or value == "":
        return "—"
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = when.astimezone(CHINA)
    return f"{day(local.date())} {local:%H:%M}"


def page_url(number: int) -> str:
    """This address, at another page of a list."""
    return _this_address(page=str(number))


def register_templates(
    app: Flask,
    *,
    title: tuple[str, str],
    navigation: Iterable[NavigationItem],
    search: str | None,
    clock: Clock,
    demo_clock: bool,
) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # The service's own templates come first, then the shared ones.
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader([*([own] if own else []), FileSystemLoader(HERE / "templates")])
    items = tuple(navigation)
    hashes: dict[str, str] = {}

    def asset(name: str) -> str:
        if name not in hashes:
            hashes[name] = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=name, v=hashes[name])

    def links() -> tuple[list[_Link], list[_Link]]:
        """Those in the line, and those folded away."""
        seen = [
            (_Link(url_for(endpoint), t(zh, en), request.endpoint == endpoint), PUBLIC in roles)
            for endpoint, zh, en, roles in items
            if visible_to(roles)
        ]
        fold = len(seen) > MOST_LINKS
        return [link for link, public in seen if not (fold and public)], [
            link for link, public in seen if fold and public
        ]

    app.jinja_env.globals.update(t=t, asset=asset, page_url=page_url, may=may)
    app.jinja_env.filters.update(day=day, moment=moment)

    @app.context_processor
    def for_every_page() -> dict[str, Any]:
        navigation, folded = links()
        return {
            "lang": lang(),
            "account": current_account(),
            "service_title": t(*title),
            "navigation": navigation,
            "folded_navigation": folded,
            "search_address": url_for(search) if search and _for_everybody(app) else "",
            "search_text": request.args.get("q", "")[:LONGEST] if request.endpoint == search else "",
            "other_language": _other_language(),
            "demo_day": day(clock.now().astimezone(CHINA).date()) if demo_clock else "",
        }


def _for_everybody(app: Flask) -> bool:
    """Whether this page is for everybody; one that does not exist is."""
    return request.endpoint is None or PUBLIC in (declared_roles(app, request.endpoint) or ())


def _other_language() -> str:
    """This page in the other language; the start page where this one answers only a posted form."""
    other = "en" if lang() == "zh" else "zh"
    if request.method in ("GET", "HEAD") or _can_be_read():
        return _this_address(lang=other)
    return f"/?lang={other}"


def _can_be_read() -> bool:
    adapter = request_ctx.url_adapter
    try:
        return adapter is not None and bool(adapter.match(request.path, method="GET"))
    except HTTPException:
        return False


def _this_address(**changed: str) -> str:
    query = MultiDict(request.args)
    for name, value in changed.items():
        query[name] = value
    return f"{quote(request.path)}?{urlencode(list(query.items(multi=True)))}"
