import shutil
from pathlib import Path

import pytest

from shared.datafiles import DataFileError
from shared.timelimits.loading import load_calendar, load_time_limits

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "calendar", tmp_path / "calendar")
    shutil.copy(DATA / "time_limits.toml", tmp_path)
    return tmp_path


def broken(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def limits_refusal(data: Path, old: str, new: str) -> str:
    broken(data / "time_limits.toml", old, new)
    with pytest.raises(DataFileError) as caught:
        load_time_limits(data)
    return str(caught.value).removeprefix(str(data))


def calendar_refusal(data: Path, old: str, new: str) -> str:
    broken(data / "calendar" / "2026.toml", old, new)
    with pytest.raises(DataFileError) as caught:
        load_calendar(data)
    return str(caught.value).removeprefix(str(data))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('unit = "working_days"', 'unit = "days"', "row 1 (enquiry), field unit: Must be one of"),
        ("length = 15", "length = 0", "row 2 (acceptance), field length: Must be greater than"),
        ("length = 15", "length = 15.0", "row 2 (acceptance), field length: Not a valid integer."),
        ("extension_times = 1\n", "", "row 4 (resolution), field extension_times: An extension needs"),
        ("effective_to = 2019-05-14", "effective_to = 2008-04-30", "field effective_to: It ends before"),
        ("effective_to = 2019-05-14", "", "row 11 (disclosure), field effective_from: in force together"),
        ("version = 2", "version = 1", "row 11 (disclosure), field id + version: the same as in row 10"),
        ('start = ["accepted"]', 'start = ["Was Accepted"]', "field start[1]: String does not match"),
    ],
)
def test_a_wrong_time_limit_is_named_by_row_and_field(data: Path, old: str, new: str, said: str) -> None:
    refusal = limits_refusal(data, old, new)
    assert refusal.startswith("/time_limits.toml, row ")
    assert said in refusal


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "2026-1"', 'id = "2026-2"', "row 1 (2026-2), field id: It must be year-version."),
        ("last = 2026-01-03", "last = 2025-12-31", "field holidays[1].last: It ends before it begins."),
        ("make_up = [2026-01-04]", "make_up = [2026-01-05]", "field holidays[1].make_up: Only Saturdays"),
        ("make_up = [2026-01-04]", "make_up = [2027-01-03]", "has a day in another year."),
        ("make_up = [2026-01-04]", "make_up = [2026-01-03]", "has a day that is given twice."),
        ("first = 2026-04-04", "first = 2026-02-30", "not valid TOML"),
        ("first = 2026-04-04", 'first = "4 April"', "field holidays[3].first: Not a valid date."),
    ],
)
def test_a_wrong_year_table_is_named_by_row_and_field(data: Path, old: str, new: str, said: str) -> None:
    refusal = calendar_refusal(data, old, new)
    assert refusal.startswith("/calendar/2026.toml")
    assert said in refusal


def test_a_folder_without_year_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="there is no year in it"):
        load_calendar(tmp_path)
