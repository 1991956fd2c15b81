from datetime import UTC, date, datetime
from functools import reduce

from services.oversight.domain import circular
from services.oversight.domain.circular import CircularIssued, Content, IssueCircular, Register

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def content(finding="f1"):
    return Content(finding, "overdue", "petition-office", "通报", "正文")


def issued(*commands):
    events = []
    for command in commands:
        events += circular.decide(reduce(circular.evolve, events, Register()), command)
    return events


def test_circulars_are_numbered_without_a_gap():
    events = issued(*(IssueCircular(content(finding), T0) for finding in ("f1", "f2", "f3")))
    assert [event.number for event in events] == ["阳光通报〔2026〕1号", "阳光通报〔2026〕2号", "阳光通报〔2026〕3号"]
    assert events[0] == CircularIssued("2026-1-f1-1", "阳光通报〔2026〕1号", content(), date(2026, 3, 2), T0)


def test_a_circular_about_the_same_finding_is_ignored():
    assert len(issued(IssueCircular(content(), T0), IssueCircular(content(), T0))) == 1


def test_a_finding_that_was_reopened_gets_another():
    events = issued(IssueCircular(content(), T0), IssueCircular(content(), T0, 2), IssueCircular(content(), T0, 2))
    assert [event.circular for event in events] == ["2026-1-f1-1", "2026-2-f1-2"]


def test_a_number_given_again_after_a_restoration_is_another_circular():
    [lost], [given_again] = issued(IssueCircular(content("f1"), T0)), issued(IssueCircular(content("f2"), T0))
    assert lost.number == given_again.number
    assert lost.circular != given_again.circular


def test_the_year_is_the_year_in_china():
    [event] = issued(IssueCircular(content(), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)))
    assert event.number == "阳光通报〔2027〕1号"
