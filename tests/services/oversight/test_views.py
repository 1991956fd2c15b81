"""Read models on SQLite and PostgreSQL: what they show, and that the log alone makes them anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from services.oversight.checklist import load_checklist
from services.oversight.composition import make_blueprint
from services.oversight.domain import finding
from services.oversight.domain.batch import Answered, CountBallots
from services.oversight.domain.petition.commands import (
    AcceptPetition,
    DeclinePetition,
    PassDeadline,
    RegisterPetition,
    ResolvePetition,
)
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.domain.response import Answers, CountResponse
from services.oversight.domain.results import Figures, PublishLateResults, PublishResults
from services.oversight.domain.survey_round import CloseRound, OpenRound
from services.oversight.stored import CODEC
from services.oversight.views import answers as survey_answers
from services.oversight.views import circulars, findings, petitions, rated, rounds
from shared.application import Application
from shared.decider import Do
from shared.district import load_district
from shared.due import first_fallen, first_outdated
from shared.errors import NotFound
from shared.eventlog import EventLog
from shared.messaging.keys import Peers, Secrets, SigningKey
from shared.messaging.outbox import Outbox
from shared.privacy.sealing import new_seal_keys
from shared.privacy.subject_keys import SubjectKeys
from shared.ticking import tick
from shared.timelimits import Calendar, CalendarYear
from shared.timelimits.days import china_day
from shared.timelimits.loading import load_time_limits
from tests.services.oversight.domain.test_survey_round import PLAN
from tests.services.oversight.examples import DATA

PASSES = {"petition": PassDeadline, "finding": finding.PassDeadline}


@pytest.fixture
def application(database, clock, ids, tmp_path):
    keys = SubjectKeys(f"sqlite:///{tmp_path / 'keys.db'}")
    secrets = Secrets(SigningKey("11" * 32), "", b"k", new_seal_keys()[0])
    rules = (load_district(DATA), load_time_limits(DATA))
    blueprint = make_blueprint(*rules, keys, secrets, Peers({}), checklist=load_checklist(DATA))
    made = Application(
        blueprint,
        database=database,
        log=EventLog(CODEC),
        outbox=Outbox("/oversight", secrets.signing_key),
        clock=clock,
        ids=ids,
    )
    made.create_tables()
    return made


@pytest.fixture
def do(application, clock):
    def make(aggregate, id, command):
        return application.handle(aggregate, id, command, actor="test")

    return make


@pytest.fixture
def register(do, clock):
    def make(id, kind="claim", about="family-planning-office"):
        today = china_day(clock.now())
        known = Particulars("web", kind, about, "petition-office", None, today, "cipher", f"hash-{id}", "public")
        do("petition", id, RegisterPetition(known, clock.now()))

    return make


def answers(village, score, knows=True):
    return Answers("r1", village, "residents", {"attitude": score}, {"knows-board": knows}, PLAN.opens_on)


def everything(application):
    """All rows of all views, as bytes would be compared."""
    with application.database.read() as tx:
        return {table: sorted(map(str, tx.execute(f"SELECT * FROM {table}"))) for table in application.view_tables}


def results_of_a_round(application, do, now):
    """They are out; then eleven ballots come late from one village, and some more that wait from another."""
    do("round", "r1", CloseRound("zhao", now))
    counted = Figures({"yangshe": {"attitude": (1, 1, 1, 1, 2)}})
    do("results", "r1", PublishResults(PLAN.villages, counted, {"yangshe": 6}, {}, ("hongmei",), now))
    given = (Answered({"attitude": 5}, {"knows-board": True}, {}),) * 6
    do("batch", "b1", CountBallots("r1", "hongmei", given, 0, 0, False, now))
    do("batch", "b2", CountBallots("r1", "hongmei", given[:5], 1, 0, True, now))
    with application.database.read() as tx:
        _, village, handful = survey_answers.late_due(tx)
        late = survey_answers.counted(tx, rounds.one(tx, "r1"), handful, village)
        assert survey_answers.turnout(tx, "r1")["hongmei"] == survey_answers.Turnout(11, 1, 0, emptied=True)
    assert late.ratings == {"hongmei": {"attitude": (0, 0, 0, 0, 11)}}
    do("results", "r1", PublishLateResults(village, handful, late, 11, 1, now))
    do("batch", "b3", CountBallots("r1", "yangshe", given, 0, 0, True, now))
    with application.database.read() as tx:
        assert rated.counted(tx, "2026Q1")["hongmei"]["marks_sum"] == 55


def test_rebuilding_from_the_log_gives_the_same_rows(application, do, register, clock):
    for number in range(4):
        register(f"p{number}")
    do("petition", "p1", AcceptPetition("chen", clock.now()))
    do("petition", "p2", DeclinePetition("private_matter", "村委会", "chen", clock.now()))
    do("petition", "p3", PassDeadline(clock.now() + timedelta(days=20), clock.now()))
    do("round", "r1", OpenRound(PLAN, "zhao", clock.now()))
    do("response", "a1", CountResponse(answers("yangshe", 4), clock.now()))
    results_of_a_round(application, do, clock.now())
    before = everything(application)
    made = ("petitions", "receipts", "keys_to_erase", "clocks", "findings", "survey_answers", "survey_turnout")
    made += ("survey_emptied", "survey_handfuls", "late_results_due", "results", "results_rows", "rated_rounds")
    assert all(before[table] for table in made)
    application.rebuild()
    assert everything(application) == before
    application.rebuild()
    assert everything(application) == before


def test_clocks_that_were_counted_by_an_older_calendar_are_found_one_after_the_other(application, register, do, clock):
    for number in range(3):
        register(f"p{number}")
    do("petition", "p1", DeclinePetition("before_court", "法院", "chen", clock.now()))
    newer = Calendar([CalendarYear(2026, 2, False, "通知", "the notice", ())], [])
    with application.database.read() as tx:
        found = [first_outdated(tx, newer, skip) for skip in range(3)]
        assert found == [("petition", "p0"), ("petition", "p2"), None]
        assert first_outdated(tx, load_time_limits(DATA).calendar) is None


def test_the_desk_shows_what_falls_due_next_first(application, register, do, clock):
    register("slow")
    register("fast", kind="enquiry")
    with application.database.read() as tx:
        rows, total = petitions.page(tx, petitions.EVERYTHING, still_open=True, limit=10, offset=0)
        assert [row["id"] for row in rows] == ["fast", "slow"]
        assert total == 2
    do("petition", "fast", ResolvePetition("cipher", True, "chen", clock.now()))
    with application.database.read() as tx:
        rows, _ = petitions.page(tx, petitions.EVERYTHING, still_open=True, limit=10, offset=0)
        assert [row["id"] for row in rows] == ["slow"]
        ended, _ = petitions.page(tx, petitions.EVERYTHING, still_open=False, limit=10, offset=0)
        assert [(row["id"], row["founded"], row["due_on"]) for row in ended] == [("fast", True, None)]


def test_what_somebody_may_not_see_is_not_there(application, register):
    register("p1")
    with application.database.read() as tx, pytest.raises(NotFound, match="unknown-petition"):
        petitions.one(tx, "p1", petitions.Scope("handler = ?", ("li",)))


def test_deadlines_come_out_in_their_order_and_go_when_said_or_stopped(application, register, do, clock):
    register("p1")
    later = clock.now() + timedelta(days=20)

    def first(now):
        with application.database.read() as tx:
            return first_fallen(tx, now)

    assert first(clock.now()) is None
    said = []
    while fallen := first(later):
        said.append(fallen.at)
        do("petition", "p1", PassDeadline(fallen.at, clock.now()))
    assert len(said) == 5  # twenty days later: two warnings, the deadline itself, two levels
    assert said == sorted(said)
    register("p2")
    do("petition", "p2", DeclinePetition("before_court", "法院", "chen", clock.now()))
    assert first(later) is None


def test_two_workers_that_tick_at_once_record_every_deadline_once_and_in_order(application, register, clock):
    for number in range(40):
        register(f"p{number}")
        clock.advance(timedelta(hours=1))
    clock.advance(timedelta(days=30))

    def next_fallen(tx, skip=0):
        fallen = first_fallen(tx, clock.now(), skip)
        return Do(fallen.aggregate, fallen.id, PASSES[fallen.aggregate](fallen.at, clock.now())) if fallen else None

    def work_off():
        done = 0
        while recorded := tick(application, next_fallen):
            done += recorded
        return done

    with ThreadPoolExecutor(2) as workers:
        done = [worker.result() for worker in [workers.submit(work_off) for _ in range(2)]]
    with application.database.read() as tx:
        records = application.log.after(tx, 0, 1000)
    fell = [record.occurred_at for record in records if record.name.startswith(("deadline-", "rectification-"))]
    assert len(fell) == sum(done)
    assert len([record for record in records if record.name.startswith("deadline-")]) == 6 * 40
    assert fell == sorted(fell)


def test_acceptance_changes_the_clock(application, register, do, clock):
    register("p1")
    do("petition", "p1", AcceptPetition("chen", clock.now()))
    with application.database.read() as tx:
        row = petitions.one(tx, "p1", petitions.EVERYTHING)
        fallen = first_fallen(tx, datetime(2027, 1, 1, tzinfo=UTC))
    assert row["limit"] == "resolution"
    assert fallen is not None
    assert fallen.at > clock.now() + timedelta(days=29)


def test_lists_are_paged(application, do, register, clock):
    for number in range(3):
        register(f"p{number}")
        do("petition", f"p{number}", PassDeadline(clock.now() + timedelta(days=20), clock.now()))
    with application.database.read() as tx:
        page, total = findings.page(tx, state="open", limit=2, offset=2)
        assert (len(page), total) == (1, 3)
        assert circulars.page(tx, limit=2, offset=0) == ([], 0)
        with pytest.raises(NotFound, match="unknown-round"):
            rounds.one(tx, "r1")
