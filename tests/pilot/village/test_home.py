"""The folder of a village endpoint."""

import json
import os
import stat

import pytest

from pilot.district import ROOT
from pilot.village.endpoint import backup_due
from pilot.village.home import Home, HomeProblem, Settings, point, write

SETTINGS = Settings("shuikou", 8000, "http://192.168.1.5:8000", "/backups")


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "village")
    made.folder.mkdir()
    return made


def test_a_folder_without_a_village_says_how_to_join(home):
    with pytest.raises(HomeProblem, match="deploy/join-village"):
        _ = home.settings
    assert not home.exists


def test_settings_are_kept_and_a_damaged_file_is_named(home):
    home.settle(SETTINGS)
    assert home.settings == SETTINGS
    (home.folder / "endpoint.json").write_text("{")
    with pytest.raises(HomeProblem, match=r"endpoint\.json"):
        _ = home.settings


def test_both_processes_get_all_they_need_and_nothing_of_another_node(home):
    home.settle(SETTINGS)
    web, worker = home.specs(ROOT, {"PATH": "/bin", "SUNSHINE_DATABASE": "sqlite:///other.db"})
    assert web.ready_url == "http://127.0.0.1:8000/readyz"
    assert web.env == worker.env
    assert web.env["SUNSHINE_DATABASE"] == f"sqlite:///{home.database}"
    assert (web.env["SUNSHINE_BUS"], web.env["SUNSHINE_PUSH"]) == ("none", "1")


def test_the_district_s_data_files_lie_over_those_of_the_software(home):
    write(home.places / "villages.toml", "# of the district")
    home.lay_out_data(ROOT)
    home.lay_out_data(ROOT)
    assert (home.data / "villages.toml").read_text() == "# of the district\n"
    assert (home.data / "time_limits.toml").read_text() == (ROOT / "data" / "time_limits.toml").read_text()


def test_what_is_secret_is_for_the_owner_alone(home):
    write(home.secrets, json.dumps({}))
    write(home.secrets, json.dumps({"again": 1}))
    assert stat.S_IMODE(home.secrets.stat().st_mode) == 0o600


def test_the_running_version_is_changed_at_one_moment(home, tmp_path):
    point(home.current, tmp_path)
    point(home.current, ROOT)
    assert home.current.resolve() == ROOT


def test_a_backup_is_due_after_a_day_also_when_the_clock_was_set(tmp_path):
    assert backup_due(tmp_path, 1_000_000)
    (tmp_path / "2026-03-02.gz").touch()
    os.utime(tmp_path / "2026-03-02.gz", (1_000_000, 1_000_000))
    assert not backup_due(tmp_path, 1_000_000 + 3600)
    assert backup_due(tmp_path, 1_000_000 + 25 * 3600)
    assert backup_due(tmp_path, 900_000)
