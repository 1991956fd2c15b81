"""However often and in whatever order rated visits are heard: the same statistics and the same follow-ups."""

import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.oversight.checklist import load_checklist
from services.oversight.composition import make_blueprint
from services.oversight.domain.bad_rating import commands as c
from services.oversight.domain.verifier import Verifier
from services.oversight.stored import CODEC
from services.oversight.views import bad_ratings, readings, window
from services.oversight.views.petitions import EVERYTHING, Scope
from shared.application import Application
from shared.clock import ManualClock
from shared.district import load_district
from shared.errors import WrongState
from shared.eventlog import EventLog, open_database
from shared.ids import CountingIds
from shared.messaging.keys import Peers, Secrets, SigningKey
from shared.messaging.outbox import Outbox
from shared.privacy.sealing import new_seal_keys
from shared.privacy.subject_keys import SubjectKeys
from shared.timelimits.loading import load_time_limits
from shared.visit_reasons import load_visit_reasons
from tests.services.oversight.examples import DATA, visit_rated

T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PRIVATE, PUBLIC = new_seal_keys()
SECRETS = Secrets(SigningKey("11" * 32), "", b"k", PRIVATE)
RULES = load_district(DATA), load_time_limits(DATA)
MORE = {"checklist": load_checklist(DATA), "reasons": load_visit_reasons(DATA)}
CODES = ("1234567890123452", "1234567890123460", "1234567890123478")
SAID = [
    ("v1", "yangshe", {"level": 1, "receipt_code": CODES[0]}),
    ("v2", "yangshe", {"level": 5, "reasons": ["quick"]}),
    ("v1", "hongmei", {"level": 2, "contact": "", "receipt_code": CODES[1]}),
    ("v3", "hongmei", {"level": 3, "reasons": []}),
    ("v4", "baisha", {"level": 1, "text": "李干事", "receipt_code": CODES[2]}),
    ("v5", "yangshe", {"level": 5, "reasons": ["quick", "friendly"]}),
]
TABLES = ("window_visits", "bad_ratings", "bad_rating_receipts", "kept_from", "clocks")


def rows(database):
    with database.read() as tx:
        return [sorted(tx.execute(f"SELECT * FROM {table}")) for table in TABLES]


def hear(database, folder, order):
    """An application that has heard all of these."""
    keys = SubjectKeys(f"sqlite:///{Path(folder) / 'keys.db'}")
    blueprint = make_blueprint(*RULES, keys, SECRETS, Peers({}), **MORE)
    outbox = Outbox("/oversight", SECRETS.signing_key)
    application = Application(
        blueprint, database=database, log=EventLog(CODEC), outbox=outbox, clock=ManualClock(T0), ids=CountingIds()
    )
    application.create_tables()
    for number in order:
        visit, village, more = SAID[number]
        heard = visit_rated(T0, PUBLIC, visit, village, **more)
        data = blueprint.hears[heard.type].dump(heard.data)
        told = {"type": heard.type, "source": heard.source, "subject": heard.subject, "time": T0.isoformat()}
        with database.write() as tx:
            application.apply_messages(tx, [{**told, "data": data}])
    keys.close()
    return application


def what_comes_of(order):
    """The rows of every view that tells of visits, once all of these have been heard."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'log.db'}")
        hear(database, folder, order)
        found = rows(database)
        database.close()
        return found


IN_ORDER = what_comes_of(range(len(SAID)))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.permutations(range(len(SAID))), st.lists(st.integers(0, len(SAID) - 1), max_size=4))
def test_statistics_and_follow_ups_are_the_same(order, again):
    assert what_comes_of([*order[:3], *again, *order[3:]]) == IN_ORDER


def test_on_either_database_the_views_are_the_same_and_the_log_alone_makes_them_anew(database, tmp_path):
    application = hear(database, tmp_path, range(len(SAID)))
    assert rows(database) == IN_ORDER
    application.rebuild()
    assert rows(database) == IN_ORDER
    follow_up = IN_ORDER[1][0][0]
    for command in (
        c.NoteContact(False, 3, "li", T0),
        c.ReportOutcome("put_right", "已改。", "li", T0),
        c.ConfirmOutcome("a1", Verifier("zhao", None), T0),
        c.JudgeOutcome(False, T0),
        c.ReadContact("回访", "li", T0),
    ):
        with suppress(WrongState):  # one of them has no contact, another no words
            application.handle("bad_rating", follow_up, command, actor="li")
    with database.read() as tx:
        [reopened], total = bad_ratings.page(tx, Scope("reopened = 1"), state="open", limit=9, offset=0)
        readings.latest(tx, EVERYTHING, EVERYTHING, before=None, limit=9)
        assert bad_ratings.kept_long(tx, "2026-03-02", 9) == []
        assert window.quarters(tx) == ["2026Q1"]
    assert (reopened["id"], reopened["judged"], total) == (follow_up, "not_put_right", 1)
