from datetime import date

import pytest

from services.oversight.domain.scoring import in_force
from services.oversight.weights import load_weights
from shared.datafiles import DataFileError
from tests.services.oversight.examples import DATA

SHIPPED = (DATA / "evaluation.toml").read_text()


def load(folder, text):
    (folder / "evaluation.toml").write_text(text)
    return load_weights(folder)


def test_the_shipped_numbers_are_those_of_the_plan():
    [rules] = load_weights(DATA)
    assert sum(rules.weights.values()) == 100
    assert (rules.standard.awareness, rules.standard.lower_end, rules.standard.fewest_answers) == (0.85, 0.8, 5)
    assert rules.fewest_cases == 5


def test_a_quarter_is_evaluated_by_the_version_in_force(tmp_path):
    later = SHIPPED[SHIPPED.index("[[row]]") :].replace("version = 1", "version = 2").replace("2018", "2027")
    first = SHIPPED.replace("effective_from = 2018-01-01", "effective_from = 2018-01-01\neffective_to = 2026-12-31")
    versions = load(tmp_path, first + later)
    assert [in_force(versions, day).version for day in (date(2026, 12, 31), date(2027, 1, 1))] == [1, 2]


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("in_time = 30", "in_time = 31", "row 1, field weights: Together they must be 100, not 101."),
        ("in_time = 30\n", "", "row 1, field weights.in_time: Missing data for required field."),
        ("in_time = 30", "on_time = 30", "row 1, field weights.on_time: Unknown field."),
        ("late_lost = 0.5", "late_lost = 1.5", "row 1, field posted.late_lost: Must be greater"),
        ("fewest_answers = 5", "fewest_answers = 4", "row 1, field standard.fewest_answers: Must be greater"),
        ("fewest_cases = 5", "fewest_cases = 4", "row 1, field fewest_cases: Must be greater"),
        ("grace_days = 10", "grace_days = true", "row 1, field grace_days: Not a valid integer."),
        ("version = 1\n", "version = 1\neffective_to = 2017-01-01\n", "row 1, field effective_to: It ends before"),
        ("version = 1\n", "version = 1\neffective_to = 2030-01-01\n", "version 1, field effective_to: the last"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path, written, instead, said):
    with pytest.raises(DataFileError, match=said.replace(".", r"\.")):
        load(tmp_path, SHIPPED.replace(written, instead))


def test_versions_follow_one_another_without_a_gap(tmp_path):
    later = SHIPPED[SHIPPED.index("[[row]]") :].replace("version = 1", "version = 2").replace("2018", "2027")
    with pytest.raises(DataFileError, match="version 1, field effective_to: version 2 must begin the day after"):
        load(tmp_path, SHIPPED + later)
