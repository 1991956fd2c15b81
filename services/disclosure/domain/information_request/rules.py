"""What the decisions need beside the state, and the refusals that several of them give."""

from __future__ import annotations

from dataclasses import dataclass

from services.disclosure.domain.information_request.state import Request
from services.disclosure.domain.text import Screen, admit_reason
from shared.errors import Forbidden, WrongState
from shared.timelimits import TimeLimits

STATES = {
    "registered": ("正在办理", "being worked on"),
    "correcting": ("等待补正", "waiting for its correction"),
    "consulting": ("正在征求意见", "waiting for those consulted"),
    "drafted": ("答复待审核", "waiting for the answer to be approved"),
    "answered": ("已答复", "answered"),
    "given_up": ("逾期未补正，视为放弃", "given up: not corrected in time"),
    "withdrawn": ("申请人已撤回", "withdrawn"),
}
"""Each status in words, for sentences and pages."""


@dataclass(frozen=True)
class Rules:
    limits: TimeLimits
    screen: Screen

    def public(self, text: str) -> str:
        """The text itself; raises Invalid (``screening-blocked``) for one with personal data in it."""
        admit_reason(self.screen, text)
        return text


def must_be(state: Request, *wanted: str) -> None:
    """Raises WrongState(``request-<status>``)."""
    if state.status not in wanted:
        zh, en = STATES[state.status]
        raise WrongState(
            f"request-{state.status.replace('_', '-')}",
            f"这件申请{zh}，现在不能这样办理。",
            f"This request is {en}; that cannot be done now.",
            state=state.status,
        )


def must_run(state: Request) -> None:
    """Raises WrongState where nothing is owed to the applicant any more."""
    if state.ended:
        must_be(state)


def must_own(state: Request, account: str) -> None:
    """First-asked responsibility (首问责任制): whoever has it owns it until the next has taken it. Raises Forbidden."""
    if state.owner != account:
        raise Forbidden(
            "not-yours",
            "这件申请不由您经办；没有人经办的，或交给您的，请先接收。",
            "It is not yours to handle. If nobody has it, or it is being handed over to you, take it first.",
        )
