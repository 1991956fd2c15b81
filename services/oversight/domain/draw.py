"""The draw of undercover inspections (暗访抽签): who goes where in which week, a function of two contributions alone.

Nobody can steer it, and nobody reads it too early unless he holds the service's log and its keys together:

1. The leading group commits. The process draws a secret of 32 bytes that no person sees, and records its SHA-256 with
   all other inputs: the places, the supervisors, how often. From then on none of this can change.
2. The district contributes letters and digits of its own choice, in public. It does not know the secret, so it cannot
   choose what suits it; whoever knew the secret had to commit before he knew the contribution.
3. ``seed = SHA-256(secret ‖ contribution)``, the contribution in ASCII. The draw follows from seed and inputs.
4. When the year is over the secret is revealed, and everybody can do the sum again.

Chance is drawn as follows. Block n (from 0) is HMAC-SHA256(key: seed, message: n in 8 bytes, big-endian). The blocks,
one after the other, give numbers of 8 bytes, big-endian. A number below m: the next one that lies below the largest
multiple of m up to 2^64, modulo m (those above are passed over, so that no value is likelier). A list is shuffled by
Fisher-Yates: for i from the last index down to 1, swap i with a number below i + 1.

In this order: (1) the visits are the list of places ``per_place`` times over, and ``again`` more, each to a place by a
number below the number of places; (2) the visits are shuffled; (3) the supervisors are shuffled; (4) visit i (from 0)
gets a week by a number below the number of weeks, and the supervisors from the i-th on, around the end: the first of
them who is in office goes. The weeks are those from Monday to Sunday within the year that begin after the day of the
contribution. Should none of the supervisors drawn be in office any more, visit number i of the list by week and place
falls to the i-th of those in office then, by name, around the end.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

Item = TypeVar("Item")
SECRET_BYTES = 32
_RANGE = 2**64


@dataclass(frozen=True)
class Inputs:
    """What is public from the commitment on, and fixed. ``again`` visits go to places whatever else they get.

    Without these a place that has had its undercover inspection would be safe for the rest of the year.
    """

    year: int
    places: tuple[str, ...]
    per_place: int
    again: int
    supervisors: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """A visit in the week that begins on the Monday ``week``; the first of ``supervisors`` who is in office goes.

    ``nth`` tells the visits to one place apart, in the order of their weeks.
    """

    place: str
    nth: int
    week: date
    supervisors: tuple[str, ...]


def commitment_to(secret: bytes) -> str:
    """What is recorded of the secret before anybody may know it: its SHA-256, in hex."""
    return hashlib.sha256(secret).hexdigest()


def weeks_of(year: int, after: date) -> list[date]:
    """The Mondays whose whole week lies in the year and begins after a day."""
    first = max(date(year, 1, 1), after + timedelta(days=1))
    monday = first + timedelta(days=-first.weekday() % 7)
    last = date(year, 12, 31) - timedelta(days=6)
    return [monday + timedelta(weeks=nth) for nth in range(max(0, (last - monday).days // 7 + 1))]


def draw(secret: bytes, contribution: str, inputs: Inputs, contributed_on: date) -> list[Task]:
    """The year's undercover tasks by week and place; see the top of this file."""
    numbers = _numbers(hashlib.sha256(secret + contribution.encode("ascii")).digest())
    weeks = weeks_of(inputs.year, contributed_on)
    visits = list(inputs.places) * inputs.per_place
    visits += [inputs.places[_below(len(inputs.places), numbers)] for _ in range(inputs.again)]
    visits, order = _shuffled(visits, numbers), _shuffled(inputs.supervisors, numbers)
    drawn: list[tuple[date, str, tuple[str, ...]]] = []
    for index, place in enumerate(visits):
        first = index % len(order)
        drawn.append((weeks[_below(len(weeks), numbers)], place, (*order[first:], *order[:first])))
    seen: dict[str, int] = {}
    tasks = []
    for week, place, supervisors in sorted(drawn):
        seen[place] = seen.get(place, 0) + 1
        tasks.append(Task(place, seen[place], week, supervisors))
    return tasks


def who_goes(tasks: Sequence[Task], in_office: Sequence[str]) -> list[str | None]:
    """For each task whose it is on a day with these in office, sorted by name; None where nobody is."""
    return [
        next((name for name in task.supervisors if name in in_office), None)
        or (in_office[index % len(in_office)] if in_office else None)
        for index, task in enumerate(tasks)
    ]


def _numbers(seed: bytes) -> Iterator[int]:
    block = 0
    while True:
        drawn = hmac.digest(seed, block.to_bytes(8, "big"), "sha256")
        for at in range(0, len(drawn), 8):
            yield int.from_bytes(drawn[at : at + 8], "big")
        block += 1


def _below(bound: int, numbers: Iterator[int]) -> int:
    fair = _RANGE - _RANGE % bound
    return next(number for number in numbers if number < fair) % bound


def _shuffled(items: Sequence[Item], numbers: Iterator[int]) -> list[Item]:
    shuffled = list(items)
    for last in range(len(shuffled) - 1, 0, -1):
        other = _below(last + 1, numbers)
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    return shuffled
