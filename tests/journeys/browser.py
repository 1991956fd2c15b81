"""The Chromium that tests look through: the machine's own, or the one that SUNSHINE_TEST_BROWSER names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = (os.environ.get("SUNSHINE_TEST_BROWSER", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


class NoBrowser(Exception):
    """There is none to look through; the text says what to install."""


@contextmanager
def launched() -> Iterator[Any]:
    """A browser. Raises NoBrowser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise NoBrowser("playwright is not installed") from missing
    found = next((path for path in CHROMIUM if path and Path(path).exists()), None)
    if found is None:
        raise NoBrowser("install Chromium, or name one in SUNSHINE_TEST_BROWSER")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()
