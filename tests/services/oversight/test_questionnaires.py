import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from services.oversight.questionnaires import AUDIENCES, SCALE, load_questionnaires, main
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


def test_one_is_shipped_for_each_audience() -> None:
    assert [(one.id, one.audience) for one in QUESTIONNAIRES.values()] == [(each, each) for each in AUDIENCES]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_in_the_end_everybody_is_asked_what_should_be_better(audience: str) -> None:
    (asked,) = QUESTIONNAIRES[audience].texts
    assert (asked.id, "改进" in asked.zh) == ("what-to-improve", True)


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
    assert plain["version"] == 2
    asked = plain["questions"] + plain["awareness"] + plain["texts"]
    assert all(set(question) == {"id", "zh", "en"} for question in asked)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "migrants"', 'id = "residents"', "field id: it must be 'migrants', like the file's name"),
        ('kind = "rating"', 'kind = "stars"', "row 1 (policy-explained), field kind: Must be one of"),
        ('id = "knows-items"', 'id = "knows-board"', "row 5 (knows-board), field id: the same as in row 4"),
        ('kind = "awareness"', 'kind = "rating"', "field kind: there is no row of kind 'awareness'"),
        ('kind = "rating"', 'kind = "text"', "field kind: there is no row of kind 'rating'"),
        ('audience = "migrants"', 'audience = "tourists"', "field audience: Must be one of"),
        ('audience = "migrants"\n', "", "field audience: Missing data"),
        ("您知道公开栏在哪里吗？", "您" * 61, "row 4 (knows-board), field zh: Length must be between 1 and 60"),
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


def test_any_number_of_questionnaires_may_lie_there(tmp_path: Path) -> None:
    own = tmp_path / "questionnaires" / "clinic-visitors.toml"
    shutil.copytree(DATA / "questionnaires", own.parent)
    own.write_text((own.parent / "residents.toml").read_text().replace('id = "residents"', 'id = "clinic-visitors"', 1))
    found = load_questionnaires(tmp_path)
    assert list(found) == ["clinic-visitors", "residents", "migrants", "subordinates"]
    assert found["clinic-visitors"].audience == "residents"


def test_of_two_wrong_files_both_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "questionnaires"
    with pytest.raises(DataFileError, match="there is no questionnaire in it"):
        load_questionnaires(tmp_path)
    folder.mkdir()
    for name in ("a1", "b1"):
        (folder / f"{name}.toml").write_text("version = 0\n")
    with pytest.raises(DataFileError) as caught:
        load_questionnaires(tmp_path)
    assert all(f"{name}.toml, field version" in str(caught.value) for name in ("a1", "b1"))


def test_files_are_checked_before_anything_is_restarted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "residents: 第 2 版，13 题" in capsys.readouterr().out
    assert main([str(tmp_path)]) == 1
    assert "there is no questionnaire" in capsys.readouterr().err


def test_more_questions_than_anybody_answers_are_too_many(tmp_path: Path) -> None:
    shutil.copytree(DATA / "questionnaires", tmp_path / "questionnaires")
    file = tmp_path / "questionnaires" / "migrants.toml"
    rows = "".join(f'[[row]]\nid = "more-{number}"\nkind = "text"\nzh = "问"\nen = "?"\n' for number in range(23))
    file.write_text(file.read_text() + rows)
    with pytest.raises(DataFileError, match="31 questions are more than the 30"):
        load_questionnaires(tmp_path)


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
