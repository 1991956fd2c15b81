"""Lives at random on a real log: rows, clocks, tallies and messages say what the events say."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from services.disclosure.desk.clock import tick
from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.outcomes import OUTCOMES
from services.disclosure.views import request_years, requests
from shared import due
from shared.errors import Refusal
from shared.timelimits.days import china_day
from tests.services.disclosure.domain.information_request.test_walks import asked
from tests.services.disclosure.requesting import REGISTER, T0

LIVES, STEPS = 14, 40


def live(service, clock, chance):
    """Requests that come in one after the other, and are worked on in any order while the clock ticks now and then."""
    ids = []
    for number in range(STEPS):
        if number % 3 == 0 and len(ids) < LIVES:
            known = replace(REGISTER.particulars, receipt_hash=f"h{number}", received_on=china_day(clock.now()))
            ids.append(f"r{number:02}")
            register = c.RegisterRequest(known, clock.now())
            service.application.handle("request", ids[-1], register, actor="applicant")
        for request in ids:
            order = asked(clock.now())
            chance.shuffle(order)
            for command in order[:4]:
                try:
                    service.application.handle("request", request, command, actor="li")
                except Refusal:
                    continue
        clock.advance(timedelta(hours=chance.choice([2, 30, 60, 200])))
        if chance.random() < 0.6:
            while tick(service):
                pass
    while tick(service):
        pass
    return ids


def test_rows_clocks_tallies_and_messages_say_what_the_events_say(service, clock):
    clock.advance(T0 - clock.now())
    ids = live(service, clock, random.Random(7))
    ended, received, missed = Counter(), Counter(), 0
    with service.application.database.read() as tx:
        waiting = dict(tx.execute("SELECT id, due FROM clocks WHERE aggregate = 'request'"))
        for request in ids:
            state = service.application.state(tx, "request", request)
            history = service.application.history(tx, "request", request)
            row = requests.one(tx, request)
            assert (row["status"], row["outcome"] or "", row["owner"]) == (state.status, state.outcome, state.owner)
            assert (row["due_on"] is None) == (state.clock is None)
            moment = state.clock.next_moment if state.clock else None
            assert waiting.pop(request, None) == (moment and moment.isoformat(timespec="microseconds"))
            assert not state.clock or state.clock.said == row["said"]
            fell = [one for one in history if isinstance(one.event, e.DeadlineMissed)]
            assert all(one.occurred_at == one.event.deadline.due_at for one in fell)
            assert row["late"] == bool(fell)
            missed += len(fell)
            received[int(row["received_on"][:4])] += 1
            if row["ended_on"]:
                ended[int(row["ended_on"][:4]), OUTCOMES[row["outcome"]].line] += 1
        years = [request_years.of_year(tx, year) for year in sorted({*received, *(year for year, _ in ended)})]
        told = [json.loads(line) for line in service.application.outbox.page(tx, 0).lines]
        assert due.first_fallen(tx, clock.now()) is None
    assert waiting == {}
    for year in years:
        assert sum(year.received.values()) == received[year.year]
        assert {line: year.of_line(line) for line, _ in year.decided} == {
            line: count for (ended_in, line), count in ended.items() if ended_in == year.year
        }
    assert missed == len([one for one in told if one["type"].endswith("information-request-overdue.v1")]) > 0
