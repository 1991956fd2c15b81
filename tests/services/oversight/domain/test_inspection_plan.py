from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

import hypothesis
import pytest
from hypothesis import strategies as st

from services.oversight.domain import inspection_plan
from services.oversight.domain.draw import Inputs, commitment_to
from services.oversight.domain.inspection_plan import (
    AnnounceInspection,
    AnnouncementWithdrawn,
    CommitDraw,
    ContributeToDraw,
    DeclareDrawLost,
    DrawCommitted,
    DrawContributed,
    DrawLost,
    DrawRevealed,
    InspectionAnnounced,
    RevealDraw,
    WithdrawAnnouncement,
    YearPlan,
)
from shared.errors import Forbidden, Invalid, NotFound, WrongState

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AFTER = datetime(2027, 1, 1, 2, 0, tzinfo=UTC)
SILVESTER = datetime(2026, 12, 31, 15, tzinfo=UTC)
DAY = date(2026, 3, 10)
SECRET = bytes(range(32))
DICE = "12345612345612345612"
INPUTS = Inputs(2026, ("hongmei", "yangshe"), 1, 1, ("zhou",))
COMMITTED = DrawCommitted(1, commitment_to(SECRET), "sealed", INPUTS, "zhao", T0)
CONTRIBUTED = DrawContributed(1, DICE, date(2026, 3, 2), "ding", T0)
REVEALED = DrawRevealed(1, SECRET.hex(), "clock", AFTER)
LOST = DrawLost(1, "密钥库损坏", "ding", T0)
ANNOUNCED = InspectionAnnounced(1, "yangshe", DAY, ("zhou",), "zhao", T0)
WITHDRAWN = AnnouncementWithdrawn(1, "停电", "zhao", T0)

ANNOUNCE = AnnounceInspection("yangshe", DAY, ("zhou",), "zhao", T0)
COMMIT = CommitDraw(commitment_to(SECRET), "sealed", INPUTS, "zhao", T0)
CONTRIBUTE = ContributeToDraw(DICE, "ding", T0)
REVEAL = RevealDraw(SECRET.hex(), "clock", AFTER)
DECLARE_LOST = DeclareDrawLost("密钥库损坏", "ding", T0)


def given(*events):
    return reduce(inspection_plan.evolve, events, YearPlan())


def decide(state, command):
    return inspection_plan.decide(lambda text: text, state, command)


@pytest.mark.parametrize(
    ("before", "command", "then"),
    [
        ([], ANNOUNCE, [ANNOUNCED]),
        ([ANNOUNCED, WITHDRAWN], ANNOUNCE, [replace(ANNOUNCED, number=2)]),
        ([ANNOUNCED], WithdrawAnnouncement(1, "停电", "zhao", T0), [WITHDRAWN]),
        ([], COMMIT, [COMMITTED]),
        ([COMMITTED], CONTRIBUTE, [CONTRIBUTED]),
        ([COMMITTED, CONTRIBUTED], REVEAL, [REVEALED]),
        ([COMMITTED], DECLARE_LOST, [LOST]),
        ([COMMITTED, CONTRIBUTED], DECLARE_LOST, [LOST]),
        ([COMMITTED, CONTRIBUTED, LOST], COMMIT, [replace(COMMITTED, attempt=2)]),
    ],
)
def test_what_the_plan_takes(before, command, then):
    assert decide(given(*before), command) == then


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ([ANNOUNCED], ANNOUNCE),
        ([ANNOUNCED, WITHDRAWN], WithdrawAnnouncement(1, "又一次", "zhao", T0)),
        ([COMMITTED], COMMIT),
        ([COMMITTED, CONTRIBUTED], CONTRIBUTE),
        ([COMMITTED, CONTRIBUTED, REVEALED], REVEAL),
        ([COMMITTED, LOST], DECLARE_LOST),
    ],
)
def test_a_harmless_repeat_is_ignored(before, command):
    assert decide(given(*before), command) == []


