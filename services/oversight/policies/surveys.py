"""What people answered at a village counts here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.oversight.domain.batch import Answered, CountBallots
from services.oversight.domain.response import Answers, CountResponse
from services.oversight.policies.villages import speaks_for_itself
from shared.contracts import Heard
from shared.contracts.feedback import BALLOTS_CAST, RESPONSE_RECORDED
from shared.decider import Do


@dataclass(frozen=True)
class Opened:
    """``texts_withheld``: how many of its texts named a person, and were dropped."""

    answered: Answered
    texts_withheld: int


OpenBallot = Callable[[str], Opened | None]
"""A sealed ballot -> what it says; None for a spoilt one."""


def react(open_ballot: OpenBallot, heard: Heard) -> Iterable[Do]:
    if heard.type == BALLOTS_CAST:
        speaks_for_itself(heard)
        said = heard.data
        opened = [ballot for ballot in map(open_ballot, said["ballots"]) if ballot is not None]
        counting = CountBallots(
            said["round"],
            said["village"],
            tuple(ballot.answered for ballot in opened),
            len(said["ballots"]) - len(opened),
            sum(ballot.texts_withheld for ballot in opened),
            said["last"],
            heard.time,
        )
        yield Do("batch", said["batch"], counting)
    elif heard.type == RESPONSE_RECORDED:  # from a village of an older version
        speaks_for_itself(heard)
        given = {name: heard.data[name] for name in Answers.__dataclass_fields__}
        yield Do("response", heard.data["response"], CountResponse(Answers(**given), heard.time))
