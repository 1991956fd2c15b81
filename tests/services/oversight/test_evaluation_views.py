"""What is counted of each body, from events alone: by hand, and against a recount in any order of recording."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.oversight.domain.dismissal import FindingDismissed
from services.oversight.domain.finding import Facts, FindingClosed, FindingOpened, FindingReopened, RectificationOverdue
from services.oversight.domain.inspection import InspectionRecorded
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.domain.posting import PostingExpected, PostingMade, PostingReleased
from services.oversight.domain.quarter import quarter_named, quarter_of
from services.oversight.views import answers, postings, rated, results, rounds, tallies
from shared.eventlog import Metadata, Recorded
from shared.eventlog.database import statements
from shared.timelimits.loading import load_time_limits
from tests.services.oversight.examples import DATA
from tests.simulation.database import Disk, MemoryDatabase

LIMITS = load_time_limits(DATA)
VIEWS = (rounds, answers, results, rated, postings, tallies)
Q1 = quarter_named("2026Q1")
FAR = date(2100, 1, 1)


def at(day, hour=2):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)


class Log:
    """Events one after the other, with the views that they make."""

    def __init__(self, *events):
        self.database, self.position = MemoryDatabase(Disk()), 0
        for view in VIEWS:
            for ddl in statements(view.TABLES):
                self.database.create(ddl)
        for stream, event in events:
            self.add(stream, event)

    def add(self, stream, event):
        self.position += 1
        recorded = Recorded(self.position, f"x-{stream}", 1, "x", event, event.at, event.at, Metadata("test", ""))
        with self.database.write() as tx:
            for view in VIEWS:
                view.project(tx, recorded)

    def ask(self, query, *given, **named):
        with self.database.read() as tx:
            return query(tx, *given, **named)

    def tallied(self, body, quarter=Q1):
        return {name: dict(counts) for name, counts in self.ask(tallies.counted, quarter).get(body, {}).items()}


def registered(office="petition-office", day="2026-01-05", limit="acceptance"):
    known = Particulars("web", "claim", "service-station", office, None, date.fromisoformat(day), "c", "h", "public")
    return e.PetitionRegistered(known, LIMITS.deadline(limit, at(day)), at(day))


def missed(limit, day):
    deadline = LIMITS.deadline(limit, at(day))
    return e.DeadlineMissed(deadline, "claim", "service-station", deadline.due_at, ())


def accepted(day):
    return e.PetitionAccepted(clock("resolution", day), "chen", at(day))


def test_clocks_count_for_the_office_that_was_responsible_then():
    log = Log(
        ("p1", registered()),
        ("p1", accepted("2026-01-08")),
        ("p1", e.PetitionAssigned("li", "service-station", "chen", at("2026-01-09"))),
        ("p1", missed("resolution", "2026-01-08")),
        ("p1", e.PetitionResolved("c", True, "li", at("2026-03-20"))),
    )
    assert log.tallied("petition-office") == {"in_time": {"stopped": 1}}
    assert log.tallied("service-station") == {"in_time": {"missed": 1}, "resolved": {"opinion": 1, "unanswered": 1}}


def clock(limit, day):
    return LIMITS.deadline(limit, at(day))


def opinion(day):
    return e.OpinionIssued("c", True, "chen", at(day))


def transferred(day="2026-01-08", to="service-station", *, inside=True):
    deadline = clock("transfer_objection", day) if inside else None
    return e.PetitionTransferred(to, inside, "职责", deadline, "chen", at(day))


def test_a_transfer_stops_the_owners_clock_once_it_is_taken_over():
    log = Log(("p1", registered()), ("p1", transferred()))
    assert log.tallied("petition-office") == {}
    log.add("p1", e.PetitionTakenOver("service-station", clock("acceptance", "2026-01-08"), "li", at("2026-01-09")))
    assert log.tallied("petition-office") == log.tallied("service-station") == {"in_time": {"stopped": 1}}
    log.add("p1", accepted("2026-01-12"))
    assert log.tallied("service-station") == {"in_time": {"stopped": 2}}


def test_a_transfer_that_was_objected_to_stopped_nothing():
    log = Log(("p1", registered()), ("p1", transferred()))
    log.add("p1", e.TransferObjected("非本单位", clock("acceptance", "2026-01-05"), 0.5, (), "li", at("2026-01-13")))
    assert log.tallied("service-station") == {"in_time": {"stopped": 1}}
    log.add("p1", accepted("2026-01-15"))
    assert log.tallied("petition-office") == {"in_time": {"stopped": 1}}


def test_a_transfer_that_another_body_sent_back_stopped_nothing_either():
    log = Log(("p1", registered()), ("p1", transferred(inside=False, to="县信访局")))
    log.add("p1", e.TransferObjected("非本单位", clock("acceptance", "2026-01-05"), 0.9, (), "chen", at("2026-01-19")))
    assert log.tallied("petition-office") == {}
    log.add("p1", missed("acceptance", "2026-01-05"))
    assert log.tallied("petition-office") == {"in_time": {"missed": 1}}


def test_a_transfer_to_another_body_stops_the_clock_and_one_that_was_missed_stays_missed():
    log = Log(("p1", registered()), ("p1", transferred(inside=False, to="县信访局")))
    assert log.tallied("petition-office") == {"in_time": {"stopped": 1}}
    late = Log(("p1", registered()), ("p1", missed("acceptance", "2026-01-05")), ("p1", transferred("2026-01-22")))
    late.add("p1", e.TransferObjected("非本单位", clock("acceptance", "2026-01-05"), 2.0, (), "li", at("2026-01-23")))
    late.add("p1", accepted("2026-01-24"))
    assert late.tallied("petition-office") == {"in_time": {"missed": 1}}


def test_a_recused_handler_takes_the_clock_to_the_office_above():
    log = Log(("p1", registered()), ("p1", e.PetitionAssigned("li", "service-station", "chen", at("2026-01-06"))))
    log.add("p1", e.HandlerRecused("nobody", "x", "township-government", "chen", at("2026-01-07")))
    log.add("p1", e.HandlerRecused("li", "亲属", "family-planning-office", "li", at("2026-01-07")))
    log.add("p1", accepted("2026-01-08"))
    assert log.tallied("family-planning-office") == {"in_time": {"stopped": 1}}


def test_a_review_is_a_clock_of_the_office_above_and_what_it_overturns_is_lost_by_whose_opinion_it_was():
    log = Log(("p1", registered()), ("p1", accepted("2026-01-08")), ("p1", opinion("2026-01-20")))
    log.add(
        "p1",
        e.OpinionDelivered(
            "handling", "post", date(2026, 1, 21), clock("review_request", "2026-01-21"), "chen", at("2026-01-21")
        ),
    )
    log.add("p1", e.ReviewRequested("不服", "township-government", clock("review", "2026-02-10"), at("2026-02-10")))
    log.add("p1", e.ReviewDecided("c", "changed", "zhao", at("2026-02-20")))
    log.add(
        "p1", e.ReReviewRequested("不服", "township-government", clock("re_review", "2026-02-25"), at("2026-02-25"))
    )
    log.add("p1", missed("re_review", "2026-02-25"))
    log.add("p1", e.ReReviewDecided("c", "upheld", "zhou", at("2026-03-30")))
    log.add("p1", e.PetitionClosed("final", at("2026-03-31")))
    assert log.tallied("petition-office") == {"in_time": {"stopped": 2}, "resolved": {"opinion": 1, "overturned": 1}}
    above = {"in_time": {"missed": 1, "stopped": 1}, "resolved": {"opinion": 2, "unanswered": 1}}
    assert log.tallied("township-government") == above


def test_a_bad_rating_costs_the_office_whose_opinion_it_was_and_more_when_it_is_upheld():
    log = Log(("p1", registered()), ("p1", accepted("2026-01-08")), ("p1", opinion("2026-01-20")))
    log.add("p1", e.OutcomeRated(3, at("2026-02-01")))
    assert log.tallied("petition-office")["resolved"] == {"opinion": 1}
    log.add("p1", e.OutcomeRated(2, at("2026-02-01")))
    log.add("p1", e.RatingUpheld("petition-office", 2, "zhao", at("2026-02-03")))
    assert log.tallied("petition-office")["resolved"] == {"opinion": 1, "rated_badly": 1, "rating_upheld": 1}


@pytest.mark.parametrize(
    "end", [e.PetitionWithdrawn(at("2026-01-10")), e.PetitionLinked("p0", "chen", at("2026-01-10"))]
)
def test_what_was_withdrawn_or_linked_counts_neither_way(end):
    assert Log(("p1", registered()), ("p1", end)).tallied("petition-office") == {}


def test_a_clock_that_runs_out_on_the_last_day_counts_in_that_quarter_though_its_moment_is_the_next_day():
    clock = missed("acceptance", "2026-03-16")
    assert clock.deadline.due_on == date(2026, 3, 31)
    assert str(quarter_of((clock.at + timedelta(hours=8)).date())) == "2026Q2"
    log = Log(("p1", registered(day="2026-03-16")), ("p1", clock), ("p1", accepted("2026-04-02")))
    assert log.tallied("petition-office") == {"in_time": {"missed": 1}}
    assert log.tallied("petition-office", Q1.next) == {}


def test_each_loss_is_traced_to_its_event():
    facts = Facts("overdue", "missed_deadline", "petition-office", "到期未完成。", "条例", "p1/acceptance")
    log = Log(
        ("p1", registered()), ("p1", missed("acceptance", "2026-01-05")), ("f1", FindingOpened(facts, at("2026-01-21")))
    )
    page = {"limit": 10, "offset": 0}
    [row], total = log.ask(tallies.lost, "2026Q1", "petition-office", "in_time", **page)
    assert (row, total) == ({"position": 2, "what": "missed", "day": "2026-01-20", "subject": "p1"}, 1)
    [row], _ = log.ask(tallies.lost, "2026Q1", "petition-office", "findings", **page)
    assert (row["position"], row["subject"]) == (3, "f1")
    assert log.ask(tallies.lost, "2026Q1", "petition-office", "in_time", limit=10, offset=1) == ([], 1)


def test_a_finding_costs_what_it_is_opened_past_its_date_and_reopened():
    facts = Facts("overdue", "missed_deadline", "yangshe", "到期未完成。", "条例", "x")
    due = LIMITS.deadline("rectification", at("2026-01-05"))
    last = due.due_on
    log = Log(("f1", FindingOpened(facts, at("2026-01-05"), due)), ("f1", RectificationOverdue(facts, due, due.due_at)))
    assert log.tallied("yangshe")["findings"] == {"opened": 1, "past_date": 1}
    stands = [log.ask(tallies.past_date, last + timedelta(days=days)) for days in (-1, 0, 90)]
    assert stands == [{}, {"yangshe": 1}, {"yangshe": 1}]
    log.add("f1", FindingClosed(facts, "已改。", "zhao", at("2026-03-02")))
    days = (date(2026, 3, 1), date(2026, 3, 2))
    assert [log.ask(tallies.past_date, day) for day in days] == [{"yangshe": 1}, {}]
    again = LIMITS.deadline("rectification", at("2026-03-20"))
    log.add("f1", FindingReopened(facts, "不实", again, "ding", at("2026-03-20")))
    assert log.tallied("yangshe")["findings"] == {"opened": 1, "past_date": 1, "reopened": 1}
    assert log.ask(tallies.past_date, date(2026, 3, 31)) == {}, "its new day has not passed"


def test_a_finding_that_was_none_costs_nothing():
    facts = Facts("overdue", "overdue_posting", "yangshe", "到期没有张榜回执。", "方案", "x")
    due = LIMITS.deadline("rectification", at("2026-01-05"))
    opened = [FindingOpened(facts, at("2026-01-05"), due), RectificationOverdue(facts, due, due.due_at)]
    log = Log(*[("f1", event) for event in opened], *[("f2", event) for event in opened])
    log.add("f1", FindingDismissed("yangshe", "回执迟到，没有逾期。", at("2026-03-02")))
    assert log.tallied("yangshe")["findings"] == {"opened": 1, "past_date": 1}, "that of the other one stays"
    log.add("f2", FindingDismissed("yangshe", "回执迟到，没有逾期。", at("2026-03-02")))
    assert "findings" not in log.tallied("yangshe")
    assert log.ask(tallies.past_date, date(2026, 3, 1)) == {}


def test_inspections_count_since_the_start_of_the_year_by_the_day_they_were_made():
    days = ("2025-12-30", "2026-02-01", "2026-05-01", "2026-07-01")
    log = Log(
        *(
            (
                f"i{day}",
                InspectionRecorded("yangshe", date.fromisoformat(day), "open", 1, (), "", (), "s1", at("2026-07-02")),
            )
            for day in days
        )
    )
    done = {number: log.tallied("yangshe", quarter_named(f"2026Q{number}")) for number in (1, 2, 3)}
    assert done == {number: {"inspected": {"done": number}} for number in (1, 2, 3)}


def expected(due, version=1, publication="pub1", village="yangshe"):
    return f"{publication}.{village}", PostingExpected(
        publication, village, version, "收费", date.fromisoformat(due), at("2026-03-02")
    )


def made(day, version=1, publication="pub1", village="yangshe"):
    return f"{publication}.{village}", PostingMade(publication, village, version, date.fromisoformat(day), at(day))


RELEASED = ("pub1.yangshe", PostingReleased("pub1", "yangshe", date(2026, 3, 4), at("2026-03-04")))


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        ([expected("2026-03-04"), made("2026-03-04")], {"in_time": 1}),
        ([made("2026-03-04"), expected("2026-03-04")], {"in_time": 1}),
        ([expected("2026-03-04"), made("2026-03-05")], {"late": 1}),
        ([expected("2026-03-04")], {"missing": 1}),
        ([expected("2026-03-04"), RELEASED], {}),
        ([expected("2026-03-03"), RELEASED], {"missing": 1}),
        ([expected("2026-03-04"), expected("2026-03-06", 2), made("2026-03-04", 2)], {"in_time": 2}),
        ([expected("2026-03-04"), expected("2026-03-06", 2), made("2026-03-05", 2)], {"late": 1, "in_time": 1}),
        ([made("2026-03-03"), expected("2026-03-06", 2), expected("2026-03-04")], {"in_time": 1, "missing": 1}),
        ([expected("2026-04-01"), made("2026-03-31")], {}),
    ],
)
def test_a_due_publication_was_posted_in_time_or_late_or_not_at_all(events, counts):
    assert Log(*events).ask(postings.counted, "2026Q1", FAR).get("yangshe", {}) == counts


def test_what_is_not_due_yet_is_not_missing():
    log = Log(expected("2026-03-04"))
    assert log.ask(postings.counted, "2026Q1", date(2026, 3, 4)) == {}
    assert log.ask(postings.counted, "2026Q1", date(2026, 3, 5)) == {"yangshe": {"missing": 1}}
    assert log.ask(postings.lost, "2026Q1", "yangshe", date(2026, 3, 4), limit=9, offset=0) == ([], 0)
    [row], total = log.ask(postings.lost, "2026Q1", "yangshe", FAR, limit=9, offset=0)
    assert (row["what"], row["day"], row["position"], total) == ("missing", "2026-03-04", 1, 1)


def life(petition, office, start, accept_after, resolve_after, moved):
    """One petition's events as its rules would give them."""
    day = date(2026, 1, 1) + timedelta(days=start)
    events = [registered(office, day.isoformat())]
    for after, stop in ((accept_after, accepted), (resolve_after, None)):
        clock = events[0].deadline if stop else events[-1].deadline
        day += timedelta(days=after)
        if day > clock.due_on:
            events.append(e.DeadlineMissed(clock, "claim", "x", clock.due_at, ()))
        if moved and stop:
            events.append(e.PetitionAssigned("li", moved, "chen", at(day.isoformat())))
        events.append(stop(day.isoformat()) if stop else e.PetitionResolved("c", True, "li", at(day.isoformat())))
    return [(petition, event) for event in events]


