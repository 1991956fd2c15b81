"""The simulation bites: for every guard against loss and repetition, taking it away makes an invariant break.

What is taken away is taken away here, never by a switch in production code. Each test says which invariant shows it,
and the same history with the guard in place shows none.
"""

import pytest

from services.disclosure.domain import posting
from services.oversight.domain.petition import state as petition_state
from services.oversight.domain.petition.events import DeadlineMissed, DeadlineWarned
from shared import ticking
from shared.eventlog import EventLog
from shared.messaging import inbox
from shared.messaging.catchup import CatchUp
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import Outbox
from shared.messaging.page import decode
from tests.simulation.faults import restores
from tests.simulation.node import Guards
from tests.simulation.run import Plan, simulate

pytestmark = pytest.mark.long

ENOUGH = 12
"""Seeds tried at most until one shows it."""


def caught(monkeypatch, plans, guards=None, *, take_away=(), also=None, among=None):
    """The invariants that break first without the guard; the same plan with it breaks none.

    ``among``: those that are meant; a history in which only others break is not the one that is looked for.
    """
    for plan in plans:
        with monkeypatch.context() as without:
            for owner, name, replacement in take_away:
                without.setattr(owner, name, replacement)
            broken = simulate(plan, guards).broken
        found = {invariant for invariant, _ in broken}
        if found & (among or found):
            assert simulate(plan, also).broken == []
            return found
    pytest.fail("the guard was taken away, and nothing broke")
    return set()


def plans(villages=2, days=8, seeds=ENOUGH, first=1, **chosen):
    return [Plan(seed, villages, days, **chosen) for seed in range(first, first + seeds)]


def test_without_the_position_in_the_transaction_of_the_effects_a_crash_between_applies_a_message_twice(monkeypatch):
    """Each write to the inbox table is preceded by a commit, so effects and position are two transactions."""

    def torn(database, sql):
        if sql.startswith("INSERT INTO inbox"):
            database.commit()
            database.at_commit("after")
            database.disk.connection.execute("BEGIN IMMEDIATE")

    assert "applied once, in order" in caught(monkeypatch, plans(days=20, first=6), Guards(statement=torn))


def test_without_gap_detection_what_the_bus_loses_is_never_applied(monkeypatch):
    """Before a page from the bus is received, the position is moved up to where the page begins."""

    def believes(node, body):
        page = decode(body)
        if page.after > node.inbox.position(page.source):
            with node.database.write() as tx:
                tx.execute(
                    "INSERT INTO inbox VALUES (?, ?, ?, ?, 0, ?, '') ON CONFLICT (source) DO UPDATE SET"
                    " epoch = excluded.epoch, sequence = excluded.sequence, hash = excluded.hash",
                    (page.source, page.epoch, page.after, page.prev, node.clock.now().isoformat()),
                )

    assert "applied once, in order" in caught(monkeypatch, plans(), Guards(page=believes))


def test_without_heads_the_loss_of_a_last_message_goes_unnoticed_on_the_bus(monkeypatch):
    """Measured in a quiet in which nobody asks by the calendar: with heads everything arrives within its bound of
    twelve minutes, without them it does not. The periodic asking would find it too, later; it has its own test."""
    found = caught(monkeypatch, plans(days=3, seeds=60, quiet="bus"), Guards(heads=False))
    assert "quiet in time" in found


def only_when_hurried(due=CatchUp.due):
    return lambda self, peer, now: due(self, peer, 0.0)


def only_those_heard_before(due=CatchUp.due):
    return lambda self, peer, now: due(self, peer, now) and self._inbox.position(peer.source) > 0


def test_without_the_periodic_catch_up_nothing_arrives_while_the_bus_is_away(monkeypatch):
    """A conversation takes place at the start and after a gap alone; the bus is away in the quiet at the end."""
    found = caught(monkeypatch, plans(quiet="asking"), take_away=[(CatchUp, "due", only_when_hurried())])
    assert "quiet in time" in found


def test_if_only_sources_heard_before_were_asked_a_first_message_could_stay_unheard(monkeypatch):
    """In a district without a bus: where there is one, a head would make the source known."""
    without_bus = Guards(bus=False)
    found = caught(
        monkeypatch,
        plans(days=4, quiet="asking"),
        without_bus,
        take_away=[(CatchUp, "due", only_those_heard_before())],
        also=without_bus,
    )
    assert "quiet in time" in found


