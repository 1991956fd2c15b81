"""An answer given with a survey code: checked, sealed, and in the box when this returns.

Two envelopes, as in a postal vote. The village checks the code and learns that somebody may answer; what is answered
is sealed to oversight before anything is stored, so the village never has it. The code is spent in one transaction and
the ballot put into the box in the next (`letterbox`): see docs/decisions/0044.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.feedback.ballots import codes
from services.feedback.ballots.guessing import no_guessing
from services.feedback.ballots.letterbox import Ballot
from services.feedback.composition import Service
from services.feedback.domain.answers import Answers, check
from services.feedback.domain.round import HandOutCodes, VoidCodes, admit
from services.feedback.domain.window import VoidSlips
from services.feedback.views import rounds
from shared.decider import Do
from shared.errors import Invalid
from shared.notices import SLIPS_ON_A_SHEET
from shared.privacy.screening import screen
from shared.privacy.sealing import seal

PADDED = 1024
"""Bytes to a multiple of which a ballot is filled up, so that its length tells nothing of what it says."""


def hand_out_codes(service: Service, round: str, count: int, actor: str, bundle: str | None = None) -> list[str]:
    """New codes for a round, which are never to be had again. Raises NotFound, WrongState (``round-closed``).

    ``bundle``: of `codes.new_bundle`, where it is to be printed.
    """
    with service.application.unit(actor=actor) as unit:
        unit.do(Do("round", round, HandOutCodes(count, service.now())))
        if rounds.one(unit.tx, round, service.today())["state"] == "ended":
            admit("ended")
        return codes.hand_out(unit.tx, service.code_key, round, bundle or codes.new_bundle(), count)


def make_codes_void(service: Service, bundle: str, sheet: int | None, actor: str) -> int:
    """Make void what is unused of a bundle, or of one of its sheets (from 1); return how many codes that were.

    Raises Invalid (``bundle-malformed``), NotFound (``bundle-unknown``).
    """
    first = 0 if sheet is None else (sheet - 1) * SLIPS_ON_A_SHEET
    last = codes.MOST if sheet is None else first + SLIPS_ON_A_SHEET
    with service.application.unit(actor=actor) as unit:
        asked, count = codes.make_void(unit.tx, service.code_key, bundle, range(first, last))
        if asked.startswith(codes.WINDOW):
            unit.do(Do("window", asked.split(":")[1], VoidSlips(count, service.now())))
        else:
            unit.do(Do("round", asked, VoidCodes(count, service.now())))
    return count


def give_ballot(service: Service, given: Mapping[str, Any], address: str) -> date:
    """Take one answer; return the day. On disk when this returns; a repetition raises ``code-used`` and counts nothing.

    ``given``: round, code, scores, awareness, texts; where known also audience, version, and ``answered_on``, the day
    on which it was given and kept on the device because the line was away. ``address``: from where, to slow down who
    guesses; it is kept nowhere. Raises NotFound, WrongState, Invalid, TooMany.
    """
    asked, today, slip = given["round"], service.today(), codes.read(service.code_key, given["code"])
    answered_on = min(given.get("answered_on") or today, today)
    with service.application.database.read() as tx:
        phase, survey = rounds.standing(tx, asked, answered_on)
    admit(phase)
    answers = Answers(given["scores"], given["awareness"], given.get("texts") or {})
    check(survey, answers, audience=given.get("audience"), version=given.get("version"))
    with no_guessing(service, address):
        service.letterbox.drop(Ballot(asked, slip, sealed_ballot(service, answers), answered_on))
    return today


def sealed_ballot(service: Service, answers: Answers) -> str:
    """Sealed so that only oversight opens it. Raises Invalid (``personal-data``) for a text that names a person."""
    for question, text in answers.texts.items():
        refuse_personal_data(service, text, question=question)
    said = {"scores": dict(answers.scores), "awareness": dict(answers.awareness), "texts": dict(answers.texts)}
    return seal(service.seal_key, said, pad_to=PADDED)


def refuse_personal_data(service: Service, text: str, **details: object) -> None:
    """Raises Invalid (``personal-data``), which says what to leave out, for a text that names a person."""
    public = frozenset(hotline.number for hotline in service.district.hotlines)
    found = [hit for hit in screen(text, allowed=public) if hit.severity == "block"]
    if found:
        raise Invalid("personal-data", found[0].zh, found[0].en, **details)
