"""Given these events, when this is asked, then these events or this refusal."""

from dataclasses import replace
from datetime import date

import pytest

from services.disclosure.domain.publication import CIRCULAR, evolve
from services.disclosure.domain.publication_commands import (
    ApprovePublication,
    CorrectPublication,
    DraftPublication,
    PublishCircular,
    PublishPublication,
    ReturnDraft,
    RewriteDraft,
    SubmitForApproval,
    WithdrawPublication,
)
from services.disclosure.domain.publishing import decide
from services.disclosure.domain.text import VILLAGE_BOARD, masked, screened
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from tests.services.disclosure.examples import (
    APPROVED,
    APPROVED_AGAIN,
    BETTER,
    CIRCULAR_BLOCKED,
    CIRCULAR_PUBLISHED,
    CIRCULAR_RECEIVED,
    CIRCULAR_TEXT,
    CORRECTION,
    DRAFTED,
    IDENTITY,
    MONDAY,
    PRIVATE,
    PUBLICATION_EVENTS,
    PUBLISHED,
    PUBLISHED_AGAIN,
    RETURNED,
    REWRITTEN,
    RULES,
    SUBMITTED,
    SUBMITTED_AGAIN,
    TEXT,
    TUESDAY,
    WARNED,
    WITHDRAWN,
)

DRAFT = DraftPublication("fees", "long_term", None, TEXT, "li", MONDAY)
REWRITE = RewriteDraft(BETTER, "li", MONDAY)
SUBMIT = SubmitForApproval(None, "li", MONDAY)
APPROVE = ApprovePublication(None, "wang", MONDAY)
RETURN = ReturnDraft("请写明依据。", "wang", MONDAY)
PUBLISH = PublishPublication("li", MONDAY)
CORRECT = CorrectPublication(BETTER, "补充举报办法。", "li", TUESDAY)
WITHDRAW = WithdrawPublication("依据已废止。", "zhao", date(2026, 3, 3), TUESDAY)
CIRCULAR_ISSUED = PublishCircular("阳光通报〔2026〕1号", CIRCULAR_TEXT, "f1", "petition-office", "/oversight", MONDAY)
WITH_CORRECTION = [DRAFTED, SUBMITTED, APPROVED, PUBLISHED, CORRECTION]


def when(given, command):
    state = None
    for event in given:
        state = evolve(state, event)
    return decide(RULES, state, command)


@pytest.mark.parametrize(
    ("given", "command", "then"),
    [
        pytest.param([], DRAFT, [DRAFTED], id="a draft begins"),
        pytest.param([DRAFTED], REWRITE, [REWRITTEN], id="a draft is rewritten"),
        pytest.param([DRAFTED], SUBMIT, [SUBMITTED], id="a draft is submitted"),
        pytest.param([DRAFTED, SUBMITTED], APPROVE, [APPROVED], id="what is submitted is approved"),
        pytest.param([DRAFTED, SUBMITTED], RETURN, [RETURNED], id="what is submitted is returned"),
        pytest.param([DRAFTED, SUBMITTED, APPROVED], RETURN, [RETURNED], id="what is approved is returned"),
        pytest.param([DRAFTED, SUBMITTED, RETURNED], SUBMIT, [SUBMITTED], id="what was returned is submitted again"),
        pytest.param([DRAFTED, SUBMITTED, APPROVED], PUBLISH, [PUBLISHED], id="what is approved is published"),
        pytest.param(WITH_CORRECTION[:-1], CORRECT, [CORRECTION], id="what is published is corrected"),
        pytest.param(
            [*WITH_CORRECTION, SUBMITTED_AGAIN, APPROVED_AGAIN],
            PublishPublication("wang", TUESDAY),
            [PUBLISHED_AGAIN],
            id="a correction goes the same way and becomes the next version",
        ),
        pytest.param(WITH_CORRECTION[:-1], WITHDRAW, [WITHDRAWN], id="what is published is withdrawn"),
        pytest.param(WITH_CORRECTION, WITHDRAW, [WITHDRAWN], id="it is withdrawn with its correction under way"),
        pytest.param(
            [], CIRCULAR_ISSUED, [CIRCULAR_RECEIVED, CIRCULAR_PUBLISHED], id="a circular is published at once"
        ),
        pytest.param([CIRCULAR_RECEIVED, CIRCULAR_BLOCKED], REWRITE, [REWRITTEN], id="a blocked circular is rewritten"),
    ],
)
def test_what_comes_of_a_command(given, command, then):
    assert when(given, command) == then


