"""What the decisions need beside the state, and the refusals that several of them give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.oversight.domain.petition.state import Petition
from shared.errors import Forbidden, WrongState
from shared.timelimits import TimeLimits


@dataclass(frozen=True)
class Rules:
    """``related(office, about)``: must that office keep away from a report about this one? ``above``: the office one
    level up, None at the top. ``public_text`` raises Invalid for a text with personal data in it.
    """

    limits: TimeLimits
    related: Callable[[str | None, str], bool]
    above: Callable[[str], str | None]
    public_text: Callable[[str], str]


_STATES_ZH = {
    "registered": "已登记，尚未受理",
    "transferred": "已转送",
    "accepted": "已受理",
    "investigating": "正在调查核实",
    "declined": "不予受理",
    "resolved": "已答复办结",
    "opinion_issued": "已出具意见，尚未送达",
    "delivered": "意见已送达",
    "review_requested": "正在复查",
    "review_decided": "复查意见已出具，尚未送达",
    "review_delivered": "复查意见已送达",
    "re_review_requested": "正在复核",
    "re_review_decided": "复核意见已出具，尚未送达",
    "closed": "已办结",
    "final": "已终结",
    "withdrawn": "信访人已撤回",
    "linked": "已并入先前的事项",
}


def must_be(state: Petition, *wanted: str) -> None:
    """Raises WrongState(``petition-<status>``)."""
    if state.status not in wanted:
        words = state.status.replace("_", " ")
        raise WrongState(
            f"petition-{state.status.replace('_', '-')}",
            f"此事项{_STATES_ZH[state.status]}，现在不能这样办理。",
            f"This petition is {words}; that cannot be done now.",
            state=state.status,
        )


def must_run(state: Petition) -> None:
    """Raises WrongState where the petition has ended."""
    if state.ended:
        must_be(state)


def must_not_be_barred(rules: Rules, state: Petition, account: str, office: str | None) -> None:
    """Regulations on Petition Work, Art. 28 and 30: recusal. Raises Forbidden(``recused``)."""
    if account in state.barred or (state.kind == "report" and rules.related(office, state.about)):
        raise Forbidden(
            "recused",
            "应当回避：信访事项涉及的人员，被检举的单位及其上下级，不能经办。请另选经办人。",
            "Recused: neither who is named in it, nor for a report the office it is about or one above or below it."
            " Choose somebody else.",
        )
