"""The clerk's page says in plain words how it stands: one row each, one colour, and what to do."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.feedback.pages.desk import glance as at_a_glance
from services.feedback.pages.desk.glance import by_how_much, glance
from shared.condition import LOW, Condition
from shared.messaging.lines import Line
from tests.services.feedback.examples import published, round_told

PETITION = {"kind": "claim", "about": "family-planning-office", "title": "补助没有发", "text": "奖励金没有到账。"}


@pytest.fixture
def clock(config):
    """The village's own."""
    return config.clock


@pytest.fixture
def seen(service, monkeypatch):
    """``seen(alive=True, own=False, heard=…, **condition)`` -> the rows, by their Chinese label."""

    def look(*, alive=True, own=False, heard=timedelta(), **changed):
        given = {"lines": {}, "behind_log": 0, "free": 50 * LOW, "backup_at": service.now(), "village": True, **changed}
        monkeypatch.setattr(at_a_glance, "look", lambda tx, config: Condition(**given))
        config = replace(service.node.config, bus="none" if own else service.node.config.bus)
        there = replace(service, node=replace(service.node, config=config))
        with service.application.database.write() as tx:
            tx.execute("DELETE FROM inbox")
            for source in ("/disclosure", "/oversight") if heard is not None else ():
                at = (service.now() - heard).isoformat()
                tx.execute("INSERT INTO inbox VALUES (?, 'e', 0, '', 0, ?, '')", (source, at))
        with service.application.database.read() as tx:
            return {row.zh: row for row in glance(there, tx, alive=alive)}

    return look


def answered(clock, **changed):
    line = Line(clock.now(), 0, "0.1.0", None, "")
    return {source: replace(line, **changed) for source in ("/disclosure", "/oversight")}


def test_when_all_is_well_every_row_is_green(seen, clock):
    rows = seen(own=True, lines=answered(clock))
    assert {row.state for row in rows.values()} == {"good"}
    assert list(rows) == ["和镇里的联系", "等着送出的", "电脑时钟", "要张贴的", "磁盘", "备份", "软件版本"]


def test_on_the_township_s_own_server_disk_backup_and_version_are_the_operator_s(seen):
    assert list(seen()) == ["和镇里的联系", "等着送出的", "电脑时钟", "要张贴的"]
    assert seen(free=LOW - 1)["磁盘"].state == "bad"


@pytest.mark.parametrize(
    ("reason", "heard", "state", "says"),
    [
        ("no-answer", timedelta(minutes=9), "good", "正常"),
        ("no-answer", timedelta(hours=2), "warn", "可能断网"),
        ("no-answer", None, "warn", "还没有联系上过"),
        ("trouble", timedelta(hours=2), "warn", "故障"),
        ("clock", timedelta(), "bad", "校准时间"),
        ("refused", timedelta(), "bad", "打电话给区里"),
        ("certificate", timedelta(), "bad", "日期时间不对"),
    ],
)
def test_the_line_is_told_in_one_sentence_with_what_to_do(seen, clock, reason, heard, state, says):
    row = seen(heard=heard, lines=answered(clock, reason=reason))["和镇里的联系"]
    assert (row.state, says in row.said_zh) == (state, True)


def test_a_worker_that_does_not_run_comes_before_all(seen):
    assert seen(alive=False)["和镇里的联系"].state == "bad"


def test_what_waits_is_counted_from_the_oldest(seen, service, client, clock):
    assert client.post("/api/petitions", json=PETITION).status_code == 201
    first = clock.now()
    assert seen()["等着送出的"].state == "info"
    clock.advance(timedelta(hours=3))
    assert client.post("/api/petitions", json=PETITION).status_code == 201
    row = seen()["等着送出的"]
    assert (row.state, row.said_zh[:3], datetime.fromisoformat(row.since)) == ("warn", "2 条", first)
    with service.application.database.write() as tx:
        tx.execute("INSERT INTO relays VALUES ('/disclosure', 2), ('/oversight', 2)")
    assert seen()["等着送出的"].state == "good"


@pytest.mark.parametrize(
    ("ahead", "behind_log", "says"),
    [(-3 * 86400, 0, "快了 3 天"), (7200, 0, "慢了 2 小时"), (0, 600, "拨回去了 10 分钟")],
)
def test_a_wrong_clock_is_told_with_by_how_much(seen, clock, ahead, behind_log, says):
    row = seen(lines=answered(clock, ahead=ahead), behind_log=behind_log)["电脑时钟"]
    assert (row.state, says in row.said_zh) == ("bad", True)


def test_paper_that_is_still_to_be_entered_and_reminders_have_rows_of_their_own(seen, hear, clock):
    hear(round_told())
    rows = seen()
    assert rows["纸质问卷"].link == "paper"
    clock.advance(timedelta(days=400))
    assert (rows["纸质问卷"].state, seen()["纸质问卷"].state) == ("info", "bad")


def test_what_has_to_be_posted_is_told_by_how_pressing_it_is(seen, hear, clock):
    hear(published())
    assert seen()["要张贴的"].state in {"info", "warn"}
    clock.advance(timedelta(days=30))
    assert seen()["要张贴的"].state == "bad"


def test_an_old_or_missing_backup_and_another_version_are_told(seen, clock):
    rows = seen(own=True, backup_at=clock.now() - timedelta(days=3), lines=answered(clock, version="9.9"))
    assert (rows["备份"].state, rows["软件版本"].state) == ("warn", "warn")
    assert seen(own=True, backup_at=None)["备份"].state == "bad"


@pytest.mark.parametrize(("seconds", "en"), [(130, "2 minutes"), (7300, "2 hours"), (200_000, "2 days")])
def test_a_time_is_told_in_the_largest_unit_that_says_enough(seconds, en):
    assert by_how_much(seconds)[1] == en
