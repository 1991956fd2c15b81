import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from services.oversight.questionnaires import AUDIENCES, SCALE, load_questionnaires
from shared.datafiles import DataFileError
from shared.district import load_district

DATA = Path(__file__).parents[3] / "data"
QUESTIONNAIRES = load_questionnaires(DATA)
AWARENESS = ["knows-board", "knows-items", "knows-hotline", "knows-promises"]


def asked(audience: str) -> list[str]:
    return [question.id for question in QUESTIONNAIRES[audience].questions]


def test_each_audience_is_asked_the_questions_of_the_plan() -> None:
    assert asked("residents") == [
        "work-style",
        "attitude",
        "service-quality",
        "promises-kept",
        "listens",
        "passes-on-wishes",
        "cares",
        "satisfied",
    ]
    assert asked("migrants") == ["policy-explained", "check-up-in-time", "rights-protected"]
    assert "fairness" in asked("subordinates")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_audience_is_asked_what_it_knows(audience: str) -> None:
    assert [question.id for question in QUESTIONNAIRES[audience].awareness] == AWARENESS


def test_the_scale_has_five_levels_from_very_satisfied_down() -> None:
    assert [(value, zh) for value, zh, _ in SCALE] == [
        (5, "非常满意"),
        (4, "满意"),
        (3, "基本满意"),
        (2, "不满意"),
        (1, "非常不满意"),
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_questionnaire_travels_as_plain_json(audience: str) -> None:
    plain = QUESTIONNAIRES[audience].as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["version"] == 1
    assert all(set(question) == {"id", "zh", "en"} for question in plain["questions"] + plain["awareness"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "migrants"', 'id = "residents"', "field id: it must be 'migrants', like the file's name"),
        ('kind = "rating"', 'kind = "stars"', "row 1 (policy-explained), field kind: Must be one of"),
        ('id = "knows-items"', 'id = "knows-board"', "row 5 (knows-board), field id: the same as in row 4"),
        ('kind = "awareness"', 'kind = "rating"', "field kind: there is no row of kind 'awareness'"),
    ],
)
def test_a_wrong_questionnaire_is_named_by_file_row_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    shutil.copytree(DATA / "questionnaires", tmp_path / "questionnaires")
    file = tmp_path / "questionnaires" / "migrants.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    with pytest.raises(DataFileError) as caught:
        load_questionnaires(tmp_path)
    assert str(caught.value).startswith(str(file))
    assert said in str(caught.value)


@pytest.fixture(scope="module")
def paper() -> list[dict[str, str]]:
    with (DATA / "demo" / "paper-answers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_demo_ships_thirty_paper_answers_for_each_pilot_village(paper: list[dict[str, str]]) -> None:
    pilots = [village.id for village in load_district(DATA).villages if village.pilot]
    assert Counter(row["village"] for row in paper) == dict.fromkeys(pilots, 30)


def test_no_group_of_paper_answers_is_below_five(paper: list[dict[str, str]]) -> None:
    groups = Counter((row["village"], row["audience"]) for row in paper)
    assert min(groups.values()) >= 5


def test_every_paper_answer_answers_its_own_questionnaire_and_no_other(paper: list[dict[str, str]]) -> None:
    for row in paper:
        given = {column for column, value in row.items() if value and column not in ("village", "audience")}
        assert given == {*asked(row["audience"]), *AWARENESS}
        assert all(row[question] in "12345" for question in asked(row["audience"]))
        assert all(row[question] in ("yes", "no") for question in AWARENESS)
