"""What petitioners do with their receipt codes, at random: look, add something, ask for a review, rate, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.oversight.casework import following

if TYPE_CHECKING:
    from tests.simulation.clients import People

_EVENTS = {
    "supplement": "supplement-given",
    "rate": "outcome-rated",
    "withdraw": "petition-withdrawn",
    "erase": "identity-erased",
}
_ANSWERED = "SELECT id FROM petitions WHERE status IN ('delivered', 'review_delivered') ORDER BY id"


def come_back(people: People) -> None:
    """One of those who have a receipt comes back with it; not all of what they ask for can be granted."""
    node, chance = people.district.oversight, people.chance
    if not people.receipts:
        return
    answered = {id for (id,) in people.rows(node, _ANSWERED)}
    unhappy = [receipt for receipt in people.receipts if receipt[0] in answered]
    if unhappy and chance.random() < 0.4:
        (petition, code), name = chance.choice(unhappy), chance.choice(("review", "review", "rate"))
    else:
        petition, code = chance.choice(people.receipts)
        name = chance.choices(("follow", "supplement", "rate", "review", "withdraw", "erase"), (8, 2, 2, 2, 1, 0.5))[0]
    address = f"192.0.2.{len(people.receipts) % 250}"
    if name == "follow":
        people.attempts.at(
            node,
            f"follows {petition}",
            lambda: following.follow(node.service, code, address, explain=False),
            lambda answer: people.attempts.promise(node, f"petition-{petition}", "petition-registered", once=True),
        )
        return
    given = {"code": code, "text": "补充一点。", "grounds": "意见没有答复我的问题。", "score": chance.randrange(1, 6)}

    def got(answer: dict[str, Any]) -> None:
        review = "re-review-requested" if answer["status"].startswith("re_review") else "review-requested"
        people.attempts.promise(node, f"petition-{petition}", _EVENTS.get(name, review))

    people.attempts.at(node, f"{name}s {petition}", lambda: following.act(node.service, name, given, address), got)