@pytest.mark.parametrize(
    ("given", "command"),
    [
        pytest.param([DRAFTED], DRAFT, id="drafted"),
        pytest.param([DRAFTED, REWRITTEN], REWRITE, id="rewritten"),
        pytest.param([DRAFTED, SUBMITTED], SUBMIT, id="submitted"),
        pytest.param([DRAFTED, SUBMITTED, APPROVED], APPROVE, id="approved"),
        pytest.param([DRAFTED, SUBMITTED, APPROVED, PUBLISHED], PUBLISH, id="published"),
        pytest.param([*WITH_CORRECTION, WITHDRAWN], WITHDRAW, id="withdrawn"),
        pytest.param([CIRCULAR_RECEIVED, CIRCULAR_PUBLISHED], CIRCULAR_ISSUED, id="circular"),
    ],
)
def test_a_harmless_repeat_is_ignored(given, command):
    assert when(given, command) == []


@pytest.mark.parametrize(
    ("given", "command", "state"),
    [
        ([DRAFTED], APPROVE, "draft"),
        ([DRAFTED], PUBLISH, "draft"),
        ([DRAFTED], RETURN, "draft"),
        ([DRAFTED], CORRECT, "draft"),
        ([DRAFTED], WITHDRAW, "draft"),
        ([DRAFTED, SUBMITTED], REWRITE, "submitted"),
        ([DRAFTED, SUBMITTED], PUBLISH, "submitted"),
        ([DRAFTED, SUBMITTED, APPROVED], SUBMIT, "approved"),
        ([DRAFTED, SUBMITTED, APPROVED, PUBLISHED], APPROVE, "published"),
        ([DRAFTED, SUBMITTED, APPROVED, PUBLISHED], SUBMIT, "published"),
        ([DRAFTED, SUBMITTED, APPROVED, PUBLISHED, WITHDRAWN], CORRECT, "withdrawn"),
        ([CIRCULAR_RECEIVED, CIRCULAR_BLOCKED], SUBMIT, "blocked"),
        (WITH_CORRECTION, CORRECT, "draft"),
        (WITH_CORRECTION, PUBLISH, "draft"),
    ],
)
def test_the_wrong_state_is_refused_and_named(given, command, state):
    with pytest.raises(WrongState) as refused:
        when(given, command)
    assert refused.value.details["state"] == state


@pytest.mark.parametrize(
    ("given", "code"), [(WITH_CORRECTION, "correction-under-way"), ([*WITH_CORRECTION, WITHDRAWN], "wrong-state")]
)
def test_a_second_correction_is_told_from_one_that_comes_too_late(given, code):
    with pytest.raises(WrongState, match=code):
        when(given, CORRECT)


def test_nothing_can_be_done_to_what_does_not_exist():
    with pytest.raises(NotFound, match="unknown-publication"):
        when([], SUBMIT)


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ([], replace(DRAFT, text=PRIVATE)),
        ([], replace(DRAFT, text=replace(TEXT, title=IDENTITY))),
        ([DRAFTED], replace(REWRITE, text=PRIVATE)),
        ([replace(DRAFTED, text=PRIVATE)], SUBMIT),
        ([DRAFTED, SUBMITTED], replace(RETURN, reason=IDENTITY)),
        (WITH_CORRECTION[:-1], replace(CORRECT, text=PRIVATE)),
        (WITH_CORRECTION[:-1], replace(CORRECT, reason=IDENTITY)),
        (WITH_CORRECTION[:-1], replace(WITHDRAW, reason=IDENTITY)),
    ],
)
def test_personal_data_never_gets_into_an_event(given, command):
    with pytest.raises(Invalid, match="screening-blocked") as refused:
        when(given, command)
    assert refused.value.details["hits"][0]["severity"] == "block"
    assert "11010519491231002X" not in str(refused.value.details)


