"""What a phone loads to answer a survey for the first time, in a real browser: in bytes on the line, and from where."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bench.answering import VILLAGE
from bench.figures import Figure, at_most
from pilot.district import District

LIMIT = 60.0
"""kB: page, style, scripts, the sign, and what is put aside for when the line is away."""


def measure(district: District, survey: str) -> list[Figure]:
    """Raises NoBrowser."""
    from tests.journeys.browser import launched  # playwright is needed for this part alone

    address = f"{district.url(VILLAGE)}/survey/{survey}"
    with launched() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page = context.new_page()
        asked: set[str] = set()
        context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        loaded = _Loaded(context, page)
        page.goto(address + "#104291043685")
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function("caches.open('survey').then(kept => kept.keys()).then(keys => keys.length >= 6)")
        page.wait_for_timeout(500)
        worker = context.request.get(f"{district.url(VILLAGE)}/survey/worker.js")
        bytes_in_all = loaded.total + len(worker.body()) + sum(len(f"{k}: {v}\r\n") for k, v in worker.headers.items())
    abroad = asked - {urlsplit(address).netloc}
    return [
        at_most("a phone page of the survey", bytes_in_all / 1000, "kB", LIMIT),
        at_most("other hosts that it asks", len(abroad), "hosts", 0),
    ]


class _Loaded:
    """Bytes that came over the line for a page, headers with them. What its worker's script weighs is not in it."""

    def __init__(self, context: Any, page: Any) -> None:
        self.total = 0.0
        protocol = context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.on("Network.loadingFinished", self._add)

    def _add(self, finished: dict[str, Any]) -> None:
        self.total += finished["encodedDataLength"]
