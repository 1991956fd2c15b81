from datetime import UTC, datetime

import pytest

from services.oversight.ballots import BallotOpener
from services.oversight.domain.batch import Answered, BallotsCounted
from services.oversight.policies.surveys import Opened
from shared.contracts import Heard
from shared.contracts.feedback import BALLOTS_CAST
from shared.errors import Forbidden
from shared.privacy.sealing import new_seal_keys, public_half, seal

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PRIVATE, PUBLIC = new_seal_keys()
OPENER = BallotOpener(PRIVATE, frozenset({"12345"}))
BALLOT = {"scores": {"attitude": 4}, "awareness": {"knows-board": False}, "texts": {"better": "办事窗口中午也开"}}


def test_a_ballot_is_opened():
    assert OPENER(seal(PUBLIC, BALLOT, pad_to=1024)) == Opened(Answered(*BALLOT.values()), texts_withheld=0)


def test_a_text_that_names_a_person_is_dropped_and_the_rest_counts():
    texts = {"better": "请找王某，身份证 11010519491231002X", "praise": "打12345有人接"}
    opened = OPENER(seal(PUBLIC, {**BALLOT, "texts": texts}))
    assert opened == Opened(
        Answered(BALLOT["scores"], BALLOT["awareness"], {"praise": "打12345有人接"}), texts_withheld=1
    )


@pytest.mark.parametrize(
    "said",
    [
        {},
        {**BALLOT, "scores": {"attitude": 6}},
        {**BALLOT, "scores": {"attitude": True}},
        {**BALLOT, "awareness": {"knows-board": "yes"}},
        {**BALLOT, "texts": {"better": "长" * 301}},
        {"scores": {}, "awareness": {}, "texts": {}},
    ],
)
def test_what_is_no_ballot_is_spoilt(said):
    assert OPENER(seal(PUBLIC, said)) is None


def test_what_is_sealed_to_another_or_to_nobody_is_spoilt():
    assert OPENER(seal(new_seal_keys()[1], BALLOT)) is None
    assert OPENER("nonsense") is None


def heard(*ballots, last=False, source="/feedback/yangshe"):
    data = {"batch": "b1", "round": "r1", "village": "yangshe", "ballots": list(ballots), "last": last}
    return Heard(BALLOTS_CAST, source, "b1", T0, data)


def test_a_handful_from_a_village_is_counted_and_the_spoilt_ones_told(service, hear):
    public = public_half(service.node.secrets.seal_key)
    for _ in range(2):
        hear(heard(seal(public, BALLOT), "nonsense", last=True))
    with service.application.database.read() as tx:
        [recorded] = service.application.history(tx, "batch", "b1")
    assert recorded.event == BallotsCounted("r1", "yangshe", (Answered(*BALLOT.values()),), 1, 0, True, T0)


def test_a_village_casts_no_ballots_for_another(hear):
    with pytest.raises(Forbidden, match="not-its-village"):
        hear(heard(source="/feedback/hongmei"))
