"""Results of survey rounds: publishing them when it is time, and reading what is out.

`publish_due` is the worker's. `read` is what pages, files and the API are made of. It gives

    round           the round as `rounds.one` gives it
    version         of the last publication; published_on the day of the first
    missing         villages that have not said by now that there are no more ballots
    target          of the awareness rate, as a part of 1
    turnout         [{village, version, published_on, answers, spoilt}]
    rows            [{village, version, kind, question, count, counts, mean, share, low, high, change}]
    awareness       [{village, version, people, rate, low, high, verdict, change}]
    compared_with   {round, title, published_on, same_villages} or None: the round that changes are against

``village`` '' is all together. ``version`` 2 and more came late: a row of its own, in no total. A row stands for every
question and village that was asked; where it is withheld, or nobody answered, everything from ``count`` on is None.
``kind`` rating: ``counts`` of the levels 1 to 5, ``share`` of satisfied (levels 3 to 5); awareness: ``counts`` of no
and yes, ``share`` and ``mean`` of yes. ``low`` and ``high``: the share's 95 % interval. ``change`` is None where there
is nothing to compare, else {mean, mean_low, mean_high, share, low, high}; of the awareness rate {rate, low, high}.
``verdict`` on the awareness rate: reached, not_reached or unknown (it cannot be said yet). Means, shares, rates and
what belongs to them have four places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from services.oversight.composition import Service
from services.oversight.domain import rating_statistics as statistics
from services.oversight.domain import scoring
from services.oversight.domain.results import EVERYWHERE, Counts, PublishLateResults, PublishResults
from services.oversight.domain.scoring import Standard
from services.oversight.views import answers, results, rounds
from services.oversight.views.answers import AWARENESS, RATING
from services.oversight.views.results import Published, Row
from shared import ticking
from shared.decider import Do
from shared.errors import NotFound, WrongState
from shared.eventlog import Transaction
from shared.timelimits import Deadline
from shared.timelimits.days import zh_day

_LIMIT = "results_wait"
"""The time limit by which results are out at the latest, whoever is missing."""
_TURNOUT = ("village", "version", "published_on", "answers", "spoilt")
_NOTHING = dict.fromkeys(("count", "counts", "mean", "share", "low", "high", "change"))
Json = dict[str, Any]


def publish_due(service: Service) -> int:
    """Publish the results of a round that is complete, or has waited long enough, and what came late; return how many
    events that made. One a transaction, for it counts all the answers of a round.
    """
    now = service.clock.now()

    def next_due(tx: Transaction, skip: int = 0) -> Do | None:
        ripe = [one for one, closed_at in answers.due(tx) if _is_due(service, tx, one, closed_at, now)]
        if skip < len(ripe):
            return _publication(tx, ripe[skip], now)
        late = answers.late_due(tx, skip - len(ripe))
        return _late_publication(tx, *late, now) if late else None

    return ticking.tick(service.application, next_due, at_once=1)


def latest_day(service: Service, closed_at: datetime) -> Deadline:
    """Until when results wait for villages from which nothing is heard."""
    return service.limits.deadline(_LIMIT, closed_at)


def _is_due(service: Service, tx: Transaction, round: str, closed_at: datetime, now: datetime) -> bool:
    if latest_day(service, closed_at).due_at <= now:
        return True
    sent = answers.turnout(tx, round)
    return all(village in sent and sent[village].emptied for village in rounds.one(tx, round)["villages"])


def _publication(tx: Transaction, round: str, now: datetime) -> Do:
    asked, sent = rounds.one(tx, round), answers.turnout(tx, round)
    missing = [village for village in asked["villages"] if not (village in sent and sent[village].complete)]
    command = PublishResults(
        tuple(asked["villages"]),
        answers.counted(tx, asked),
        {village: of.answers for village, of in sent.items()},
        {village: of.spoilt for village, of in sent.items()},
        tuple(missing),
        now,
    )
    return Do("results", round, command)


def _late_publication(tx: Transaction, round: str, village: str, handful: int, now: datetime) -> Do:
    counted = answers.counted(tx, rounds.one(tx, round), handful, village)
    command = PublishLateResults(village, handful, counted, *answers.ballots(tx, round, village, handful), now)
    return Do("results", round, command)


def read(service: Service, id: str, village: str | None = None, *, questions: Collection[str] | None = None) -> Json:
    """What is out of a round; of one village with all together, where one is named, or only of all together ('').

    ``questions``: only these are in ``rows``; a thousand villages with all of theirs take their time.

    Raises NotFound for a round that is not there or a village it did not ask, WrongState (``results-not-out``) before
    the results are out: for everybody, whoever asks.
    """
    with service.application.database.read() as tx:
        asked = rounds.one(tx, id)
        if village not in (None, EVERYWHERE, *asked["villages"]):
            raise NotFound(
                "village-not-asked",
                "这轮评议没有问这个村（居）。",
                "This round did not ask this village.",
                village=village,
            )
        out = results.published(tx, id)
        if out is None:
            raise _not_out(service, tx, asked)
        found = results.rows(tx, id, village)
        before = results.before(tx, out)
        then = (
            {row.village: row for row in results.rows(tx, before.round, village) if row.version == 1} if before else {}
        )
        earlier = rounds.one(tx, before.round) if before else None
    standard = scoring.in_force(service.weights, date.fromisoformat(asked["closes_on"])).standard
    # What came late is compared with nothing: it is a part of what a village says.
    compared = [(row, then.get(row.village) if row.version == 1 else None) for row in found]
    return {
        "round": asked,
        "version": out.version,
        "published_on": out.published_on,
        "target": standard.awareness,
        "missing": [one for one in out.missing if village in (None, one)],
        "turnout": [{name: getattr(row, name) for name in _TURNOUT} for row in found],
        "rows": [one for row, before_it in compared for one in _questions(asked, row, before_it, questions)],
        "awareness": [_awareness(standard, asked, row, before_it) for row, before_it in compared],
        "compared_with": None if before is None or earlier is None else _compared(asked, before, earlier),
    }


def _not_out(service: Service, tx: Transaction, asked: Mapping[str, Any]) -> WrongState:
    if asked["closed_on"] is None:
        return WrongState(
            "results-not-out",
            "评议还在进行，结束以后各村交齐答卷才公布结果，到时对所有人同时公布。",
            "The round is running. When it is closed and every village has sent its ballots, the results are published,"
            " for everybody at once.",
            state="open",
        )
    day = latest_day(service, dict(answers.due(tx))[asked["id"]]).due_on
    return WrongState(
        "results-not-out",
        f"评议已经结束，正在等各村交齐答卷，最迟{zh_day(day)}以后公布结果。请到时再看。",
        f"The round is closed; its results wait for the last ballots of the villages, until {day} at the latest. Please"
        " look again then.",
        state="counting",
        latest=day.isoformat(),
    )


def _questions(asked: Mapping[str, Any], row: Row, before: Row | None, only: Collection[str] | None) -> Iterator[Json]:
    for kind, questions in ((RATING, asked["questions"]), (AWARENESS, asked["awareness"])):
        for question in (one["id"] for one in questions if only is None or one["id"] in only):
            counts, then = _cell(row, kind, question), _cell(before, kind, question) if before else None
            of = {"village": row.village, "version": row.version, "kind": kind, "question": question}
            yield {**of, **(_NOTHING if counts is None else _figures(kind, counts, then))}


def _cell(row: Row, kind: str, question: str) -> Counts | None:
    return (row.ratings if kind == RATING else row.awareness).get(question)


def _figures(kind: str, counts: Counts, then: Counts | None) -> Json:
    share = _share(kind, counts)
    low, high = share.interval
    return {
        "count": sum(counts),
        "counts": list(counts),
        **_rounded(mean=_mean(kind, counts), share=share.value, low=low, high=high),
        "change": None if then is None else _change(kind, then, counts),
    }


def _change(kind: str, then: Counts, now: Counts) -> Json:
    before, share = _share(kind, then), _share(kind, now)
    low, high = statistics.newcombe(before, share)
    mean_low, mean_high = (statistics.welch(then, now) if kind == RATING else (low, high)) or (None, None)
    return _rounded(
        mean=_mean(kind, now) - _mean(kind, then),
        mean_low=mean_low,
        mean_high=mean_high,
        share=share.value - before.value,
        low=low,
        high=high,
    )


def _rounded(**figures: float | None) -> Json:
    return {name: None if figure is None else round(figure, 4) for name, figure in figures.items()}


def _share(kind: str, counts: Counts) -> statistics.Share:
    return statistics.satisfied(counts) if kind == RATING else statistics.Share(counts[1], sum(counts))


def _mean(kind: str, counts: Counts) -> float:
    return statistics.mean(counts) if kind == RATING else counts[1] / sum(counts)


def _awareness(standard: Standard, asked: Mapping[str, Any], row: Row, before: Row | None) -> Json:
    questions = [question["id"] for question in asked["awareness"]]
    rate = row.awareness_rate(questions)
    of = {"village": row.village, "version": row.version}
    if rate is None:
        return {**of, "people": None, "rate": None, "low": None, "high": None, "verdict": "unknown", "change": None}
    low, high = rate.interval
    verdict = statistics.verdict(rate, standard.awareness, standard.lower_end)
    then = before.awareness_rate(questions) if before else None
    return {
        **of,
        "people": rate.count,
        **_rounded(rate=rate.value, low=low, high=high),
        "verdict": verdict,
        "change": None if then is None else _change_of_rate(then, rate),
    }


def _change_of_rate(then: statistics.Share, now: statistics.Share) -> Json:
    low, high = statistics.newcombe(then, now)
    return _rounded(rate=now.value - then.value, low=low, high=high)


def _compared(asked: Mapping[str, Any], before: Published, earlier: Mapping[str, Any]) -> Json:
    """``same_villages``: where not, all together are not the same together."""
    return {
        "round": before.round,
        "title": earlier["title"],
        "published_on": before.published_on,
        "same_villages": set(asked["villages"]) == set(earlier["villages"]),
    }
