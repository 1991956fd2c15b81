"""`make village-test`: a village far away with real processes. It joins, loses its power, and gets two new versions."""

import json
import os
import shutil
import signal
import threading
import time
import urllib.request

import psutil
import pytest

from pilot.district import ROOT, District, find_base_port
from pilot.manage import main as manage
from pilot.village import join
from pilot.village.home import Home, HomeProblem
from pilot.village.keeping import Keeping
from pilot.village.update import update

IGNORED = shutil.ignore_patterns(".git", ".venv", "var", ".*_cache", "__pycache__", "tests")
PETITION = {"kind": "enquiry", "about": "petition-office", "title": "问个事", "text": "什么时候办理？"}


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    folder = tmp_path_factory.mktemp("afar")
    with District(folder / "district", villages=["yangshe"], quiet=True) as district:
        base = ["--folder", str(folder / "district"), "--port", str(district.base_port), "oversight"]
        assert manage([*base, "villages", "invite", "shuikou", str(folder / "file")]) == 0
        home, port = Home(folder / "village"), find_base_port(1) + 1
        given = [str(folder / "file"), "--folder", str(home.folder), "--port", str(port), "--no-systemd"]
        assert join.main(given) == 0
        keeping = Keeping(home, systemd=False)
        yield district, home, keeping
        keeping.stop()


def file(home):
    asked = urllib.request.Request(
        f"http://127.0.0.1:{home.settings.port}/api/petitions",
        json.dumps(PETITION).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=5) as answer:
        return json.load(answer)["petition"]


def family(keeping):
    endpoint = psutil.Process(keeping.pid())
    return [endpoint, *endpoint.children(recursive=True)]


def test_web_worker_and_their_keeper_take_less_than_150_mb(village):
    _, home, keeping = village
    file(home)
    assert sum(each.memory_full_info().pss for each in family(keeping)) < 150 * 1024**2


def test_what_was_answered_before_the_power_failed_is_there_and_reaches_the_township(village):
    district, home, keeping = village
    acknowledged, over = [], threading.Event()

    def people():
        while not over.is_set():
            try:
                acknowledged.append(file(home))
            except OSError:
                time.sleep(0.05)

    asking = threading.Thread(target=people)
    asking.start()
    for _ in range(3):
        time.sleep(1)
        for each in family(keeping):
            os.kill(each.pid, signal.SIGKILL)
        while keeping.pid() is not None:
            time.sleep(0.05)
        keeping.start()
        assert keeping.wait_until_up(60)
    over.set()
    asking.join()
    assert len(acknowledged) > 20
    deadline = time.monotonic() + 60
    while keeping.health()["backlog"] != {"/disclosure": 0, "/oversight": 0}:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    heard = district.health("oversight")["heard"]["/feedback/shuikou"]
    assert heard["applied"] >= len(acknowledged)
    assert district.health("oversight")["parked"] == 0


def test_a_process_that_dies_is_started_again_alone(village):
    _, _, keeping = village
    for each in family(keeping)[1:]:
        each.kill()
    time.sleep(1)
    assert keeping.wait_until_up(60)


def test_days_without_a_line_change_nothing_for_people(village):
    district, home, keeping = village
    for name in ("oversight-web", "disclosure-web"):
        district.stop(name)
    for path in ("/", "/survey", "/petition", "/ratings", "/search?q=a"):
        with urllib.request.urlopen(f"http://127.0.0.1:{home.settings.port}{path}", timeout=5) as page:
            assert page.status == 200
    file(home)
    assert keeping.health()["backlog"]["/oversight"] >= 1
    for name in ("oversight-web", "disclosure-web"):
        district.start(name)
    deadline = time.monotonic() + 90
    while keeping.health()["backlog"] != {"/disclosure": 0, "/oversight": 0}:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def version(home, name, broken=None):
    made = home.folder / "software" / name
    shutil.copytree(ROOT, made, ignore=IGNORED)
    if broken:
        (made / broken).write_text("raise RuntimeError('this version is broken')\n")
    return made


def test_a_version_whose_web_is_broken_is_never_put_in_place(village):
    _, home, keeping = village
    before = keeping.pid()
    with pytest.raises(HomeProblem):
        update(home, version(home, "no-web", "services/feedback/app.py"), keeping, install=lambda new: None)
    assert keeping.pid() == before


def test_a_version_whose_worker_is_broken_gives_way_to_the_old_one(village):
    _, home, keeping = village
    old, events = home.current.resolve(), keeping.health()["events"]
    new = version(home, "no-worker", "services/feedback/worker.py")
    assert update(home, new, keeping, install=lambda new: None, watched=5) == 1
    assert home.current.resolve() == old
    assert keeping.health()["events"] >= events


def test_a_good_version_takes_over_with_all_data(village):
    _, home, keeping = village
    events, new = keeping.health()["events"], version(home, "good")
    assert update(home, new, keeping, install=lambda new: None, watched=5) == 0
    assert home.current.resolve() == new
    assert keeping.health()["events"] >= events