OFFICES = st.sampled_from(["o1", "o2"])
LIVES = st.lists(
    st.tuples(OFFICES, st.integers(0, 80), st.integers(0, 20), st.integers(0, 80), st.none() | OFFICES), max_size=5
)
DAYS = st.integers(0, 8).map(lambda n: (date(2026, 3, 27) + timedelta(days=n)).isoformat())
BOARDS = st.lists(
    st.builds(expected, DAYS, st.integers(1, 3)) | st.builds(made, DAYS, st.integers(1, 3)),
    max_size=6,
    unique_by=lambda told: (type(told[1]), told[1].version),
)


def recount(histories):
    """By code of its own: whose clock it was, and whether its end came before its due day was over."""
    found = defaultdict(Counter)
    for history in histories:
        office, missed_now = history[0][1].particulars.office, False
        for _, event in history[1:]:
            if isinstance(event, e.PetitionAssigned):
                office = event.handler_office
            elif isinstance(event, e.DeadlineMissed):
                missed_now = True
                found[office, str(quarter_of(event.deadline.due_on))]["missed"] += 1
            else:
                if not missed_now:
                    found[office, str(quarter_of(event.at.date()))]["stopped"] += 1
                missed_now = False
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LIVES, BOARDS, st.randoms(use_true_random=False))
def test_the_views_equal_a_recount_in_any_order_of_recording(lives, board, random):
    histories = [life(f"p{number}", *given) for number, given in enumerate(lives)]
    waiting, log = [list(each) for each in (*histories, *([told] for told in board))], Log()
    while waiting:
        history = random.choice(waiting)
        log.add(*history.pop(0))
        waiting = [each for each in waiting if each]
    for (office, quarter), counts in recount(histories).items():
        assert log.tallied(office, quarter_named(quarter))["in_time"] == dict(counts)
    receipts = {one.version: one.posted_on for _, one in board if isinstance(one, PostingMade)}
    due = defaultdict(Counter)
    for _, one in board:
        if isinstance(one, PostingExpected):
            days = [day for version, day in receipts.items() if version >= one.version]
            state = "missing" if not days else "in_time" if min(days) <= one.due_on else "late"
            due[str(quarter_of(one.due_on))][state] += 1
    for quarter in ("2026Q1", "2026Q2"):
        assert log.ask(postings.counted, quarter, FAR).get("yangshe", {}) == dict(due[quarter])
