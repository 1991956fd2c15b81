"""Everything that can be asked, in every situation: what follows, or by which code it is refused.

Pinned in every_state_and_command.txt; after a change that is meant, write it anew and read the difference:
``python -m tests.services.oversight.domain.petition.test_every_state_and_command``.
"""

from __future__ import annotations

import typing
from pathlib import Path

from services.oversight.domain.petition.commands import Command
from services.oversight.domain.petition.events import Event
from services.oversight.domain.petition.rules import _STATES_ZH
from shared.errors import Refusal
from tests.services.oversight.domain.petition.cases import T0, decide
from tests.services.oversight.domain.petition.situations import ASKED, SITUATIONS

PINNED = Path(__file__).with_name("every_state_and_command.txt")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALLOWED, NOTHING, REFUSED = ORDER = "+", "=", "."


def outcome(situation: str, asked: str) -> tuple[str, str]:
    """A sign for the overview, and the events in their order or the code of the refusal."""
    life = SITUATIONS[situation]
    try:
        events = decide(life.state, ASKED[asked](life.at))
    except Refusal as refusal:
        by_its_status = refusal.code == f"petition-{life.state.status.replace('_', '-')}"
        return REFUSED, "petition-<its status>" if by_its_status else refusal.code
    return (ALLOWED, ", ".join(type(event).__name__ for event in events)) if events else (NOTHING, "nothing follows")


def written() -> str:
    """The text that is pinned: an overview, then command by command."""
    lines = ["Situations", ""]
    lines += [f"  {letter}  {situation}" for letter, situation in zip(LETTERS, SITUATIONS, strict=False)]
    lines += [
        "",
        f"What may be asked: {ALLOWED} something follows, {NOTHING} nothing does, {REFUSED} it is refused",
        "",
    ]
    width = max(map(len, ASKED))
    lines.append(" " * (width + 4) + LETTERS[: len(SITUATIONS)])
    for asked in ASKED:
        lines.append(f"  {asked:{width}}  " + "".join(outcome(situation, asked)[0] for situation in SITUATIONS))
    lines += ["", "What follows, or by which code it is refused"]
    for asked, ask in ASKED.items():
        where: dict[tuple[str, str], str] = {}
        for letter, situation in zip(LETTERS, SITUATIONS, strict=False):
            follows = outcome(situation, asked)
            where[follows] = where.get(follows, "") + letter
        lines += ["", f"{asked} ({type(ask(T0)).__name__})"]
        lines += [
            f"  {sign} {what:40} {where[sign, what]}"
            for sign, what in sorted(where, key=lambda one: (ORDER.index(one[0]), one[1]))
        ]
    return "\n".join(lines) + "\n"


def test_what_may_be_asked_in_which_situation_is_what_is_pinned() -> None:
    assert written() == PINNED.read_text(), "meant? write it anew (see above) and read the difference"


def test_every_command_is_asked_in_every_status() -> None:
    assert len(SITUATIONS) <= len(LETTERS)
    asked = {type(ask(T0)) for ask in ASKED.values()}
    assert asked == set(typing.get_args(Command))
    assert {life.state.status for life in SITUATIONS.values()} == {"unknown", *_STATES_ZH}


def test_every_event_happens_in_some_situation() -> None:
    past = {type(event).__name__ for life in SITUATIONS.values() for event in life.events}
    following = {
        name for situation in SITUATIONS for asked in ASKED for name in outcome(situation, asked)[1].split(", ")
    }
    assert {event.__name__ for event in typing.get_args(Event)} <= past | following


if __name__ == "__main__":
    PINNED.write_text(written())
