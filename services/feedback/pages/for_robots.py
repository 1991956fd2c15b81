"""What search engines may read of a village's site, and where it is."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from services.feedback.composition import Service
from services.feedback.views import board, results
from shared.web.roles import PUBLIC, allow
from shared.web.site_map import LARGEST, Address, fixed_pages, robots, site_map

_CLOSED = ("/clerk", "/survey")
"""The clerk's desk, and where codes are asked for."""
RATED = 100
"""The last survey rounds whose results are named."""


def register(pages: Blueprint, service: Service) -> None:
    url = service.node.config.url

    @pages.get("/robots.txt")
    @allow(PUBLIC)
    def for_robots() -> Response:
        return robots(url, _CLOSED)

    @pages.get("/sitemap.xml")
    @allow(PUBLIC)
    def site_map_of_all() -> Response:
        fixed = [page for page in fixed_pages(current_app) if not page.path.startswith(_CLOSED)]
        with service.application.database.read() as tx:
            rated, _ = results.newest(tx, 1, RATED)
            newest = board.newest_ids(tx, LARGEST - len(fixed) - RATED)
        found = [f"/ratings/{one['round']}" for one in rated] + [f"/publications/{one}" for one in newest]
        return site_map(url, [*fixed, *map(Address, found)])
