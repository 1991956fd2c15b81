"""The catalogue kept: read in every version, changed by the leading group, and what a law or a fact makes due."""

import html
import re

import pytest

from services.disclosure.desk import obligations as desk
from tests.services.disclosure.browser import Browser
from tests.services.disclosure.examples import IDENTITY
from tests.services.disclosure.ledger import settle


@pytest.fixture
def browse(app, service):
    settle(service)
    return lambda name=None: Browser(app, name)


def filled(shown):
    """The first form of a page as a browser would send it."""
    form = shown[shown.index('<form method="post" class="card"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        names = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if names.get("type") not in ("checkbox", "radio") or "checked" in tag:
            sent.setdefault(names["name"], []).append(html.unescape(names.get("value", "")))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        sent[name] = re.findall(r'value="([^"]*)" selected', options)
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = [html.unescape(text)]
    return sent


def test_a_leader_changes_an_item_and_everybody_reads_what_changed_and_why(browse, service):
    zhao, page = browse("zhao"), "/desk/catalogue/births"
    form = filled(zhao.see(page))
    assert form["figure-1-total"] == ["1"]
    changed = {**form, "cadence": "monthly", "figure-4-zh": "双胞胎", "figure-4-en": "Twins", "figure-4-unit": "对"}
    assert zhao.send(page, {**changed, "reason": ""}).status_code == 422
    refused = zhao.send(page, {**changed, "cadence": "", "reason": "按月。"})
    assert (refused.status_code, 'href="#f-cadence"' in refused.text, "双胞胎" in refused.text) == (422, True, True)
    refused = zhao.send(page, {**changed, "figure-4-total": "1", "reason": "按月。"})
    assert (refused.status_code, 'href="#f-figures"' in refused.text) == (422, True)
    answer = zhao.send(page, {**changed, "reason": "群众要求按月公开。"})
    assert answer.headers["Location"] == "/catalogue/versions/2", answer.text
    shown = browse().see("/catalogue/versions/2", "zh-CN")
    for named in ("群众要求按月公开。", "双胞胎", "每月", "zhao", "<del>", "<ins>"):
        assert named in shown
    assert "双胞胎" not in browse().see("/catalogue/versions/1")
    assert "群众要求按月公开。" in browse().see("/catalogue")
    browse().see("/catalogue/versions/3", status=404)
    births = service.catalogue.items["births"]
    assert [figure.id for figure in births.figures] == [
        "births",
        "first_child",
        "second_child",
        "third_child",
        "figure_5",
    ]
    settle(service)
    assert desk.found(service, "births.2026-05").state == "planned"


def test_an_item_is_added_and_ended_with_a_reason(browse, service):
    zhao = browse("zhao")
    form = filled(zhao.see("/desk/catalogue/fees")) | {"reason": "新增。", "zh": "免费药具"}
    refused = zhao.send("/desk/catalogue/new", {**form, "id": "publications"})
    assert (refused.status_code, "some words are taken" in refused.text) == (422, True)
    assert zhao.send("/desk/catalogue/new", {**form, "id": "free-supplies"}).status_code == 303
    assert "免费药具" in browse().see("/catalogue", "zh-CN")
    ended = zhao.send("/desk/catalogue/free-supplies/end", {"reason": "并入。"}, form="/desk/catalogue/free-supplies")
    assert ended.status_code == 303
    assert "并入。" in browse().see("/catalogue/versions/3")
    assert "free-supplies" not in service.catalogue.items


def test_the_catalogue_over_the_api(call, service):
    settle(service)
    _, catalogue = call(None, "GET", "/api/catalogue")
    item = next(one for one in catalogue["items"] if one["id"] == "fees")
    given = {name: value for name, value in item.items() if name not in ("id", "status")} | {"reason": "改名。"}
    where = "/api/catalogue/items/fees"
    assert call("li", "PUT", where, given)[0] == 403
    assert call("zhao", "PUT", where, {**given, "zh": IDENTITY})[1]["code"] == "screening-blocked"
    assert call("zhao", "PUT", where, {**given, "owner": "nobody"})[1]["code"] == "unknown-office"
    assert call("zhao", "PUT", "/api/catalogue/items/circular", given)[1]["code"] == "item-id-unfit"
    assert call("zhao", "PUT", where, {**given, "zh": "收费"})[1]["version"] == 2
    _, first = call(None, "GET", "/api/catalogue/versions/1")
    assert next(one for one in first["items"] if one["id"] == "fees")["zh"] == "收费依据标准"
    assert call("zhao", "POST", where + "/end", {"reason": "停止。"})[1]["version"] == 3
    _, versions = call(None, "GET", "/api/catalogue/versions")
    assert [one["change"] for one in versions["versions"]] == ["ended", "changed", "founded"]
    assert call(None, "GET", "/api/catalogue/versions/9")[0] == 404


def test_a_changed_law_and_a_fact_are_noted_and_become_due(browse, call):
    li = browse("li")
    law = {"law": "省价格目录修订", "changed_on": "2026-03-02", "items": ["fees"]}
    refused = li.send("/desk/law-changes/new", {**law, "changed_on": "2026-03-09"})
    assert (refused.status_code, "has not come yet" in refused.text) == (422, True)
    assert li.send("/desk/law-changes/new", {**law, "items": []}).status_code == 422
    assert li.send("/desk/law-changes/new", law).status_code == 303
    assert "省价格目录修订" in browse().see("/catalogue")
    assert "省价格目录修订" in browse().see("/ledger/fees.law-2026-03-02")
    fact = {"item": "birth-certificate-applications", "formed_on": "2026-03-02", "about": "二月受理的已办结"}
    answer = li.send("/desk/facts/new", fact)
    assert answer.status_code == 303
    assert "二月受理的已办结" in browse().see(answer.headers["Location"])
    assert li.send("/desk/facts/new", {**fact, "about": IDENTITY}).status_code == 422
    assert f"/ledger/{call('li', 'POST', '/api/facts', fact)[1]['obligations'][0]}" == answer.headers["Location"]
    assert call("zhao", "POST", "/api/law-changes", law)[1] == {"obligations": ["fees.law-2026-03-02"]}
