"""Which routes of the services are pages, from the pinned tables of who may what (tests/services/roles)."""

from __future__ import annotations

from collections.abc import Iterator

from shared.web.errors import FILES, is_machine_path
from tests.accessibility.pages import PAGES, PIECES
from tests.services.test_roles import SERVICES, TABLES

DOWNLOADS = (*FILES, ".xlsx", ".pdf", "/photograph")


def html_routes(service: str) -> list[str]:
    """Every address that a GET answers with a page."""
    lines = (line.split() for line in (TABLES / f"{service}.txt").read_text().splitlines())
    return [line[1] for line in lines if line[0] == "GET" and _is_page(service, line[1])]


def forgotten() -> Iterator[str]:
    """Pages without an example in ``pages``, and examples of pages that are no more."""
    for service in SERVICES:
        pages, examples = set(html_routes(service)), set(PAGES[service])
        yield from (f"{service} {route}: no example in tests/accessibility/pages.py" for route in pages - examples)
        yield from (f"{service} {route}: an example of a page that is not there" for route in examples - pages)


def _is_page(service: str, route: str) -> bool:
    return not (is_machine_path(route) or route.endswith(DOWNLOADS) or route in PIECES[service])
