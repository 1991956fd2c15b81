"""What somebody sees who opens every page that leads on from the first, and the addresses on them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urldefrag, urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.privacy.places import Place

PAGES = 120
"""Pages that one person opens at most."""
ALSO = ("/metrics", "/healthz", "/api/openapi.json")
_LINK = re.compile(r'(?:href|action|hx-get|src)="([^"]+)"')


def shown_to(person: str | None, url: str, node: str) -> Iterator[Place]:
    """Each page with its address; None is anybody. Nothing for somebody who cannot sign in there."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    if person is not None and not _sign_in(opener, url, person):
        return
    waiting, seen = [url + "/", *(url + path for path in ALSO)], set()
    while waiting and len(seen) < PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        page = _get(opener, address)
        yield f"{node}, {address.removeprefix(url)} as shown to {person or 'anybody'}", page.encode()
        for link in _LINK.findall(page):
            found = urldefrag(urljoin(address, html.unescape(link)))[0]
            yield f"{node}, an address on {address.removeprefix(url)}", found.encode()
            if found.startswith(url + "/") and "/static/" not in found and "/sign-out" not in found:
                waiting.append(found)


def _sign_in(opener: OpenerDirector, url: str, person: str) -> bool:
    token = re.search(r'name="csrf_token" value="([^"]+)"', _get(opener, f"{url}/sign-in"))
    assert token is not None
    given = urlencode({"name": person, "password": f"sunshine-{person}", "csrf_token": token[1]})
    return "/sign-out" in _get(opener, f"{url}/sign-in", given.encode())


def _get(opener: OpenerDirector, address: str, data: bytes | None = None) -> str:
    try:
        with opener.open(Request(address, data=data), timeout=30) as answer:
            return answer.read().decode("utf-8", "replace")
    except HTTPError as refused:
        return refused.read().decode("utf-8", "replace")