@pytest.mark.parametrize(
    ("before", "command", "error", "code"),
    [
        ([], replace(ANNOUNCE, day=date(2026, 3, 1)), Invalid, "day-is-past"),
        ([], replace(ANNOUNCE, supervisors=()), Invalid, "no-supervisor"),
        ([ANNOUNCED], replace(ANNOUNCE, supervisors=("zhu",)), WrongState, "announced-already"),
        ([ANNOUNCED], WithdrawAnnouncement(2, "停电", "zhao", T0), NotFound, "unknown-announcement"),
        ([ANNOUNCED], WithdrawAnnouncement(0, "停电", "zhao", T0), NotFound, "unknown-announcement"),
        ([], replace(COMMIT, commitment="0"), Invalid, "draw-malformed"),
        ([], replace(COMMIT, inputs=replace(INPUTS, supervisors=())), Invalid, "no-supervisor"),
        ([], replace(COMMIT, at=datetime(2026, 12, 25, tzinfo=UTC)), Invalid, "no-week-left"),
        ([], CONTRIBUTE, WrongState, "no-draw"),
        ([COMMITTED, LOST], CONTRIBUTE, WrongState, "no-draw"),
        ([COMMITTED], replace(CONTRIBUTE, by="zhao"), Forbidden, "own-draw"),
        ([COMMITTED], replace(CONTRIBUTE, contribution="骰子"), Invalid, "contribution-malformed"),
        ([COMMITTED], replace(CONTRIBUTE, contribution="123"), Invalid, "contribution-malformed"),
        ([COMMITTED], replace(CONTRIBUTE, at=datetime(2026, 12, 25, tzinfo=UTC)), Invalid, "no-week-left"),
        ([], REVEAL, WrongState, "no-draw"),
        ([COMMITTED], REVEAL, WrongState, "draw-not-over"),
        ([COMMITTED, CONTRIBUTED], replace(REVEAL, at=SILVESTER), WrongState, "draw-not-over"),
        ([COMMITTED, CONTRIBUTED, REVEALED], DECLARE_LOST, WrongState, "draw-revealed"),
    ],
)  # fmt: skip
def test_what_the_plan_refuses(before, command, error, code):
    with pytest.raises(error, match=code):
        decide(given(*before), command)


@pytest.mark.parametrize("before", [[COMMITTED], [COMMITTED, CONTRIBUTED], [COMMITTED, CONTRIBUTED, REVEALED]])
def test_after_the_commitment_no_other_draw_and_no_other_contribution_can_take_its_place(before):
    with pytest.raises(WrongState, match="draw-committed"):
        decide(given(*before), replace(COMMIT, commitment=commitment_to(b"a luckier one")))
    if CONTRIBUTED in before:
        with pytest.raises(WrongState, match="draw-contributed"):
            decide(given(*before), replace(CONTRIBUTE, contribution=DICE[::-1]))


ATTEMPTS = [
    *(COMMIT, CONTRIBUTE, REVEAL, DECLARE_LOST, ANNOUNCE),
    replace(COMMIT, commitment=commitment_to(b"a luckier one"), inputs=replace(INPUTS, supervisors=("friend",))),
    replace(CONTRIBUTE, contribution=DICE[::-1]),
    replace(CONTRIBUTE, by="zhao"),
    *(replace(REVEAL, secret=bytes(32).hex()), replace(REVEAL, at=T0)),
]


@hypothesis.given(st.lists(st.sampled_from(ATTEMPTS), max_size=20))
def test_whatever_is_tried_a_draw_that_is_decided_stays_as_it_is_and_only_a_lost_one_is_followed(commands):
    state = given()
    for command in commands:
        before = state
        try:
            state = reduce(inspection_plan.evolve, decide(state, command), state)
        except (Forbidden, Invalid, NotFound, WrongState):
            continue
        for old, new in zip(before.draws, state.draws, strict=False):
            assert (new.commitment, new.inputs, new.sealed) == (old.commitment, old.inputs, old.sealed)
            assert old.contribution in (None, new.contribution)
            assert old.contribution is None or new.contributed_on == old.contributed_on
        assert all(each.lost for each in state.draws[:-1])


@pytest.mark.parametrize("secret", ["", "no hex", bytes(32).hex(), SECRET[:-1].hex(), SECRET.hex() + "00"])
def test_a_secret_that_does_not_agree_with_the_commitment_is_not_revealed(secret):
    with pytest.raises(Invalid, match="draw-mismatch"):
        decide(given(COMMITTED, CONTRIBUTED), replace(REVEAL, secret=secret))


def test_there_are_no_tasks_before_the_district_has_contributed():
    assert given(COMMITTED).latest.tasks(SECRET) == []
    assert {task.place for task in given(COMMITTED, CONTRIBUTED).latest.tasks(SECRET)} == set(INPUTS.places)


def test_what_is_public_is_screened():
    def refuse(text):
        raise Invalid("personal-data", "有电话", "A telephone number")

    for before, command in (
        ([ANNOUNCED], WithdrawAnnouncement(1, "打 13800000000", "zhao", T0)),
        ([COMMITTED], replace(DECLARE_LOST, reason="打 13800000000")),
    ):
        with pytest.raises(Invalid, match="personal-data"):
            inspection_plan.decide(refuse, given(*before), command)
