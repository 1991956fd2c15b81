"""A browser, and people who come with it to the district that a test module calls ``district``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from pilot.district import District
from tests.journeys.browser import NoBrowser, launched
from tests.journeys.visitor import DESK, PHONE, Visitor


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    try:
        with launched() as browser:
            yield browser
    except NoBrowser as missing:
        pytest.skip(f"BROWSER JOURNEYS NOT RUN: {missing}")


@pytest.fixture
def come(chromium: Any, district: District) -> Iterator[Callable[..., Visitor]]:
    """Somebody new comes: ``come()`` with a phone that runs no script, ``come("oversight", "chen")`` at a desk.

    ``come(script=True)``: with a phone that runs them.
    """
    hosts = frozenset(urlsplit(district.url(place.name)).netloc for place in district.places)
    opened = []

    def arrive(node: str = "", account: str = "", *, language: str = "zh-CN", script: bool = False) -> Visitor:
        context = chromium.new_context(
            viewport=DESK if account else PHONE,
            java_script_enabled=script or bool(account),
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        visitor = Visitor(context.new_page(), hosts)
        if account:
            visitor.go(district.url(node) + "/sign-in")
            visitor.write(name=account, password=f"sunshine-{account}")
            visitor.press("登录")
            assert urlsplit(visitor.page.url).path == "/"
        return visitor

    yield arrive
    for context in opened:
        context.close()
