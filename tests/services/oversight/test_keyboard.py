"""The counter's form in a real browser, while somebody talks: no hand leaves the keyboard."""

import re
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

playwright = pytest.importorskip("playwright.sync_api", reason="BROWSER JOURNEYS NOT RUN: playwright is not installed")

pytestmark = pytest.mark.browser
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
SPOKEN = [
    "1",
    "1",
    "2",
    "奖励没有发",
    "去年三月申请的奖励到现在没有拿到。",
    "张三丰",
    "13812345678",
    "1",
    None,
    None,
    None,
]
"""What is typed into each field before Tab, eleven times up to the button; None: what stands there is right."""


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def page():
    if CHROMIUM is None:
        pytest.skip("BROWSER JOURNEYS NOT RUN: install Chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(locale="zh-CN")
        opened.set_default_timeout(10_000)
        yield opened
        browser.close()


def test_a_call_is_registered_by_the_keyboard_alone_and_the_next_one_after_it(page, address, call):
    page.goto(f"{address}/sign-in?next=/counter")
    for name, text in (("name", "chen"), ("password", "sunshine-chen")):
        page.locator(f"input[name={name}]").fill(text)
    page.keyboard.press("Enter")
    page.locator("#f-channel:focus").wait_for()
    for typed in SPOKEN:
        if typed:
            page.keyboard.type(typed)
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "登记"
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt-code .group")
    assert re.fullmatch(r"(\d{4} ){3}\d{4}", page.inner_text(".receipt-code").strip())
    row = call("chen", "GET", "/api/petitions")[1]["items"][0]
    assert [row[name] for name in ("channel", "kind", "about", "village")] == [
        *("hotline", "claim", "family-planning-office", "yangshe")
    ]
    page.keyboard.press("Enter")  # the link to the next one has the focus
    page.wait_for_url("**/counter?channel=hotline")
    page.locator("#f-channel:focus").wait_for()
    assert page.input_value("#f-channel") == "hotline"
