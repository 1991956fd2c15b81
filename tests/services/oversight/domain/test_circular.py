from datetime import UTC, date, datetime
from functools import reduce

from services.oversight.domain import circular
from services.oversight.domain.circular import CircularIssued, Content, IssueCircular, Register

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def content(finding="f1"):
    return Content(finding, "overdue", "petition-office", "通报", "正文")


def issue(state, command):
    return circular.decide(state, command)


def test_circulars_are_numbered_without_a_gap():
    events = []
    for finding in ("f1", "f2", "f3"):
        state = reduce(circular.evolve, events, Register())
        events += issue(state, IssueCircular(content(finding), T0))
    assert [event.number for event in events] == ["阳光通报〔2026〕1号", "阳光通报〔2026〕2号", "阳光通报〔2026〕3号"]
    assert events[0] == CircularIssued("2026-1", "阳光通报〔2026〕1号", content(), date(2026, 3, 2), T0)


def test_a_circular_about_the_same_finding_is_ignored():
    [event] = issue(Register(), IssueCircular(content(), T0))
    assert issue(circular.evolve(Register(), event), IssueCircular(content(), T0)) == []


def test_the_year_is_the_year_in_china():
    [event] = issue(Register(), IssueCircular(content(), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)))
    assert event.number == "阳光通报〔2027〕1号"
