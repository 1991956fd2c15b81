"""A visit to the service window that was rated at a village counts here; a bad rating is followed to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.oversight.domain.bad_rating.clocks import CONTACT, ClockMissed
from services.oversight.domain.bad_rating.commands import OpenBadRating
from services.oversight.domain.bad_rating.events import BadRatingAnswered, Given
from services.oversight.domain.finding import Facts
from services.oversight.domain.visit import CountVisit, Visit
from services.oversight.policies.findings import open_finding, zh_quarter
from services.oversight.policies.villages import speaks_for_itself
from services.oversight.policies.words import Words
from shared.contracts import Heard
from shared.contracts.feedback import VISIT_RATED
from shared.decider import Do
from shared.timelimits.days import china_day, noon


@dataclass(frozen=True)
class Rated:
    """``bad``: what is followed; None for a rating that is not bad."""

    visit: Visit
    bad: Given | None


OpenVisit = Callable[[str, str, str, date], Rated]
"""(id of the follow-up, village, sealed box, day) -> what is counted and followed, its words under the own key."""


def react(words: Words, open_visit: OpenVisit, heard: Heard) -> Iterable[Do]:
    """The follow-up's id, which officers see, does not tell the village that knows the visit's which one it is."""
    if heard.type == VISIT_RATED:
        speaks_for_itself(heard)
        said = heard.data
        followed_as = words.veiled(f"bad_rating/{said['village']}/{said['visit']}")
        rated = open_visit(followed_as, said["village"], said["sealed"], said["rated_on"])
        yield Do("visit", f"{said['village']}.{said['visit']}", CountVisit(rated.visit))
        if rated.bad:
            yield Do("bad_rating", followed_as, OpenBadRating(rated.bad))


def react_to_own(words: Words, id: str, event: Any) -> Iterable[Do]:
    """What is found right, and what is not done in time, becomes a finding."""
    match event:
        case ClockMissed(deadline=deadline, office=office, at=at):
            limit = words.limits.version(deadline.limit, deadline.limit_version)
            undone = "回访" if limit.id == CONTACT else "整改答复"
            # As of a petition: the office and the quarter, and nothing that tells which rating it was.
            quarter = zh_quarter(noon(deadline.due_on))
            text = f"{quarter}，{words.name(office)}有一件窗口服务差评没有在规定期限内{undone}。"
            evidence = f"{id}/{limit.id}/{deadline.starts_on}"
            facts = Facts("overdue", "missed_deadline", office, text, limit.legal_zh, evidence)
            yield open_finding(words, facts, at)
        case BadRatingAnswered(office=office, outcome="put_right", at=at):
            text = f"{zh_quarter(at)}，{words.name(office)}的一次窗口服务，群众评价不满意，经核实评价属实。"
            basis = words.limits.limit("bad_rating_rectification", china_day(at)).legal_zh
            yield open_finding(words, Facts("dissatisfaction", "bad_rating", office, text, basis, f"{id}/rating"), at)
