"""What petitioners do with their receipt codes, at random: look, add something, ask for a review, rate, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.oversight.casework import following

if TYPE_CHECKING:
    from tests.simulation.clients import People

_EVENTS = {
    "supplement": "supplement-given",
    "rate": "outcome-rated",
    "withdraw": "petition-withdrawn",
    "review": "review-requested",
}


def come_back(people: People) -> None:
    """One of those who have a receipt comes back with it; not all of what they ask for can be granted."""
    node, chance = people.district.oversight, people.chance
    if not people.receipts:
        return
    petition, code = chance.choice(people.receipts)
    address = f"192.0.2.{len(people.receipts) % 250}"
    name = chance.choices(("follow", "supplement", "rate", "review", "withdraw"), (8, 2, 2, 3, 1))[0]
    if name == "follow":
        people.attempts.at(
            node,
            f"follows {petition}",
            lambda: following.follow(node.service, code, address, explain=False),
            lambda answer: people.attempts.promise(node, f"petition-{petition}", "petition-registered", once=True),
        )
        return
    given = {"code": code, "text": "补充一点。", "grounds": "意见没有答复我的问题。", "score": chance.randrange(1, 6)}
    people.attempts.at(
        node,
        f"{name}s {petition}",
        lambda: following.act(node.service, name, given, address),
        lambda answer: people.attempts.promise(node, f"petition-{petition}", _EVENTS[name]),
    )
