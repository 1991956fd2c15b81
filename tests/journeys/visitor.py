"""Somebody who looks at a district with a browser of their own."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pypdf

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
MEASURED = """[document.documentElement.scrollWidth, document.documentElement.clientWidth,
    [...document.querySelectorAll(".table-box")].filter(box => box.scrollWidth > box.clientWidth).length]"""


@dataclass
class Visitor:
    """Somebody with a browser of their own. Each page reached is looked over: see ``look``."""

    page: Any
    hosts: frozenset[str]

    def __post_init__(self) -> None:
        self.complaints: list[str] = []
        self.asked_abroad: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        # That a form was refused (422) or a page not found is told by the page; the browser notes it as an error too.
        refused = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(message.text)

    def _see(self, request: Any) -> None:
        where = urlsplit(request.url)
        if where.scheme != "data" and where.netloc not in self.hosts:
            self.asked_abroad.append(request.url)

    def look(self) -> None:
        """Nothing sticks out to the right on a phone, nothing came from elsewhere, the browser has no complaint."""
        size = self.page.viewport_size
        if size != PHONE:
            self.page.set_viewport_size(PHONE)
        wide, seen, cut_off = self.page.evaluate(MEASURED)
        if size != PHONE:
            self.page.set_viewport_size(size)
        assert wide <= seen, f"{self.page.url} is {wide} px wide on a phone of {seen} px"
        assert not cut_off, f"{self.page.url} has {cut_off} tables that a phone cuts off"
        assert not self.asked_abroad
        assert not self.complaints

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def follow(self, name: str) -> None:
        self._leave_by(self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first)

    def choose_card(self, name: str) -> None:
        """One of the big links of a page, where smaller ones say the same."""
        self._leave_by(self.page.locator("main a.big-link", has_text=name))

    def press(self, name: str) -> None:
        self._leave_by(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def prints_slips(self) -> list[str]:
        """Press the button that gives slips as a file, and read the codes from it."""
        with self.page.expect_download() as file:
            self.page.get_by_role("button", name="生成凭条").click()
        sheets = pypdf.PdfReader(file.value.path()).pages
        return [code for sheet in sheets for code in re.findall(r"\d{4} \d{4} \d{4}", sheet.extract_text())]

    def _leave_by(self, control: Any) -> None:
        with self.page.expect_navigation():
            control.click()
        self.look()

    def write(self, **given: str) -> None:
        for name, text in given.items():
            self.page.locator(f"input[name={name}]:not([type=radio]):not([type=hidden]), textarea[name={name}]").fill(
                text
            )

    def choose(self, name: str, option: str) -> None:
        self.page.get_by_label(name).select_option(label=option)

    def tick(self, name: str) -> None:
        self.page.get_by_label(name).check()

    def reads(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()

    def finds(self, address: str, text: str, seconds: float = 20) -> None:
        """Open a page again and again until what another service sent has arrived there."""
        end = time.monotonic() + seconds
        self.go(address)
        while not self.reads(text):
            assert time.monotonic() < end, f"{text!r} did not come to {address}"
            time.sleep(0.2)
            self.go(address)
