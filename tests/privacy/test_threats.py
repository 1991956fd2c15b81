"""Each adversary of docs/threat-model.md tries what the page says, with all that the page gives him."""

import json
import shutil
from contextlib import suppress
from datetime import date

import pytest

from services.feedback.app import create_app
from services.feedback.ballots.casting import cast
from services.feedback.ballots.giving import give_ballot, hand_out_codes
from services.oversight.casework import rounds
from shared.errors import Refusal
from shared.web.roles import LEADER, Account
from tests.privacy.needles import search
from tests.privacy.places import databases, files, readable
from tests.privacy.recovering import Keys, read_with, tokens

ZHAO = Account("zhao", "赵镇长", LEADER, "township-government", None)
TEXT = "窗口中午没有人值班，白跑了两趟"
HERE = "192.0.2.7"
ROUND = {
    "questionnaire": "residents",
    "office": "family-planning-office",
    "villages": ["yangshe"],
    "everywhere": False,
    "reworded": False,
    "title": "一季度评议",
}


@pytest.fixture
def opened(pair):
    """A round that asks in words too."""
    today = pair.village.today()
    asked = {**ROUND, "everywhere": False, "reworded": False, "opens_on": today, "closes_on": date(today.year, 12, 30)}
    opened = rounds.open_round(pair.oversight, ZHAO, asked, None)["id"]
    pair.talk()
    return opened


def answers(number):
    """No two alike, so that any order would show."""
    return {"scores": {"attitude": 1 + number % 5, "satisfied": 1 + number // 5}, "awareness": {"knows-board": True}}


def words_of(pair, round):
    with pair.oversight.application.database.read() as tx:
        plan = pair.oversight.application.state(tx, "round", round).plan
    return {question.id: TEXT for question in plan.texts}


def test_the_clerk_with_every_copy_of_the_database_reads_no_answer(pair, opened):
    village, copies = pair.folder / "nodes" / "yangshe", pair.folder.parent / "copies"
    codes = hand_out_codes(pair.village, opened, 12, "yangshe")
    for number, code in enumerate(codes):
        said = {**answers(number), "texts": words_of(pair, opened)}
        give_ballot(pair.village, {"round": opened, "code": code, **said}, HERE)
        shutil.copytree(village, copies / str(number))
    pair.back_up("daily")
    shutil.move(pair.folder / "yangshe-daily.gz", copies)
    cast(pair.village)
    shutil.copytree(village, copies / "cast")
    assert search([TEXT, '"attitude":', '"scores":'], [*files(copies), *databases(copies)]) == []
    boxes = tokens(readable(copies))
    assert len({len(box) for box in boxes if len(box) > 1000}) == 1, "the length tells what was answered"
    keys = Keys().take(copies)
    assert '"scores"' not in read_with(keys, boxes)
    assert '"scores"' in read_with(keys.take(pair.folder / "nodes" / "oversight"), boxes), "the attack is a real one"
    shutil.rmtree(copies)


def test_no_two_boxes_are_alike_even_where_the_answers_are(pair, opened):
    for code in hand_out_codes(pair.village, opened, 2, "yangshe"):
        give_ballot(pair.village, {"round": opened, "code": code, **answers(0)}, HERE)
    with pair.village.application.database.read() as tx:
        assert len(set(tx.execute("SELECT sealed FROM ballot_box"))) == 2


def test_the_operator_with_the_logs_finds_nothing_that_tells_one_person_from_another(pair, opened, capfd):
    client = create_app(pair.village.node.config).test_client()
    codes = hand_out_codes(pair.village, opened, 2, "yangshe")
    capfd.readouterr()
    told = []
    for number, code in enumerate(codes):
        theirs = {"User-Agent": f"Phone {number}", "X-Forwarded-For": f"198.51.100.{number}", "Referer": "http://me/"}
        body = {"round": opened, "code": code, **answers(number)}
        asked = client.post(
            "/api/responses", json=body, headers=theirs, environ_base={"REMOTE_ADDR": f"203.0.113.{number}"}
        )
        assert asked.status_code == 201
        out, err = capfd.readouterr()
        told.append([json.loads(line) for line in (out + err).splitlines()])
        lying = [("log", (out + err).encode()), *files(pair.folder), *databases(pair.folder)]
        assert search([code, *theirs.values(), f"203.0.113.{number}"], lying) == []
    for lines in told:
        for line in lines:
            for passing in ("request_id", "time", "ms"):
                line.pop(passing)
    assert told[0] == told[1]


def test_whoever_stuffs_the_box_is_refused_or_seen(pair, opened):
    (code,) = hand_out_codes(pair.village, opened, 1, "yangshe")
    tries = [
        {"code": code},
        {"code": code},
        {"code": "000000000000"},
        {"code": code, "round": "another"},
        {"code": code[:-1]},
        {"code": code, "scores": {"attitude": 6}},
    ]
    for each in tries:
        with suppress(Refusal):
            give_ballot(pair.village, {"round": opened, **answers(0), **each}, HERE)
    rounds.close_round(pair.oversight, ZHAO, opened)
    pair.talk()
    cast(pair.village)
    for _ in range(2):
        pair.talk()
    with pair.oversight.application.database.read() as tx:
        counted = [
            one.event for one in pair.oversight.application.log.after(tx, 0, 1000) if one.name == "ballots-counted"
        ]
    assert [(len(one.answers), one.last) for one in counted] == [(1, True)]
    with pair.village.application.database.read() as tx:
        drawn = [
            one.event.count for one in pair.village.application.log.after(tx, 0, 1000) if one.name == "codes-handed-out"
        ]
    assert drawn == [1]
