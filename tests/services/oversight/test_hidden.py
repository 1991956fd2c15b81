"""What somebody may not know of answers exactly as what is not there, on every address that takes a petition's id."""

import re

import pytest

from tests.services.oversight.walking import filled, petition_rules

NOWHERE = "0123456789abcdef0123"
HIDDEN_FROM = {"li": "family-planning-office", "zhao": "township-government"}
"""Who, and the office that a report is about which the person must not know of."""


def plain(answer, id):
    """Status and text, without what is another at every request, and without the id that was asked for."""
    text = answer.get_data(as_text=True).replace(id, "ID")
    text = re.sub(r"[0-9a-f]{16}r", "REQUEST", text)
    return answer.status_code, re.sub(r'(csrf_token" value=")[^"]+', r"\1", text)


@pytest.fixture
def hidden(file, do):
    """Reports that each of them must not know of, one of them ended, and a claim that calls each by name."""
    found = {who: [file(kind="report", about=about)[0] for _ in range(2)] for who, about in HIDDEN_FROM.items()}
    do("chen", found["li"][1], "decline", reason="before_court", where_to_go="法院")
    for who, name in (("li", "李干事"), ("zhao", "赵镇长")):
        found[who].append(file(kind="claim", about="service-station", text=f"{name}答应的事没有办。")[0])
    return found


@pytest.fixture
def ask(app, call, tokens):
    """Ask an address as somebody, on the page or by the API, as the address wants it; the answer."""

    def as_person(who):
        call(who, "GET", "/api/petitions")
        browser = app.test_client()

        def token_of(page):
            return re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text).group(1)

        signing_in = {"name": who, "password": f"sunshine-{who}", "csrf_token": token_of("/sign-in")}
        browser.post("/sign-in", data=signing_in)
        token = token_of("/petition")

        def make(given, method, id):
            if given.machine:
                signed = {"Authorization": f"Bearer {tokens[who]}"}
                sent = {"json": given.body} if method == "POST" else {}
                return app.test_client().open(given.path(id), method=method, headers=signed, **sent)
            sent = {"data": {**given.body, "csrf_token": token}} if method == "POST" else {}
            return browser.open(given.path(id), method=method, **sent)

        return make

    return as_person


@pytest.mark.parametrize("who", HIDDEN_FROM)
def test_a_hidden_petition_answers_as_one_that_is_not_there(app, hidden, who, ask):
    asking, looked_for = ask(who), 0
    for rule, method in petition_rules(app):
        for given in filled(app, rule):
            nowhere, *known = (plain(asking(given, method, each), each) for each in (NOWHERE, *hidden[who]))
            assert known == [nowhere] * 3, (method, given.path("…"))
            assert nowhere[0] in {403, 404}, (method, given.path("…"), nowhere)
            looked_for += nowhere[0] == 404
    assert looked_for >= 14, "so many addresses looked for the petition itself"
