"""Clock, disk and backup, as a node tells of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.condition import LOW, Condition
from shared.messaging.lines import Line

GOOD = Condition({}, behind_log=0, free=LOW, backup_at=None, village=True)


def line(clock, ahead, ago=0):
    return Line(clock.now() - timedelta(minutes=ago), ahead, "1.0")


def test_a_village_s_clock_is_right_while_nobody_says_otherwise():
    assert (GOOD.ahead, GOOD.clock_right, GOOD.sound) == (None, True, True)


def test_who_answered_last_says_by_how_much_the_clock_is_off(clock):
    seen = replace(GOOD, lines={"/oversight": line(clock, -600), "/disclosure": line(clock, -7200, ago=5)})
    assert (seen.ahead, seen.clock_right, seen.sound) == (600, False, False)
    assert seen.told()["clock"] == {"ahead": 600, "behind_log": 0, "right": False}


def test_a_clock_that_was_set_back_is_noticed_without_a_line():
    assert not replace(GOOD, behind_log=3600).clock_right


def test_the_township_s_own_clock_is_nobody_s_to_judge(clock):
    seen = replace(GOOD, village=False, lines={"/feedback/yangshe": line(clock, 9000)})
    assert (seen.ahead, seen.clock_right) == (None, True)


@pytest.mark.parametrize(("free", "low"), [(LOW, False), (LOW - 1, True), (None, False)])
def test_a_disk_is_called_nearly_full_while_there_is_still_room(free, low):
    assert replace(GOOD, free=free).disk_low is low
