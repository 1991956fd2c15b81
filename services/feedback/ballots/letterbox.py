"""The slot of the ballot box (投票口): answers that come at the same moment share their two transactions.

The first to come carries for all who wait meanwhile, so that a hall of people with telephones needs not two writes to
the disk each, and one answer less stands alone in a transaction. Each is on disk, or refused by itself, before it is
told so.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.feedback.ballots import box, codes
from services.feedback.domain.round import admit
from services.feedback.views import rounds
from shared.errors import Refusal
from shared.eventlog import Database


@dataclass
class Ballot:
    """``sealed``: what oversight alone opens; ``answered_on``: the day in China for which it is given."""

    round: str
    slip: codes.Slip
    sealed: str
    answered_on: date
    done: bool = False
    failed: BaseException | None = None


class Letterbox:
    """One a process. Several processes take turns in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Ballot] = []
        self._carrying = False
        self._changed = threading.Condition()

    def drop(self, ballot: Ballot) -> None:
        """In the box and on disk when this returns. Raises as `codes.spend`, `codes.take_ticket` and `admit`."""
        with self._changed:
            self._waiting.append(ballot)
            self._changed.wait_for(lambda: ballot.done or not self._carrying)
            if ballot.done:
                together = []
            else:
                self._carrying = True
                together, self._waiting = self._waiting, []
        if together:
            # In the order of their hashes: two processes that were given the same codes do not lock each other.
            self._carry(sorted(together, key=lambda each: each.slip.code_hash))
        if ballot.failed is not None:
            raise ballot.failed

    def _carry(self, ballots: Sequence[Ballot]) -> None:
        try:
            with self._database.write() as tx:
                for each in ballots:
                    try:
                        codes.spend(tx, each.round, each.slip)
                    except Refusal as refused:
                        each.failed = refused
            with self._database.write() as tx:
                for each in ballots:
                    if each.failed is None:
                        try:
                            admit(rounds.standing(tx, each.round, each.answered_on)[0])
                            codes.take_ticket(tx, each.slip)
                        except Refusal as refused:
                            each.failed = refused
                        else:
                            box.put(tx, each.round, [each.sealed])
        except BaseException as error:  # noqa: BLE001 - told to each of them, in its own thread
            for each in ballots:
                each.failed = each.failed or error
        finally:
            with self._changed:
                for each in ballots:
                    each.done = True
                self._carrying = False
                self._changed.notify_all()
