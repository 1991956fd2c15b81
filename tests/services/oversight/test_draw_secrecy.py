"""Who may know of an undercover inspection before its week: nobody. Shown by districts that differ in nothing else.

Two districts are alike to the last event but for the secret of their draw. Whatever somebody may ask for must be
answered the same in both: then no answer depends on what was drawn.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from services.oversight.app import create_app
from services.oversight.composition import compose
from tests.services.oversight.inspecting import SUPERVISORS, decide_draw, drawn, morning, report

EVERYBODY = (None, "chen", "zhao", "ding", "ops", *SUPERVISORS)
ONE_OF = {"year": "2026", "id": "2026-undercover-1-yangshe-1", "name": "zhou"}
UNLIKE_BY_NATURE = {"/metrics", "/healthz", "/feed", "/head"}
"""Timings and signed answers for other nodes, which get nothing of this: see the last test."""


class Asker:
    """One person at one district, signed in for pages and for the API."""

    def __init__(self, app, who):
        self.client, self.headers = app.test_client(), {}
        if who:
            token = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/sign-in").text).group(1)
            given = {"name": who, "password": f"sunshine-{who}"}
            assert self.client.post("/sign-in", data={**given, "csrf_token": token}).status_code == 303
            self.headers = {"Authorization": f"Bearer {self.client.post('/api/tokens', json=given).json['token']}"}

    def get(self, path):
        answer = self.client.get(path, headers=self.headers if path.startswith("/api") else {})
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
        return answer.status_code, re.sub(r"[0-9a-f]{12,}", "…", text)

    def post(self, path, json):
        answer = self.client.post(path, json=json, headers=self.headers)
        return answer.status_code, re.sub(r"[0-9a-f]{12,}", "…", answer.text)


class District:
    def __init__(self, config, folder):
        self.config = replace(
            config, database=f"sqlite:///{folder / 'log.db'}", keys_database=f"sqlite:///{folder / 'keys.db'}"
        )
        self.app = create_app(self.config)
        self.service = compose(self.config)
        self.askers = {who: Asker(self.app, who) for who in EVERYBODY}
        decide_draw(lambda who, method, path, json: self._called(who, path, json))
        self.tasks = drawn(self.service)[0]

    def _called(self, who, path, json):
        answer = self.askers[who].client.post(path, json=json, headers=self.askers[who].headers)
        return answer.status_code, answer.json

    def close(self):
        self.service.application.database.close()
        self.service.keys.close()


@pytest.fixture
def districts(config, tmp_path):
    both = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        both.append(District(config, tmp_path / name))
    assert both[0].tasks != both[1].tasks
    yield both
    for district in both:
        district.close()


def addresses(app):
    """Every address that can be read, with examples for what stands in it."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.endpoint.endswith("static") and rule.rule not in UNLIKE_BY_NATURE:
            yield re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: ONE_OF.get(found[1], "x"), rule.rule)


def test_before_its_week_no_answer_to_anybody_depends_on_what_was_drawn(districts, clock):
    one, other = districts
    paths = sorted(set(addresses(one.app)))
    assert {"/supervision", "/api/inspections/to-do", "/draws/2026", "/api/draws/2026"} <= set(paths)
    told = [
        (who, path) for who in EVERYBODY for path in paths if one.askers[who].get(path) != other.askers[who].get(path)
    ]
    assert told == []
    guesses = [
        report(place, day, "undercover")
        for place in {task.place for task, _ in one.tasks}
        for day in ("2026-03-02", "2026-03-09", "2026-12-21")
    ]
    told = [
        (who, guess["place"], guess["day"])
        for who in SUPERVISORS
        for guess in guesses
        if one.askers[who].post("/api/inspections", guess) != other.askers[who].post("/api/inspections", guess)
    ]
    assert told == []

    # In the week of the first task it is told to one supervisor, and to nobody else.
    task, whose = one.tasks[0]
    clock.move_to(morning(task.week))
    assert task.place in one.askers[whose].get("/api/inspections/to-do")[1]
    watched = sorted({"/", *(path for path in paths if re.search("inspection|supervis|draw|finding|district", path))})
    told = [
        (who, path)
        for who in EVERYBODY
        if who not in SUPERVISORS
        for path in watched
        if one.askers[who].get(path) != other.askers[who].get(path)
    ]
    assert told == []
    mine = {task.place for task, name in one.tasks if name != whose and task.week <= one.tasks[0][0].week}
    [not_mine] = set(SUPERVISORS) - {whose}
    listed = one.askers[not_mine].client.get("/api/inspections/to-do", headers=one.askers[not_mine].headers).json
    assert {each["place"] for each in listed["items"]} == mine


def test_neither_the_log_nor_what_is_told_to_others_holds_the_secret(call, service, config):
    decide_draw(call)
    with service.application.database.read() as tx:
        latest = service.application.state(tx, "plan", "2026").latest
        assert tx.execute("SELECT count(*) FROM outbox")[0][0] == 0
    secret = service.keys.decrypt("draw-2026-1", latest.sealed)["secret"]
    log = Path(config.database.removeprefix("sqlite:///"))
    written = b"".join(file.read_bytes() for file in log.parent.glob(log.name + "*"))
    assert latest.sealed.encode() in written
    assert secret.encode() not in written
    assert bytes.fromhex(secret) not in written