def at_any_version(append=EventLog.append):
    """Appends behind whatever stands there, so that neither the check nor UNIQUE (stream, version) objects."""

    def appends(self, tx, tail, stream, version, events, **more):
        ((standing,),) = tx.execute("SELECT coalesce(max(version), 0) FROM events WHERE stream = ?", (stream,))
        return append(self, tx, tail, stream, standing, events, **more)

    return appends


UNCHECKED = (EventLog, "expect", lambda self, tx, stream, version: None)


def test_without_the_expected_version_two_who_decide_at_once_both_prevail(monkeypatch):
    meant = {"lawful histories", "acknowledged is recorded", "every board complete"}
    take_away = [UNCHECKED, (EventLog, "append", at_any_version())]
    assert caught(monkeypatch, plans(days=30), take_away=take_away, among=meant) & meant


def test_where_the_expected_version_is_not_checked_the_database_still_refuses_it(monkeypatch):
    """UNIQUE (stream, version) is the second half of the guard: an error to a person, but nothing is written."""
    found = caught(monkeypatch, plans(days=30), take_away=[UNCHECKED])
    assert found == {"no unexpected error"}


def looks_up_first(application, next_fallen, at_once=1):
    """The tick as it was never written: what has fallen is looked up, and recorded in a later transaction."""
    with application.database.read() as tx:
        do = next_fallen(tx)
    if do is None:
        return 0
    with application.unit(actor="clock") as unit:
        return len(unit.do(do))


def forgets_what_its_clock_said(state, event, evolve=petition_state.evolve):
    return state if isinstance(event, (DeadlineWarned, DeadlineMissed)) else evolve(state, event)


def forgets_what_was_missed(state, event, evolve=posting.evolve):
    return state if isinstance(event, posting.PostingMissed) else evolve(state, event)


def test_if_a_petition_forgot_what_its_clock_said_a_late_act_would_say_it_again(monkeypatch):
    found = caught(monkeypatch, plans(days=30), take_away=[(petition_state, "evolve", forgets_what_its_clock_said)])
    assert "every deadline once, in time" in found


def test_two_workers_ticks_at_once_record_a_deadline_once_by_its_row_and_by_the_memory_of_its_aggregate(monkeypatch):
    """Either suffices, so both are taken away: a second worker's tick between the look-up and the record."""
    found = caught(
        monkeypatch,
        plans(days=30),
        take_away=[(ticking, "tick", looks_up_first), (posting, "evolve", forgets_what_was_missed)],
    )
    assert found & {"every posting receipt in time or missed", "every deadline once, in time"}
    with monkeypatch.context() as without:
        without.setattr(ticking, "tick", looks_up_first)
        assert [simulate(plan).broken for plan in plans(days=15)[:4]] == [[], [], [], []]


RESTORED = [Plan(seed, 3, 20) for seed in range(14, 200) if restores(seed)][: 3 * ENOUGH]
"""Histories in which a node is put back to a backup."""


def test_without_the_epoch_check_a_restored_node_tells_what_nobody_hears(monkeypatch):
    """Its numbers went back, and for its listeners what it tells anew would be what they have heard long ago."""
    take_away = [
        (Inbox, "_standing", lambda self, tx, page: self._position(tx, page.source)),
        (inbox, "_joins", lambda page, hashes, standing: True),
        (inbox, "_went_back", lambda page, asked_after, standing: ""),
    ]
    meant = {"applied once, in order", "one history"}
    assert caught(monkeypatch, RESTORED, take_away=take_away, among=meant) & meant


def test_a_node_that_was_restored_without_saying_so_is_noticed_by_its_listeners(monkeypatch):
    """Only its first epoch is declared: whoever heard more than it knows now marks it, and applies nothing of it."""
    begin = Outbox.begin_epoch

    def only_the_first(self, tx, epoch, since=None):
        if not tx.execute("SELECT 1 FROM epochs"):
            begin(self, tx, epoch, since)

    assert "no trouble" in caught(monkeypatch, RESTORED, take_away=[(Outbox, "begin_epoch", only_the_first)])
