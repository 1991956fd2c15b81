"""What disclosure and the boards tell, and what is noted of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.oversight.domain.posting import ExpectPosting, RecordPosting, ReleasePosting
from services.oversight.policies.postings import react
from shared.contracts import Heard
from shared.contracts.disclosure import PUBLICATION_PUBLISHED, PUBLICATION_WITHDRAWN
from shared.contracts.feedback import PUBLICATION_POSTED
from shared.decider import Do
from shared.errors import Forbidden
from tests.services.oversight.examples import response_recorded

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DUE = date(2026, 3, 4)
PUBLISHED = Heard(
    PUBLICATION_PUBLISHED,
    "/disclosure",
    "pub1",
    T0,
    {
        **{"publication": "pub1", "version": 2, "item": "fees", "timing": "long_term", "title": "收费", "body": "……"},
        **{"carriers": ["web"], "villages": ["yangshe", "hongmei"], "published_on": T0.date(), "posting_due_on": DUE},
    },
)
WITHDRAWN = replace(
    PUBLISHED,
    type=PUBLICATION_WITHDRAWN,
    data={"publication": "pub1", "villages": ["yangshe"], "reason": "有误", "withdrawn_on": DUE},
)
POSTED = Heard(
    PUBLICATION_POSTED,
    "/feedback/yangshe",
    "pub1",
    T0,
    {"publication": "pub1", "version": 2, "village": "yangshe", "posted_on": DUE},
)


def test_a_publication_is_expected_on_each_board_it_is_meant_for():
    assert list(react(PUBLISHED)) == [
        Do("posting", f"pub1.{village}", ExpectPosting("pub1", village, 2, "收费", DUE, T0))
        for village in ("yangshe", "hongmei")
    ]


def test_a_receipt_is_recorded_and_a_withdrawal_releases():
    assert list(react(POSTED)) == [Do("posting", "pub1.yangshe", RecordPosting("pub1", "yangshe", 2, DUE, T0))]
    assert list(react(WITHDRAWN)) == [Do("posting", "pub1.yangshe", ReleasePosting("pub1", "yangshe", DUE, T0))]


@pytest.mark.parametrize("heard", [PUBLISHED, WITHDRAWN, POSTED])
def test_nobody_speaks_for_another(heard):
    with pytest.raises(Forbidden):
        list(react(replace(heard, source="/feedback/hongmei")))


def test_what_is_no_matter_of_boards_is_passed_over():
    assert list(react(response_recorded(T0))) == []
