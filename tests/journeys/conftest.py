"""A browser, and people who come with it to the district that a test module calls ``district``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pilot.district import District
from tests.journeys.visitor import DESK, PHONE, Visitor

CHROMIUM = (os.environ.get("SUNSHINE_TEST_BROWSER", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="BROWSER JOURNEYS NOT RUN: playwright is not installed"
    )
    found = next((path for path in CHROMIUM if path and Path(path).exists()), None)
    if found is None:
        pytest.skip("BROWSER JOURNEYS NOT RUN: install Chromium, or name one in SUNSHINE_TEST_BROWSER")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def come(chromium: Any, district: District) -> Iterator[Callable[..., Visitor]]:
    """Somebody new comes: ``come()`` with a phone that runs no script, ``come("oversight", "chen")`` at a desk."""
    hosts = frozenset(urlsplit(district.url(place.name)).netloc for place in district.places)
    opened = []

    def arrive(node: str = "", account: str = "", *, language: str = "zh-CN") -> Visitor:
        context = chromium.new_context(
            viewport=DESK if account else PHONE, java_script_enabled=bool(account), locale=language
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
