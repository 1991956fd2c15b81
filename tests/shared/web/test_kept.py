"""Pages kept for those who have not signed in: never somebody else's, never what was true before."""

from datetime import date
from types import SimpleNamespace

import pytest
from flask import Blueprint, flash, render_template_string, request, session

from shared.application import Application
from shared.eventlog import EventLog, open_database
from shared.ids import CountingIds
from shared.messaging.keys import SigningKey
from shared.messaging.outbox import Outbox
from shared.web import kept as module
from shared.web.kept import KeptPages
from shared.web.roles import PUBLIC, allow
from tests.shared.tally import BLUEPRINT, CODEC, Count
from tests.shared.web.example import example_api, example_pages

PAGE = '{% extends "base.html" %}{% block main %}{{ t("第", "No.") }} {{ made }} {{ account.display }}{% endblock %}'
FORM = (
    '{% extends "base.html" %}{% from "macros.html" import csrf %}{% block main %}{{ made }} {{ csrf() }}{% endblock %}'
)


@pytest.fixture
def site(make, tmp_path, clock):
    """``made``: how often the view was asked; ``record()`` appends an event; ``on.day`` is the day in China."""
    database = open_database(f"sqlite:///{tmp_path / 'kept.db'}")
    outbox = Outbox("/example", SigningKey("01" * 32))
    application = Application(
        BLUEPRINT, database=database, log=EventLog(CODEC), outbox=outbox, clock=clock, ids=CountingIds()
    )
    application.create_tables()
    made, on = [], SimpleNamespace(day=date(2026, 3, 2), meanwhile=lambda: None)
    kept, pages = KeptPages(application, lambda: on.day), Blueprint("kept", __name__)

    @pages.get("/board")
    @allow(PUBLIC)
    @kept
    def board():
        made.append(request.full_path)
        meanwhile, on.meanwhile = on.meanwhile, lambda: None
        meanwhile()
        return render_template_string(PAGE, made=len(made))

    @pages.get("/form")
    @allow(PUBLIC)
    @kept
    def form():
        made.append("form")
        return render_template_string(FORM, made=len(made))

    @pages.get("/told")
    @allow(PUBLIC)
    def told():
        flash("只说给您听。", "good")
        return "told"

    @pages.get("/leaves-a-mark")
    @allow(PUBLIC)
    @kept
    def leaves_a_mark():
        made.append("mark")
        session["mark"] = 1
        return str(len(made))

    @pages.get("/refuses")
    @allow(PUBLIC)
    @kept
    def refuses():
        made.append("refuses")
        return "no", 404

    app = make(blueprints=[example_pages(), pages], api_blueprints=[example_api()])
    number = iter(range(100))

    def record():
        application.handle("tally", f"t{next(number)}", Count(1, clock.now()), actor="li")

    yield SimpleNamespace(app=app, client=app.test_client(), made=made, on=on, record=record)
    database.close()


@pytest.fixture
def client(site):
    return site.client


def test_a_page_is_made_once_and_again_when_something_is_recorded_or_the_day_changes(site, client):
    first = client.get("/board")
    assert client.get("/board").data == first.data
    assert len(site.made) == 1
    site.record()
    assert "第 2" in client.get("/board").text
    site.on.day = date(2026, 3, 3)
    assert "第 3" in client.get("/board").text
    assert "第 3" in client.get("/board").text


def test_another_address_and_another_language_are_other_pages(client):
    assert "第 1" in client.get("/board").text
    assert "No. 2" in client.get("/board", headers={"Accept-Language": "en"}).text
    assert "第 3" in client.get("/board?page=2").text
    client.set_cookie("sunshine_lang", "en")
    assert "No. 2" in client.get("/board").text
    chosen = client.get("/board?lang=zh")
    assert "第 4" in chosen.text
    assert "sunshine_lang=zh" in chosen.headers["Set-Cookie"]
    assert chosen.headers["Cache-Control"] == "no-store"


def test_who_is_signed_in_neither_gets_nor_leaves_a_kept_page(site, client, person):
    assert "第 1" in client.get("/board").text
    person.sign_in()
    mine = client.get("/board")
    assert "李干事" in mine.text
    assert "X-Accel-Expires" not in mine.headers
    assert mine.headers["Cache-Control"] == "no-store"
    assert "第 1 " in site.app.test_client().get("/board").text
    site.record()
    assert "李干事" in client.get("/board").text
    others = site.app.test_client().get("/board").text
    assert "李干事" not in others


def test_a_message_for_one_reader_is_shown_to_that_one(site, client):
    client.get("/told")
    assert "只说给您听" in client.get("/board").text
    assert "只说给您听" not in site.app.test_client().get("/board").text


def test_a_page_with_a_token_or_a_cookie_is_never_kept(site):
    readers = [site.app.test_client() for _ in range(3)]
    tokens = {reader.get("/form").text for reader in readers}
    assert len(tokens) == 3
    assert [reader.get("/leaves-a-mark").text for reader in readers] == ["4", "5", "6"]
    assert "X-Accel-Expires" not in site.app.test_client().get("/form").headers


def test_a_refusal_is_not_kept(site, client):
    assert client.get("/refuses").status_code == client.get("/refuses").status_code == 404
    assert len(site.made) == 2


def test_a_browser_that_has_it_is_told_that_it_still_holds(site, client):
    first = client.get("/board")
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["X-Accel-Expires"] == "1"
    again = client.get("/board", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head("/board").headers["ETag"] == first.headers["ETag"]
    site.record()
    assert client.get("/board", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_no_more_than_so_many_are_kept_and_none_too_large(site, client, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    for number in (1, 2, 3, 3, 2, 1):
        client.get(f"/board?page={number}")
    assert len(site.made) == 4
    monkeypatch.setattr(module, "LARGEST", 10)
    client.get("/board?page=9")
    client.get("/board?page=9")
    assert len(site.made) == 6


def test_what_is_recorded_while_a_page_is_made_is_seen_by_the_next_reader(site, client):
    site.on.meanwhile = site.record
    assert "第 1" in client.get("/board").text
    assert "第 2" in client.get("/board").text
    assert "第 2" in client.get("/board").text
