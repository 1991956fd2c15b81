"""Pages looked at in a browser: axe over what is shown, html_rules over what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from tests.accessibility.complaints import Complaint
from tests.accessibility.html_rules import problems
from tests.journeys.visitor import DESK, PHONE

LANGUAGES = {"zh": "zh-CN", "en": "en"}
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(TAGS)}}
AXE = Axe()
KIOSK = "kiosk"


@dataclass(frozen=True)
class Visit:
    """One page as somebody sees it. ``path`` may name what is found in the district: ``/desk/{drafted}``.

    With ``press``, the form of the button that says so (in Chinese) is filled and sent, and the page that answers is
    looked at; what the browser itself would not let through is sent all the same.
    """

    path: str
    who: str = ""
    """The account that looks; empty is anybody; KIOSK is the screen at a service window."""
    press: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class Looking:
    """A browser in which everybody stays signed in. ``url``: the address of a node."""

    def __init__(self, browser: Any, url: Callable[[str], str]) -> None:
        self._browser, self._url = browser, url
        self._pages: dict[tuple[str, str], Any] = {}
        self.collected: list[tuple[str, str]] = []
        """The text of every page, with its name: for another validator."""
        self.visits = 0

    def look(
        self, node: str, route: str, visit: Visit, found: Mapping[str, str], *, briefly: bool = False
    ) -> Iterator[Complaint]:
        """Chinese at both widths, English at a phone's; briefly: Chinese on a phone alone."""
        page = self._page(node, visit.who)
        address = self._url(node) + visit.path.format_map(found)
        for lang, sizes in (("zh", (PHONE,)),) if briefly else (("zh", (DESK, PHONE)), ("en", (PHONE,))):
            if visit.press and lang == "en":
                return  # what is sent once cannot be sent again
            page.set_extra_http_headers({"Accept-Language": LANGUAGES[lang]})
            page.set_viewport_size(sizes[0])
            name = _name(node, route, visit)
            try:
                answer = page.goto(address)
                if visit.press:
                    answer = _send(page, visit, found)
            except Error as broken:
                yield Complaint("page", f"{name}, {lang}", str(broken).splitlines()[0])
                return
            self.visits += 1
            if answer.status != visit.status or urlsplit(page.url).path == "/sign-in" != urlsplit(address).path:
                yield Complaint("page", f"{name}, {lang}", f"answers {answer.status} at {urlsplit(page.url).path}")
                return
            text = answer.text()
            self.collected.append((f"{name}, {lang}", text))
            yield from (Complaint(rule, f"{name}, {lang}", said) for rule, said in problems(text, LANGUAGES[lang]))
            for size in sizes:
                page.set_viewport_size(size)
                yield from _by_axe(page, f"{name}, {lang}, {size['width']} px")

    def _page(self, node: str, who: str) -> Any:
        if (node, who) not in self._pages:
            # The pages forbid all scripts but their own, and axe is none of them.
            context = self._browser.new_context(bypass_csp=True)
            context.set_default_timeout(10_000)
            # It sends the form in the browser's place; here the pages that the server answers are looked at.
            context.route("**/static/sealed-petition.js*", lambda route: route.abort())
            page = self._pages[node, who] = context.new_page()
            if who:
                account = node if who == KIOSK else who
                page.goto(self._url(node) + "/sign-in")
                page.locator("input[name=name]").fill(account)
                page.locator("input[name=password]").fill(f"sunshine-{account}")
                with page.expect_navigation():
                    page.locator("main button[type=submit]").click()
            if who == KIOSK:
                page.goto(self._url(node) + "/clerk/kiosk")
                page.locator("select[name=office]").select_option(index=1)
                with page.expect_navigation():
                    page.locator("main form.card button[type=submit]").click()
        return self._pages[node, who]


def _name(node: str, route: str, visit: Visit) -> str:
    """``disclosure /desk/<id> (/desk/{drafted}) as li, after 保存草稿``"""
    example = f" ({visit.path})" if visit.path != route else ""
    who = f" as {visit.who}" if visit.who else ""
    return f"{node} {route}{example}{who}{', after ' + visit.press if visit.press else ''}"


def _send(page: Any, visit: Visit, found: Mapping[str, str]) -> Any:
    button = page.locator("main").get_by_role("button", name=visit.press, exact=True, include_hidden=True).first
    button.evaluate("button => { for (let at = button; at; at = at.parentElement) if ('open' in at) at.open = true; }")
    form = button.locator("xpath=ancestor::form")
    form.evaluate("form => { form.noValidate = true; }")
    for name, value in visit.given.items():
        control = form.locator(f"[name='{name}']").first
        kind = control.evaluate("control => control.type")
        if kind in ("radio", "checkbox"):
            form.locator(f"[name='{name}'][value='{value}']").dispatch_event("click")
        elif kind == "select-one":
            control.select_option(value.format_map(found))
        else:
            control.fill(value.format_map(found))
    with page.expect_navigation() as navigation:
        button.click()
    return navigation.value


def _by_axe(page: Any, name: str) -> Iterator[Complaint]:
    for violation in AXE.run(page, options=OPTIONS).response["violations"]:
        for node in violation["nodes"]:
            why = [check["message"] for check in (*node["any"], *node["all"], *node["none"])]
            target = " ".join(str(part) for part in node["target"])
            yield Complaint(f"axe {violation['id']}", name, f"{target}: {why[0] if why else violation['help']}")
