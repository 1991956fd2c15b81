"""For those who read a site by program: where its pages are (sitemaps.org), and which to leave alone (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from flask import Flask, Response

from shared.clock import CHINA
from shared.web.roles import PUBLIC, declared_roles

LARGEST = 10_000
"""Addresses of one file; the protocol allows 50,000."""
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NOT_FOR_ROBOTS = ("/accounts", "/parked", "/sign-in", "/sign-out", "/metrics", "/feed", "/inbox")
"""What every service has and no search engine should keep."""


@dataclass(frozen=True)
class Address:
    """``path`` from the root of the site; ``changed_at``: when what stands there changed last, if that is known."""

    path: str
    changed_at: datetime | None = None


def fixed_pages(app: Flask) -> list[Address]:
    """The pages that everybody may read and that need nothing in their address."""
    return [
        Address(rule.rule)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if rule.endpoint.startswith("pages.")
        and "GET" in (rule.methods or ())
        and not rule.arguments
        and "." not in rule.rule
        and PUBLIC in (declared_roles(app, rule.endpoint) or ())
    ]


def site_map(url: str, addresses: Iterable[Address]) -> Response:
    """One file of at most `LARGEST` addresses. ``url``: the site's own, without a slash at its end."""
    return _written("urlset", "url", url, addresses)


def site_map_index(url: str, files: Iterable[Address]) -> Response:
    return _written("sitemapindex", "sitemap", url, files)


def robots(url: str, closed: Sequence[str]) -> Response:
    """Everything may be read but what begins with one of ``closed``."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in sorted({*NOT_FOR_ROBOTS, *closed})), "Allow: /"]
    text = "\n".join([*lines, "", f"Sitemap: {url}/sitemap.xml", ""])
    return Response(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"})


def _written(root: str, each: str, url: str, addresses: Iterable[Address]) -> Response:
    top = ET.Element(root, xmlns=NAMESPACE)
    for address in addresses:
        one = ET.SubElement(top, each)
        ET.SubElement(one, "loc").text = url + address.path
        if address.changed_at:
            ET.SubElement(one, "lastmod").text = address.changed_at.astimezone(CHINA).isoformat(timespec="seconds")
    return as_xml(top, "application/xml")


def as_xml(top: Any, media_type: str) -> Response:
    """An XML document that may be kept for five minutes."""
    content = ET.tostring(top, encoding="utf-8", xml_declaration=True)
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(content, content_type=f"{media_type}; charset=utf-8", headers=headers)
