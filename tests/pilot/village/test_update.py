"""A new version is tried on a copy, put in place and watched; where it does not hold, the old one is back."""

import apsw
import pytest

from pilot.district import ROOT
from pilot.village import update as updating
from pilot.village.copy import copy
from pilot.village.home import Home, HomeProblem, Settings, point


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "village")
    (made.folder / "software").mkdir(parents=True)
    made.settle(Settings("shuikou", 8000, "http://x", str(tmp_path / "backups")))
    point(made.current, ROOT)
    return made


@pytest.fixture
def new(home):
    made = home.folder / "software" / "new"
    made.mkdir()
    (home.folder / "software" / "older").mkdir()
    return made


class Keeping:
    """Says of each version whether it comes up, and whether it is still there after a while."""

    def __init__(self, home, *, up=(), steady=()):
        self.home, self.up, self.steady, self.asked = home, up, steady, 0

    def stop(self):
        self.asked = 0

    start = stop

    def wait_until_up(self, seconds):
        self.asked += 1
        return self.home.current.resolve() in (self.up if self.asked == 1 else self.steady)

    def pid(self):
        return 7


@pytest.fixture
def run(home, new, monkeypatch, capsys):
    def call(*, trial=lambda home, new: None, backup=ROOT, **lasting):
        monkeypatch.setattr(updating, "try_on_copy", trial)
        monkeypatch.setattr(updating, "back_up", lambda home, software, name: backup)
        code = updating.update(home, new, Keeping(home, **lasting), install=lambda new: None, watched=0)
        return code, capsys.readouterr().out

    return call


def test_a_version_that_runs_well_stays_and_older_ones_go(run, home, new):
    code, said = run(up=(new,), steady=(new,))
    assert (code, "Updated" in said, home.current.resolve()) == (0, True, new)
    assert [path.name for path in (home.folder / "software").iterdir()] == ["new"]


@pytest.mark.parametrize("comes_up", [False, True])
def test_a_version_that_does_not_come_up_or_stay_up_gives_way_to_the_old_one(run, home, new, comes_up):
    code, said = run(up=(ROOT, new) if comes_up else (ROOT,), steady=(ROOT,))
    assert (code, "The old version runs again" in said, home.current.resolve()) == (1, True, ROOT)


def test_one_that_fails_on_a_copy_of_the_data_is_never_put_in_place(run, home):
    def trial(home, new):
        raise HomeProblem("it did not start")

    with pytest.raises(HomeProblem):
        run(trial=trial)
    assert home.current.resolve() == ROOT


def test_without_a_backup_nothing_is_changed(run, home):
    with pytest.raises(HomeProblem, match="backup"):
        run(backup=None)
    assert home.current.resolve() == ROOT


def test_a_folder_that_holds_no_version_is_refused(home, tmp_path, capsys):
    assert updating.main(["--folder", str(home.folder), "--from", str(tmp_path)]) == 1
    assert "There is no version" in capsys.readouterr().out


def test_a_database_is_copied_while_somebody_writes(tmp_path):
    live = apsw.Connection(str(tmp_path / "live.db"))
    live.execute("PRAGMA journal_mode=WAL; CREATE TABLE t (n); INSERT INTO t VALUES (1)").fetchall()
    live.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)").fetchall()
    copy(str(tmp_path / "live.db"), str(tmp_path / "copy.db"))
    live.execute("COMMIT")
    assert apsw.Connection(str(tmp_path / "copy.db")).execute("SELECT n FROM t").fetchall() == [(1,)]
