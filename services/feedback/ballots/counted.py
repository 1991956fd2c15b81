"""How far a round has come in this village, as the clerk needs it: counts, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from services.feedback.ballots import codes, paper_files
from services.feedback.views.rounds import SurveyRound
from shared.eventlog import Transaction


def counted(tx: Transaction, running: Iterable[SurveyRound]) -> list[SurveyRound]:
    """The rounds with ``codes_used`` of the codes handed out, and ``from_paper`` of the answers."""
    return [
        each | {"codes_used": codes.spent(tx, each["round"]), "from_paper": paper_files.entered(tx, each["round"])}
        for each in running
    ]
