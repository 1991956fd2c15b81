"""What an inspection finds wrong becomes a finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.oversight.domain.finding import Facts
from services.oversight.domain.inspection import FindingRaised
from services.oversight.policies.findings import open_finding
from services.oversight.policies.words import Words
from shared.decider import Do
from shared.timelimits.days import zh_day

_MODES_ZH = {"open": "明察", "undercover": "暗访"}


def react_to_own(words: Words, id: str, event: Any) -> Iterable[Do]:
    """An event of this service -> commands for its other aggregates."""
    if isinstance(event, FindingRaised):
        basis = f"{zh_day(event.day)}行风监督员{_MODES_ZH[event.mode]}：{event.asks}"
        facts = Facts(event.kind, "inspection", event.place, event.text, basis, f"{id}/{event.item}")
        yield open_finding(words, facts, event.at)
