"""Before the results of a round are out nobody learns anything of them, whatever page or file he opens.

Two services that are the same but for what people have answered: everybody sees the same in both, byte by byte.
"""

import re
import shutil
from dataclasses import replace

import pytest

from services.oversight.app import create_app
from services.oversight.composition import compose
from shared.contracts import Heard
from shared.contracts.feedback import BALLOTS_CAST, BallotsCast
from shared.privacy.sealing import seal
from tests.services.oversight.examples import ROUND

_PASSING = re.compile(r'name="(csrf_token|key)" value="[^"]*"|[0-9a-f]{16}r|nonce-[^"]*|urn:uuid:[^"]*')
_OTHERWISE = {"static", "healthz", "metrics"}
"""How long things took, and how full the disk is, differs from one moment to the next."""
PEOPLE = ("zhao", "ding", None)


@pytest.fixture
def twins(config, service, seal_key, tmp_path):
    """The apps of both, and the round's id. In one all are content, in the other nobody is."""
    client = create_app(config).test_client()
    token = client.post("/api/tokens", json={"name": "zhao", "password": "sunshine-zhao"}).json["token"]
    opened = client.post("/api/rounds", json=ROUND, headers={"Authorization": f"Bearer {token}"}).json
    service.application.database.close()
    service.keys.close()
    apps = []
    for name, level, knows in (("content", 5, True), ("not", 1, False)):
        folder = tmp_path / name
        folder.mkdir()
        for file in (*tmp_path.glob("oversight.db*"), *tmp_path.glob("keys.db*")):
            shutil.copy(file, folder)
        theirs = replace(
            config,
            database=f"sqlite:///{folder / 'oversight.db'}",
            keys_database=f"sqlite:///{folder / 'keys.db'}",
            state=folder,
        )
        _hear_ballots(compose(theirs), opened, seal_key, level, knows)
        apps.append(create_app(theirs))
    return apps, opened["id"]


def _hear_ballots(service, asked, seal_key, level, knows):
    ballot = {
        "scores": {question["id"]: level for question in asked["questions"]},
        "awareness": {question["id"]: knows for question in asked["awareness"]},
        "texts": {question["id"]: "办得好" if knows else "办得慢" for question in asked["texts"]},
    }
    now = service.clock.now()
    for village in asked["villages"]:
        ballots = [seal(seal_key, ballot) for _ in range(12)]
        data = {"batch": f"b-{village}", "round": asked["id"], "village": village, "ballots": ballots, "last": False}
        heard = Heard(BALLOTS_CAST, f"/feedback/{village}", f"b-{village}", now, BallotsCast().dump(data))
        with service.application.database.write() as tx:
            assert tx.execute("SELECT 1 FROM rounds WHERE id = ?", (asked["id"],)), "the attack is a real one"
            told = {"type": heard.type, "source": heard.source, "subject": heard.subject, "time": now.isoformat()}
            service.application.apply_messages(tx, [{**told, "data": heard.data}])
    with service.application.database.read() as tx:
        assert {count for (count,) in tx.execute("SELECT count FROM survey_answers")} == {12}
    service.application.database.close()
    service.keys.close()


def _addresses(app, asked):
    given = {"id": asked, "round": asked, "year": 2026, "quarter": "2026-Q1", "period": "2026-Q1"}
    given |= {"office": "family-planning-office", "body": "family-planning-office", "audience": "residents"}
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" in rule.methods and rule.endpoint not in _OTHERWISE and rule.arguments <= given.keys():
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda name: str(given[name[1]]), rule.rule)


def test_before_results_are_out_no_page_and_no_file_tells_what_was_answered(twins):
    apps, asked = twins
    for who in PEOPLE:
        seen = [_looked_at(app, asked, who) for app in apps]
        assert len(seen[0]) > 50
        assert [path for path, said in seen[0].items() if said != seen[1][path]] == []
    refused = apps[0].test_client().get(f"/api/rounds/{asked}/results")
    assert (refused.status_code, refused.json["code"]) == (409, "results-not-out")


def _looked_at(app, asked, who):
    client = app.test_client()
    if who:
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)[1]
        form = {"name": who, "password": f"sunshine-{who}", "csrf_token": token}
        assert client.post("/sign-in", data=form).status_code == 303
    return {path: _PASSING.sub("", client.get(path).get_data(as_text=True)) for path in _addresses(app, asked)}
