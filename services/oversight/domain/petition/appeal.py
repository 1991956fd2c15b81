"""Review and re-review (复查、复核): Regulations on Petition Work, Art. 35 and 36.

Reviewer and handler are never the same. The days of a public hearing are not counted.
"""

from __future__ import annotations

from services.oversight.domain.petition import clock
from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.rules import Rules, must_be
from services.oversight.domain.petition.state import Petition
from shared.errors import Forbidden, Invalid
from shared.timelimits.days import china_day


def request_review(rules: Rules, state: Petition, command: c.RequestReview) -> list[e.Event]:
    """It goes to the office one level above the one whose opinion it is."""
    must_be(state, "delivered", "review_delivered")
    office = rules.above(state.responsible) or state.responsible
    if state.status == "delivered":
        return [e.ReviewRequested(command.grounds, office, rules.limits.deadline("review", command.at), command.at)]
    deadline = rules.limits.deadline("re_review", command.at)
    return [e.ReReviewRequested(command.grounds, office, deadline, command.at)]


def decide_review(rules: Rules, state: Petition, command: c.DecideReview) -> list[e.Event]:
    must_be(state, "review_requested", "re_review_requested")
    if command.by in state.deciders or command.by == state.handler or command.by in state.barred:
        raise Forbidden(
            "own-opinion",
            "经办或出具过意见的人不能复查、复核，请由他人决定。",
            "Who has handled it or given an opinion on it cannot review it; let another decide.",
        )
    decided = e.ReviewDecided if state.status == "review_requested" else e.ReReviewDecided
    return [decided(command.opinion, command.outcome, command.by, command.at)]


def hold_hearing(rules: Rules, state: Petition, command: c.HoldHearing) -> list[e.Event]:
    must_be(state, "re_review_requested")
    running = clock.running_unmissed(state)
    if command.first <= china_day(command.at) or command.first > running.due_on:
        raise Invalid(
            "hearing-when",
            "听证应当提前公告，并在复核期限届满前开始。",
            "A hearing is announced beforehand and begins before the re-review is due; check the days.",
        )
    deadline = rules.limits.paused(running, command.first, command.last)
    return [e.HearingHeld(command.first, command.last, deadline, command.by, command.at)]
