from datetime import UTC, date, datetime
from functools import reduce

import pytest

from services.oversight.domain import posting
from services.oversight.domain.posting import (
    ExpectPosting,
    Posting,
    PostingExpected,
    PostingMade,
    PostingReleased,
    RecordPosting,
    ReleasePosting,
)

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
EXPECTED = PostingExpected("pub1", "yangshe", 1, "收费依据标准", date(2026, 3, 4), T0)
MADE = PostingMade("pub1", "yangshe", 1, date(2026, 3, 3), T0)
RELEASED = PostingReleased("pub1", "yangshe", date(2026, 3, 3), T0)
EXPECT = ExpectPosting("pub1", "yangshe", 1, "收费依据标准", date(2026, 3, 4), T0)
RECORD = RecordPosting("pub1", "yangshe", 1, date(2026, 3, 3), T0)
RELEASE = ReleasePosting("pub1", "yangshe", date(2026, 3, 3), T0)


def given(*events):
    return reduce(posting.evolve, events, Posting())


@pytest.mark.parametrize(("command", "event"), [(EXPECT, EXPECTED), (RECORD, MADE), (RELEASE, RELEASED)])
def test_what_is_told_is_kept_whichever_side_is_heard_first(command, event):
    others = [one for one in (EXPECTED, MADE, RELEASED) if one != event]
    assert posting.decide(given(), command) == [event]
    assert posting.decide(given(*others), command) == [event]


@pytest.mark.parametrize(("command", "event"), [(EXPECT, EXPECTED), (RECORD, MADE), (RELEASE, RELEASED)])
def test_what_is_told_again_is_ignored(command, event):
    assert posting.decide(given(event), command) == []