def test_a_draft_keeps_what_screening_warns_of():
    (drafted,) = when([], replace(DRAFT, text=WARNED))
    assert [hit.kind for hit in drafted.screening] == ["small-figure"]


def test_a_warning_needs_a_reason_to_go_on():
    warned = [replace(DRAFTED, text=WARNED)]
    with pytest.raises(Invalid, match="screening-warned"):
        when(warned, SUBMIT)
    (submitted,) = when(warned, replace(SUBMIT, reason="全镇合计数，认不出个人。"))
    assert submitted.warnings
    assert submitted.reason == "全镇合计数，认不出个人。"


@pytest.mark.parametrize("given", [[DRAFTED, SUBMITTED], [DRAFTED, RETURNED, REWRITTEN, SUBMITTED]])
def test_nobody_approves_a_draft_of_ones_own(given):
    with pytest.raises(Forbidden, match="own-draft"):
        when(given, replace(APPROVE, approved_by="li"))


def test_whoever_rewrote_a_draft_does_not_approve_it_either():
    given = [DRAFTED, replace(REWRITTEN, rewritten_by="chen"), SUBMITTED]
    with pytest.raises(Forbidden, match="own-draft"):
        when(given, replace(APPROVE, approved_by="chen"))


def test_a_text_changed_since_it_was_read_is_not_approved():
    with pytest.raises(WrongState, match="text-changed"):
        when([DRAFTED, REWRITTEN, SUBMITTED], replace(APPROVE, revision=1))
    assert when([DRAFTED, REWRITTEN, SUBMITTED], replace(APPROVE, revision=2))


def test_the_boards_have_two_working_days_and_the_event_says_by_which_rule():
    (published,) = when([DRAFTED, SUBMITTED, APPROVED], PUBLISH)
    due = published.posting_due
    assert (due.starts_on, due.due_on) == (date(2026, 3, 2), date(2026, 3, 4))
    assert (due.limit, due.limit_version, due.calendar_version) == ("posting_receipt", 1, "2026-1")


def test_a_correction_goes_to_every_board_that_has_the_wrong_text():
    with pytest.raises(Invalid, match="correction-misses-boards") as refused:
        when(WITH_CORRECTION[:-1], replace(CORRECT, text=replace(BETTER, villages=("yangshe",))))
    assert refused.value.details["villages"] == ["hongmei"]


def test_a_circular_with_personal_data_is_kept_masked_for_somebody_to_rewrite():
    received, blocked = when([], replace(CIRCULAR_ISSUED, text=replace(CIRCULAR_TEXT, body=f"{IDENTITY}，已整改。")))
    assert received.text.body == "身份证 ■■■■■■■■■■■■■■■■■■，已整改。"
    assert [hit.kind for hit in blocked.blocked] == ["identity-number"]


def test_a_rewritten_circular_is_approved_here_by_a_second_person_and_keeps_its_item():
    given = [CIRCULAR_RECEIVED, CIRCULAR_BLOCKED, REWRITTEN, SUBMITTED]
    with pytest.raises(Forbidden):
        when(given, replace(APPROVE, approved_by="li"))
    (published,) = when([*given, APPROVED], PUBLISH)
    assert (published.item, published.version) == (CIRCULAR, 1)


def test_boards_are_the_villages_only_where_the_village_board_is_meant():
    assert TEXT.boards == TEXT.villages
    assert replace(TEXT, carriers=("web",)).boards == ()
    assert replace(TEXT, carriers=(VILLAGE_BOARD,), villages=()).boards == ()


def test_masking_leaves_warnings_readable():
    assert masked(WARNED, screened(RULES.screen, WARNED)) == WARNED


@pytest.mark.parametrize("event", PUBLICATION_EVENTS, ids=lambda event: type(event).__name__)
def test_evolve_never_raises_even_on_a_stream_that_begins_in_the_middle(event):
    assert evolve(None, event)
    assert evolve(evolve(None, WITHDRAWN), event)
