"""What those who handle petitions do, at random: the next step or another, often late, and not always by who may."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.oversight.casework import petitions
from shared.clock import CHINA
from shared.web.roles import Account
from tests.simulation.attempts import refused_or_not

if TYPE_CHECKING:
    from tests.simulation.clients import People

ZHAO = "zhao"
LEADER = Account(ZHAO, "赵镇长", "leader", "township-government", None)
SECOND = Account("qian", "钱书记", "leader", "township-government", None)
THIRD = Account("sun", "孙镇长", "leader", "township-government", None)
CHEN = Account("chen", "陈信访员", "officer", "petition-office", None)
LI = Account("li", "李干事", "officer", "family-planning-office", None)
_OFFICERS = {person.name: person for person in (CHEN, LI)}
_AT = {person.office: person for person in (CHEN, LI)}
_TO = ("family-planning-office", "service-station", "petition-office", "township-government", "县卫生健康委员会")

_HANDLING = {
    **{"resolve": 6, "investigate": 1, "request-extension": 4, "assign": 1.5, "recuse": 0.5, "ask": 0.5},
    **{"merge": 0.5},
}
_STEPS: dict[str, dict[str, float]] = {
    "registered": {"accept": 8, "decline": 2, "transfer": 4, "assign": 1.5, "recuse": 0.3, "merge": 0.5, "link": 0.3},
    "transferred": {"object": 2, "take-over": 3},
    "accepted": _HANDLING,
    "investigating": _HANDLING,
    "opinion_issued": {"deliver": 1},
    "review_requested": {"review": 1},
    "review_decided": {"deliver": 1},
    "re_review_requested": {"review": 2, "hearing": 2},
    "re_review_decided": {"deliver": 1},
}
"""What may be next where a petition stands, and how often."""
_FOR_LEADERS = ("assign", "decide-extension", "review", "hearing", "uphold", "reward")
_SEEN = (
    *("id", "kind", "status", "handler", "offered_to", "transferred_to"),
    *("extension_days", "score", "founded", "reward_fen"),
)
_URGENT = ("transferred", "review_requested", "review_decided", "re_review_requested", "re_review_decided")
_EVENTS = {
    **{"accept": "petition-accepted", "decline": "petition-declined", "transfer": "petition-transferred"},
    **{"object": "transfer-objected", "take-over": "petition-taken-over", "assign": "handover-offered"},
    **{"take": "petition-assigned", "refuse": "handover-refused", "recuse": "handler-recused"},
    **{"investigate": "investigation-started", "ask": "supplement-asked", "deliver": "opinion-delivered"},
    **{"request-extension": "extension-requested", "hearing": "hearing-held", "merge": "petition-merged"},
    **{"link": "petition-linked", "uphold": "rating-upheld", "reward": "reward-decided", "pay": "reward-paid"},
}


def handle(people: People) -> None:
    """One petition that waits gets a next step; one that was answered is now and then rewarded, its rating upheld."""
    found = people.rows(people.district.oversight, f"SELECT {', '.join(_SEEN)} FROM petitions ORDER BY id")
    every = [dict(zip(_SEEN, row, strict=True)) for row in found]
    waiting = [row for row in every if row["status"] in _STEPS]
    urgent = [row for row in waiting if row["status"] in _URGENT or row["extension_days"] is not None]
    answered = [(row, step) for row in every if (step := _afterwards(row))]
    if answered and people.chance.random() < 0.1:
        _try(people, *people.chance.choice(answered))
    elif waiting:
        row = people.chance.choice(urgent if urgent and people.chance.random() < 0.35 else waiting)
        _try(people, row, _step(people, row))


def _afterwards(row: dict[str, Any]) -> str | None:
    if row["kind"] == "report" and row["founded"]:
        return "reward" if row["reward_fen"] is None else "pay"
    return "uphold" if row["score"] and row["score"] <= 2 else None


def _step(people: People, row: dict[str, Any]) -> str:
    steps = dict(_STEPS[row["status"]])
    if row["status"] in ("registered", "accepted", "investigating"):
        if row["kind"] == "enquiry" and "accept" in steps:
            steps["resolve"] = steps.pop("accept")
        if row["offered_to"]:
            steps |= {"take": 6, "refuse": 3}
        if row["extension_days"] is not None:
            steps["decide-extension"] = 10
    return people.chance.choices(list(steps), list(steps.values()))[0]


def _who(people: People, row: dict[str, Any], action: str) -> Account:
    if action in ("take", "refuse"):
        return _OFFICERS[row["offered_to"]]
    if action in ("object", "take-over") and people.chance.random() < 0.7:
        return _AT.get(row["transferred_to"], LEADER)
    leaders = (LEADER, SECOND, THIRD)
    handler = _OFFICERS.get(row["handler"], CHEN)
    return people.chance.choice(leaders if action in _FOR_LEADERS else (*leaders, handler, handler))


def _try(people: People, row: dict[str, Any], action: str) -> None:
    node, chance, id = people.district.oversight, people.chance, row["id"]
    account, given = _who(people, row, action), _given(people, row, action)
    other = "decline" if action in ("accept", "resolve") else "accept"

    def got(answer: dict[str, Any]) -> None:
        event = _EVENTS.get(action)
        if action == "resolve":
            event = "petition-resolved" if row["kind"] == "enquiry" else "opinion-issued"
        elif action == "review":
            event = "re-review-decided" if answer["status"].startswith("re_review") else "review-decided"
        elif action == "decide-extension":
            event = "deadline-extended" if given["granted"] else "extension-refused"
        people.attempts.promise(node, f"petition-{id}", event or action)

    rivals = given | {"reason": "not_about_an_office", "where_to_go": "请向有关部门反映。"}
    people.attempts.at(
        node,
        f"{account.name} {action}s {id}",
        lambda: petitions.act(node.service, account, id, action, given),
        got,
        rival=(lambda: refused_or_not(lambda: petitions.act(node.service, SECOND, id, other, rivals)))
        if chance.random() < 0.5
        else None,
    )


def _given(people: People, row: dict[str, Any], action: str) -> dict[str, Any]:
    """More than each action asks for; what is not its own it does not look at."""
    chance = people.chance
    today = people.district.oversight.clock.now().astimezone(CHINA).date()
    to = chance.choice(_TO)
    first = today + timedelta(days=chance.randrange(1, 20))
    others = [petition for petition, _ in people.receipts if petition != row["id"]]
    return {
        "handler": row["handler"] or chance.choice(tuple(_OFFICERS)),
        "reason": chance.choice(("private_matter", "not_about_an_office")) if action == "decline" else "情况如此。",
        "where_to_go": "请向有关部门反映。",
        "office": to if to.isascii() else None,
        "body": "" if to.isascii() else to,
        "days": chance.randrange(1, 31),
        "granted": chance.random() < 0.75,
        "question": "请补充时间、地点。",
        "opinion": "已经派人修好。",
        "founded": chance.random() < 0.5,
        "finding_kind": chance.choice((None, "broken_promise")),
        "means": "post",
        "delivered_on": today,
        "outcome": chance.choice(("upheld", "changed", "revoked")),
        "first": first,
        "last": first + timedelta(days=chance.randrange(5)),
        "petition": chance.choice(others) if others else row["id"],
        "amount": "200.00",
        "code": dict(people.receipts).get(row["id"], ""),
    }
