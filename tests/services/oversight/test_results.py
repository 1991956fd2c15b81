"""Results: when they are out, for whom, and what is in them. By hand."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from services.oversight.casework import results
from services.oversight.views import answers
from shared.contracts.oversight import RESULTS_PUBLISHED
from tests.services.oversight.ballots import ballot, cast, close
from tests.services.oversight.examples import response_recorded

EVERYBODY = (None, "li", "zhao", "ding", "wang")
AWARE = ("knows-board", "knows-items", "knows-hotline", "knows-promises")


@pytest.fixture
def asked(open_round):
    return open_round()["id"]


@pytest.fixture
def out(call, tick):
    """What is out of a round, for the public; the worker has come by."""

    def read(asked, **query):
        tick()
        asking = "&".join(f"{name}={value}" for name, value in query.items())
        return call(None, "GET", f"/api/rounds/{asked}/results?{asking}")

    return read


def rows(found):
    return {(row["village"], row["version"], row["question"]): row for row in found["rows"]}


def test_nobody_sees_anything_before_every_village_has_sent_its_last_ballot(service, call, asked, out):
    cast(service, asked, "yangshe", *[ballot()] * 6)
    for name in EVERYBODY:
        status, problem = call(name, "GET", f"/api/rounds/{asked}/results")
        assert (status, problem["code"], problem["state"]) == (409, "results-not-out", "open")
    close(call, asked)
    cast(service, asked, "yangshe", last=True)
    for name in EVERYBODY:
        out(asked)
        status, problem = call(name, "GET", f"/api/rounds/{asked}/results")
        assert (status, problem["state"], problem["latest"]) == (409, "counting", "2026-03-09")
    cast(service, asked, "hongmei", last=True)
    status, found = out(asked)
    assert (status, found["version"], found["published_on"], found["missing"]) == (200, 1, "2026-03-02", [])
    assert all(call(name, "GET", f"/api/rounds/{asked}/results")[1] == found for name in EVERYBODY)


def test_a_round_that_nobody_closes_is_closed_seven_days_after_its_last_day(service, call, clock, asked, tick):
    last_day = "2026-03-20"
    assert call(None, "GET", "/api/rounds")[1]["items"][0]["closes_on"] == last_day
    clock.advance(datetime(2026, 3, 27, 15, 59, tzinfo=UTC) - clock.now())
    tick()
    assert call(None, "GET", "/api/rounds")[1]["items"][0]["closed_on"] is None
    clock.advance(timedelta(minutes=1))
    tick()
    assert call(None, "GET", "/api/rounds")[1]["items"][0]["closed_on"] == "2026-03-28"


def test_a_village_without_a_line_is_waited_for_seven_days_and_named(service, call, clock, asked, out):
    cast(service, asked, "yangshe", *[ballot()] * 6, last=True)
    close(call, asked)
    clock.advance(timedelta(days=7))
    assert out(asked)[0] == 409
    clock.advance(timedelta(days=1))
    status, found = out(asked)
    assert (status, found["missing"], found["published_on"]) == (200, ["hongmei"], "2026-03-10")


def test_the_figures_of_a_village(service, call, asked, out):
    given = [ballot(5), ballot(5), ballot(4), ballot(3), ballot(2), ballot(1, knows=False)]
    cast(service, asked, "yangshe", *given, last=True, spoilt=2)
    cast(service, asked, "hongmei", *[ballot(5)] * 5, last=True)
    close(call, asked)
    found = out(asked)[1]
    row = rows(found)["yangshe", 1, "attitude"]
    assert (row["kind"], row["count"], row["counts"]) == ("rating", 6, [1, 1, 1, 1, 2])
    assert (row["mean"], row["share"], row["change"]) == (3.3333, 0.6667, None)
    assert (row["low"], row["high"]) == (pytest.approx(0.300, abs=1e-3), pytest.approx(0.903, abs=1e-3))
    aware = rows(found)["yangshe", 1, "knows-board"]
    assert (aware["counts"], aware["mean"]) == ([1, 5], aware["share"])
    assert rows(found)["", 1, "attitude"]["counts"] == [1, 1, 1, 1, 7]
    nobody = rows(found)["yangshe", 1, "listens"]
    told = ("count", "counts", "mean", "share", "low", "high", "change")
    assert [nobody[name] for name in told] == [None] * len(told)
    turnout = {one["village"]: (one["answers"], one["spoilt"]) for one in found["turnout"]}
    assert turnout == {"yangshe": (6, 2), "hongmei": (5, 0), "": (11, 2)}


def test_awareness_is_one_rate_with_a_verdict_once_all_that_was_asked_is_shown(service, call, asked, out):
    for village, knows in (("yangshe", True), ("hongmei", False)):
        ballots = [ballot()] * 20
        for given in ballots:
            given.awareness.update(dict.fromkeys(AWARE, knows))
        cast(service, asked, village, *ballots, last=True)
    close(call, asked)
    found = {one["village"]: one for one in out(asked)[1]["awareness"]}
    assert (found["yangshe"]["people"], found["yangshe"]["rate"], found["yangshe"]["verdict"]) == (20, 1.0, "reached")
    assert (found["hongmei"]["rate"], found["hongmei"]["verdict"]) == (0.0, "not_reached")
    assert (found[""]["people"], found[""]["rate"]) == (40, 0.5)


def test_of_awareness_nothing_is_said_where_a_question_is_withheld(service, call, asked, out):
    cast(service, asked, "yangshe", *[ballot()] * 20, last=True)
    cast(service, asked, "hongmei", last=True)
    close(call, asked)
    [row] = [one for one in out(asked)[1]["awareness"] if one["village"] == "yangshe"]
    assert (row["people"], row["rate"], row["verdict"]) == (None, None, "unknown")


def test_ballots_that_come_late_are_a_row_of_their_own_and_leave_the_rest_as_it_was(service, call, clock, asked, out):
    cast(service, asked, "yangshe", *[ballot()] * 6, last=True)
    cast(service, asked, "hongmei", *[ballot(2)] * 5)
    close(call, asked)
    clock.advance(timedelta(days=8))
    first = rows(out(asked)[1])
    cast(service, asked, "hongmei", *[ballot(5)] * 5)
    assert rows(out(asked)[1]) == first, "it has not said yet that this is all"
    cast(service, asked, "hongmei", *[ballot(4)] * 3, last=True)
    _, found = out(asked)
    assert (found["version"], found["missing"]) == (2, [])
    assert {key: row for key, row in rows(found).items() if key[1] == 1} == first
    assert rows(found)["hongmei", 2, "attitude"]["counts"] == [0, 0, 0, 3, 5]
    assert [one["answers"] for one in found["turnout"] if one["village"] == "hongmei"] == [5, 8]
    cast(service, asked, "hongmei", last=True)
    assert out(asked)[1] == found, "a box that is empty once more is nothing new"


def test_fewer_than_five_that_come_late_are_counted_and_not_shown(service, call, clock, asked, out):
    close(call, asked)
    clock.advance(timedelta(days=8))
    out(asked)
    cast(service, asked, "hongmei", *[ballot()] * 4, last=True)
    _, found = out(asked, village="hongmei")
    assert rows(found)["hongmei", 2, "attitude"]["count"] is None
    assert [one["answers"] for one in found["turnout"]] == [0, 4, 0]


def test_a_village_that_has_nothing_more_to_send_is_missing_no_longer(service, call, clock, asked, out):
    cast(service, asked, "hongmei", *[ballot()] * 5)
    close(call, asked)
    clock.advance(timedelta(days=8))
    assert out(asked)[1]["missing"] == ["yangshe", "hongmei"]
    for _ in range(2):
        cast(service, asked, "hongmei", last=True)
        _, found = out(asked)
        assert (found["version"], found["missing"], {row["version"] for row in found["rows"]}) == (2, ["yangshe"], {1})


def test_a_village_asks_for_its_own_figures_and_all_together(service, call, asked, out):
    cast(service, asked, "yangshe", *[ballot()] * 6, last=True)
    cast(service, asked, "hongmei", *[ballot()] * 6, last=True)
    close(call, asked)
    _, found = out(asked, village="yangshe")
    assert {row["village"] for part in ("rows", "turnout", "awareness") for row in found[part]} == {"yangshe", ""}
    status, problem = call(None, "GET", f"/api/rounds/{asked}/results?village=shuikou")
    assert (status, problem["code"]) == (404, "village-not-asked")
    assert call(None, "GET", "/api/rounds/nosuch/results")[0] == 404


def test_a_round_is_compared_with_the_one_before_of_the_same_office_and_audience(service, call, open_round, out, clock):
    rounds = []
    for level, more in ((2, {}), (4, {"questionnaire": "migrants"}), (5, {"office": "service-station"}), (4, {})):
        rounds.append(open_round(closes_on="2026-06-30", title=f"第{len(rounds)}轮", **more)["id"])
        for village in ("yangshe", "hongmei"):
            cast(service, rounds[-1], village, *[ballot(level)] * 6, ballot(3), last=True)
        close(call, rounds[-1])
        found = out(rounds[-1], village="yangshe")[1]
        clock.advance(timedelta(days=1))
    assert found["compared_with"] == {
        "round": rounds[0],
        "title": "第0轮",
        "published_on": "2026-03-02",
        "same_villages": True,
    }
    change = rows(found)["yangshe", 1, "attitude"]["change"]
    assert (change["mean"], change["share"]) == (1.7143, 0.8571)
    assert 0 < change["mean_low"] < change["mean"] < change["mean_high"]
    assert 0 < change["low"] < change["share"] < change["high"] <= 1
    assert rows(found)["", 1, "attitude"]["change"]["mean"] == 1.7143
    assert out(rounds[0])[1]["compared_with"] is None


def test_villages_of_an_older_version_count_one_by_one_and_are_not_called_missing(hear, call, clock, asked, out):
    for number in range(6):
        hear(response_recorded(clock.now(), f"a{number}", asked))
    close(call, asked)
    clock.advance(timedelta(days=8))
    _, found = out(asked)
    assert (found["missing"], rows(found)["yangshe", 1, "attitude"]["count"]) == (["hongmei"], 6)


def test_a_worker_that_starts_anew_publishes_once(service, call, asked, out):
    for village in ("yangshe", "hongmei"):
        cast(service, asked, village, *[ballot()] * 6, last=True)
    close(call, asked)
    assert results.publish_due(service) == 1
    assert results.publish_due(service) == 0
    assert out(asked)[1]["version"] == 1


def test_the_villages_are_told_once_for_each_publication(service, call, clock, asked, out):
    cast(service, asked, "yangshe", *[ballot()] * 6, last=True)
    close(call, asked)
    clock.advance(timedelta(days=8))
    out(asked)
    cast(service, asked, "hongmei", *[ballot()] * 6, last=True)
    out(asked)
    with service.application.database.read() as tx:
        told = [json.loads(line) for line in service.application.outbox.page(tx, 0).lines if RESULTS_PUBLISHED in line]
    assert [(one["data"]["villages"], one["data"]["version"]) for one in told] == [
        (["yangshe", "hongmei"], 1),
        (["hongmei"], 2),
    ]


def test_how_many_have_answered_is_no_secret(service, asked):
    cast(service, asked, "yangshe", *[ballot()] * 6, spoilt=1)
    with service.application.database.read() as tx:
        assert answers.turnout(tx, asked) == {"yangshe": answers.Turnout(6, 1)}
