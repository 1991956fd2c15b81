"""The read models of supervisors, draws and inspections, on both databases."""

from datetime import date, timedelta

import pytest

from services.oversight.checklist import load_checklist
from services.oversight.composition import make_blueprint
from services.oversight.domain.draw import Inputs, commitment_to
from services.oversight.domain.inspection import Answer, RecordHearingOfOpinion, RecordInspection, Report
from services.oversight.domain.inspection_plan import (
    AnnounceInspection,
    CommitDraw,
    ContributeToDraw,
    DeclareDrawLost,
    RevealDraw,
    WithdrawAnnouncement,
)
from services.oversight.domain.supervisor import AppointSupervisor, EndAppointment, Term
from services.oversight.stored import CODEC
from services.oversight.views import draws, inspections, supervisors
from shared.application import Application
from shared.district import load_district
from shared.eventlog import EventLog
from shared.messaging.keys import Peers, Secrets, SigningKey
from shared.messaging.outbox import Outbox
from shared.privacy.sealing import new_seal_keys
from shared.privacy.subject_keys import SubjectKeys
from shared.timelimits.loading import load_time_limits
from tests.services.oversight.examples import DATA
from tests.services.oversight.inspecting import CHECKLIST, DICE, morning

SECRET = bytes(range(32))
INPUTS = Inputs(2026, ("yangshe",), 1, 0, ("zhou",))
TODAY = date(2026, 3, 2)


@pytest.fixture
def application(database, clock, ids, tmp_path):
    keys = SubjectKeys(f"sqlite:///{tmp_path / 'keys.db'}")
    secrets = Secrets(SigningKey("11" * 32), "", b"k", new_seal_keys()[0])
    rules = (load_district(DATA), load_time_limits(DATA), keys, secrets, Peers({}))
    blueprint = make_blueprint(*rules, checklist=load_checklist(DATA))
    outbox = Outbox("/oversight", secrets.signing_key)
    made = Application(blueprint, database=database, log=EventLog(CODEC), outbox=outbox, clock=clock, ids=ids)
    made.create_tables()
    return made


@pytest.fixture
def do(application):
    def make(aggregate, id, command):
        return application.handle(aggregate, id, command, actor="test")

    return make


@pytest.fixture
def read(application):
    def make(query, *given, **more):
        with application.database.read() as tx:
            return query(tx, *given, **more)

    return make


def filed(place, day, mode, clock):
    answers = tuple(Answer(line.id, "yes") for line in CHECKLIST.lines)
    return RecordInspection(Report(place, day, mode, 1, answers, ""), day, date(day.year, 12, 31), "zhou", clock.now())


def test_who_is_in_office_on_a_day(do, read, clock):
    def appoint(name, first, last):
        do("supervisor", name, AppointSupervisor("resident", Term(first, last), "zhao", clock.now()))

    appoint("zhou", date(2026, 1, 1), date(2026, 12, 31))
    appoint("zhu", date(2026, 6, 1), date(2027, 5, 31))
    do("supervisor", "zhou", EndAppointment("迁出", "zhao", clock.now()))
    appoint("zhou", date(2026, 7, 1), date(2026, 7, 31))
    days = [date(2026, 3, 1), TODAY, date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)]
    assert [read(supervisors.in_office, day) for day in days] == [["zhou"], [], ["zhu"], ["zhou", "zhu"], ["zhu"]]
    assert read(supervisors.in_office, TODAY, date(2026, 5, 31)) == []
    assert read(supervisors.in_office, date(2026, 3, 1), date(2026, 12, 31)) == ["zhou", "zhu"]
    assert read(supervisors.latest, "zhou")["first_day"] == "2026-07-01"


def test_inspections_and_hearings_are_counted_by_place_and_by_the_year_of_their_day(do, read, clock):
    clock.move_to(morning(date(2027, 1, 5)))
    do("inspection", "i1", filed("yangshe", date(2026, 12, 31), "open", clock))
    do("inspection", "i2", filed("yangshe", date(2026, 12, 30), "undercover", clock))
    do("inspection", "i3", filed("yangshe", date(2027, 1, 4), "undercover", clock))
    do("inspection", "h1", RecordHearingOfOpinion("hongmei", date(2027, 1, 4), 7, "好", "zhou", clock.now()))
    assert read(inspections.counts, 2026) == {"yangshe": {"open": 1, "undercover": 1, "hearings": 0}}
    assert read(inspections.counts, 2027) == {
        "yangshe": {"open": 0, "undercover": 1, "hearings": 0},
        "hongmei": {"open": 0, "undercover": 0, "hearings": 1},
    }
    rows, total = read(inspections.page, limit=2, offset=0)
    assert ([row["id"] for row in rows], total) == (["i3", "i1"], 3)
    assert read(inspections.page, limit=9, offset=0, place="hongmei") == ([], 0)


def test_rebuilding_from_the_log_gives_the_same_rows(application, do, clock):
    do("supervisor", "zhou", AppointSupervisor("resident", Term(TODAY, date(2026, 12, 31)), "zhao", clock.now()))
    do("supervisor", "zhou", EndAppointment("迁出", "zhao", clock.now()))
    commit = CommitDraw(commitment_to(SECRET), "sealed", INPUTS, "zhao", clock.now())
    do("plan", "2026", commit)
    do("plan", "2026", DeclareDrawLost("损坏", "ding", clock.now()))
    do("plan", "2026", commit)
    do("plan", "2026", ContributeToDraw(DICE, "ding", clock.now()))
    for place in ("yangshe", "hongmei"):
        do("plan", "2026", AnnounceInspection(place, TODAY, ("zhou",), "zhao", clock.now()))
    do("plan", "2026", WithdrawAnnouncement(2, "停电", "zhao", clock.now()))
    do("inspection", "2026-open-1", filed("yangshe", TODAY, "open", clock))
    do("inspection", "h1", RecordHearingOfOpinion("hongmei", TODAY, 7, "好", "zhou", clock.now()))
    do("plan", "2026", RevealDraw(SECRET.hex(), "clock", clock.now() + timedelta(days=365)))
    tables = ("terms", "draws", "announcements", "inspections", "opinion_hearings", "inspection_counts")

    def everything():
        with application.database.read() as tx:
            return {table: sorted(map(str, tx.execute(f"SELECT * FROM {table}"))) for table in tables}

    before = everything()
    assert {table: len(rows) for table, rows in before.items()} == dict(zip(tables, (1, 2, 2, 1, 1, 2), strict=True))
    for _ in range(2):
        application.rebuild()
        assert everything() == before
    with application.database.read() as tx:
        assert [each["secret"] is not None for each in draws.of_year(tx, 2026)] == [False, True]
        assert inspections.announced(tx, limit=9, offset=0) == ([], 0)
