"""What those who handle petitions do, at random, and often not in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.oversight.casework import petitions
from shared.clock import CHINA
from shared.web.roles import Account
from tests.simulation.attempts import refused_or_not

if TYPE_CHECKING:
    from tests.simulation.clients import People

ZHAO = "zhao"
LEADER = Account(ZHAO, "赵镇长", "leader", "township-government", None)


def handle(people: People) -> None:
    """Accept, decline, assign or resolve a petition; often not in time."""
    node = people.district.oversight
    waiting = people.rows(
        node, "SELECT id, kind, status FROM petitions WHERE ended_at IS NULL AND status <> 'delivered' ORDER BY id"
    )
    if not waiting:
        return
    id, kind, status = people.chance.choice(waiting)
    registered = "resolve" if kind == "enquiry" else "accept"
    done = {"accepted": "resolve", "opinion_issued": "deliver"}.get(status, registered)
    action = people.chance.choices(("assign", "decline", done), (0.2, 0.15, 0.65))[0]
    given = {
        "handler": "chen",
        "reason": people.chance.choice(("private_matter", "not_about_an_office")),
        "where_to_go": "请向有关部门反映。",
        "opinion": "已经派人修好。",
        "founded": people.chance.random() < 0.5,
        "means": "post",
        "delivered_on": node.clock.now().astimezone(CHINA).date(),
    }
    event = {
        "accept": "petition-accepted",
        "decline": "petition-declined",
        "assign": "handover-offered",
        "deliver": "opinion-delivered",
    }.get(action, "petition-resolved" if kind == "enquiry" else "opinion-issued")
    other = "decline" if action in ("accept", "resolve") else "accept"
    people.attempts.at(
        node,
        f"{action}s {id}",
        lambda: petitions.act(node.service, LEADER, id, action, given),
        lambda _: people.attempts.promise(node, f"petition-{id}", event),
        rival=lambda: refused_or_not(lambda: petitions.act(node.service, LEADER, id, other, given)),
    )
