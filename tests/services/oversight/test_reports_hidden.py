"""No page and no list, of whatever topic, shows a report to anybody of the office that it is about, or around it.

Every address that can be asked without an id is asked as every role of every office, so that a new one is walked too.
"""

import json
import re
from dataclasses import replace

import pytest

from services.oversight.access import related
from services.oversight.app import create_app
from services.oversight.domain.petition.particulars import KINDS
from shared.district import load_district
from shared.web.roles import DISTRICT, LEADER, OFFICER, REVIEWER, SUPERVISOR
from tests.services.oversight.examples import DATA, PETITION

MAP = load_district(DATA)
OFFICES = [office.id for office in MAP.offices]
PEOPLE = [(role, office) for role in (OFFICER, LEADER) for office in OFFICES]
PEOPLE += [(REVIEWER, OFFICES[0]), (DISTRICT, None), (SUPERVISOR, None)]
QUERIES = ("", "?status=closed")

MACHINES = ("/healthz", "/readyz", "/api/openapi")


def name_of(role, office):
    return f"{role}-{office}" if office else role


@pytest.fixture(scope="module")
def everybody(provisioned, tmp_path_factory):
    """An accounts file with every role at every office; they share one password, for hashing takes its time."""
    known = json.loads(provisioned.accounts.read_text())["accounts"]
    password = next(row["password"] for row in known if row["name"] == "chen")
    rows = [
        {"name": name_of(role, office), "display": "某某", "role": role, "office": office, "password": password}
        for role, office in PEOPLE
    ]
    path = tmp_path_factory.mktemp("accounts") / "accounts.json"
    path.write_text(json.dumps({"accounts": rows}))
    return path


@pytest.fixture
def app(config, everybody):
    return create_app(replace(config, accounts=everybody))


def filed_of_every_kind(client):
    """(kind, office) -> the ids of one that waits and one that is handled, each kind about each office."""
    found = {}
    for kind in KINDS:
        for about in OFFICES:
            sent = {**PETITION, "kind": kind, "about": about}
            found[kind, about] = [client.post("/api/petitions", json=sent).json["petition"] for _ in range(2)]
    return found


def sign_in(app, name):
    browser = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)[1]
    browser.post("/sign-in", data={"name": name, "password": "sunshine-chen", "csrf_token": token})
    return browser


def bearer(app, name):
    answer = app.test_client().post("/api/tokens", json={"name": name, "password": "sunshine-chen"})
    return {"Authorization": f"Bearer {answer.json['token']}"}


def walked(app, name):
    """Every answer to a GET that needs no id, as this person: address and text."""
    browser, signed, api = sign_in(app, name), bearer(app, name), app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments or rule.rule.startswith(("/static", "/sign-", "/metrics")):
            continue
        for query in QUERIES:
            machine = rule.rule.startswith("/api/")
            answer = api.get(rule.rule + query, headers=signed) if machine else browser.get(rule.rule + query)
            yield rule.rule + query, answer.status_code, answer.get_data(as_text=True)


def hidden_from(office):
    return {about for about in OFFICES if related(MAP, office, about)}


def test_no_list_shows_a_report_to_those_around_whom_it_is_about(app):
    filed = filed_of_every_kind(app.test_client())
    shown_to_somebody = set()
    for role, office in PEOPLE:
        must_not = {each for about in hidden_from(office) for each in filed["report", about]}
        for address, status, text in walked(app, name_of(role, office)):
            assert [each for each in must_not if each[:6] in text] == [], (role, office, address)
            if status == 200:
                shown_to_somebody |= {each for ids in filed.values() for each in ids if each in text}
    assert len(shown_to_somebody) == len(filed) * 2, "everything is shown to somebody, so the walk does see lists"


@pytest.mark.parametrize("office", ["township-government", "service-station"])
def test_no_count_tells_a_leader_that_there_is_a_report_about_the_own_office(app, office):
    """Nor does the difference between two counts: what anybody is shown is the same before and after."""
    leader = name_of(LEADER, office)
    client = app.test_client()
    for _ in range(6):
        client.post("/api/petitions", json=PETITION | {"kind": "suggestion"})
    before = counts(app, leader)
    client.post("/api/petitions", json={**PETITION, "kind": "report", "about": office})
    assert counts(app, leader) == before
    client.post("/api/petitions", json={**PETITION, "text": "某某答应的事没有办。"})
    assert counts(app, leader) == before, "nor one that calls the leader by name"


def counts(app, name):
    """Every answer without what is another at each request."""
    found = {}
    for address, status, text in walked(app, name):
        if not address.startswith(MACHINES):
            found[address] = (status, re.sub(r'value="[^"]+"|[0-9a-f]{16}r', "", text))
    return found
