"""The short form of ``make accessibility``: no page is forgotten, and what the public opens most is looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pilot.demo.client import Client
from pilot.district import District
from tests.accessibility.complaints import table
from tests.accessibility.html_rules import problems
from tests.accessibility.pages import PAGES
from tests.accessibility.routes import forgotten
from tests.accessibility.visits import Looking, Visit
from tests.journeys.browser import NoBrowser, launched

MOST_OPENED = {
    "disclosure": ("/", "/items/<id>", "/ledger", "/publications/<id>", "/search", "/villages/<id>", "/requests/new"),
    "yangshe": ("/", "/publications/<publication>", "/petition", "/survey", "/ratings", "/search"),
}
BODY = "## 办理时间\n\n- 星期一至星期五\n\n| 事项 | 件数 |\n|---|---|\n| 生育登记 | 36 |\n"
PAGE = "<!DOCTYPE html><html lang='en'><head><title>One</title></head><body><h1>One</h1>{}</body></html>"


def test_every_page_has_an_example_that_is_looked_at() -> None:
    assert list(forgotten()) == []


@pytest.mark.parametrize(
    ("piece", "rule"),
    [
        ("<p id='a'></p><p id='a'></p>", "html unique-ids"),
        ("<label for='a'>A</label><p id='a'></p>", "html references"),
        ("<p aria-describedby='b'>A</p>", "html references"),
        ("<a href='#nowhere'>A</a>", "html references"),
        ("<input name='a'>", "html labelled-fields"),
        ("<a href='/'>A <button>B</button></a>", "html nested-controls"),
        ("<h3>A</h3>", "html headings"),
        ("<h1>A</h1>", "html headings"),
        ("<a href='/'> </a>", "html empty"),
        ("<p style='color: red'>A</p>", "html inline"),
        ("<p><b>A</p>", "html syntax"),
    ],
)
def test_what_is_wrong_with_the_html_is_found(piece: str, rule: str) -> None:
    assert rule in {found for found, _ in problems(PAGE.format(piece), "en")}


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    piece = "<h2>A</h2><label for='a'>A</label><input id='a' name='a'><a href='#a'><img alt='B' src='b.png'></a>"
    assert list(problems(PAGE.format(piece), "en")) == []
    assert [rule for rule, _ in problems(PAGE.format(piece), "zh-CN")] == ["html lang"]


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Looking, dict[str, str]]]:
    try:
        with (
            launched() as browser,
            District(tmp_path_factory.mktemp("district"), villages=["yangshe"], quiet=True) as district,
        ):
            yield Looking(browser, district.url), published(district)
    except NoBrowser as missing:
        pytest.skip(f"PAGES NOT LOOKED AT: {missing}")


def published(district: District) -> dict[str, str]:
    li, wang = (Client(district.url("disclosure")).signed_in(name) for name in ("li", "wang"))
    found = {}
    for name, item in (("published", "procedures"), ("withdrawn", "hotlines")):
        one = li.post("/api/publications", {"item": item, "title": "办事程序", "body": BODY})["id"]
        li.post(f"/api/publications/{one}/submit", {"reason": "汇总数字"})
        wang.post(f"/api/publications/{one}/approve")
        wang.post(f"/api/publications/{one}/publish")
        found[name] = one
    return found


def first_example(node: str, route: str) -> Visit:
    return PAGES["feedback" if node == "yangshe" else node][route][0]


@pytest.mark.long
@pytest.mark.processes
@pytest.mark.browser
def test_what_the_public_opens_most_can_be_used_by_everybody(looking: tuple[Looking, dict[str, str]]) -> None:
    browser, found = looking
    complaints = [
        complaint
        for node, routes in MOST_OPENED.items()
        for route in routes
        for complaint in browser.look(node, route, first_example(node, route), found, briefly=True)
    ]
    assert not complaints, table(complaints)
