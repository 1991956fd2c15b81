"""Who may say what: a source speaks for itself alone."""

from __future__ import annotations

from shared.contracts import Heard
from shared.errors import Forbidden


def speaks_for_another(heard: Heard) -> Forbidden:
    return Forbidden(
        "speaks-for-another",
        f"{heard.source} 不能代别处发“{heard.type}”。",
        f"{heard.source} may not say “{heard.type}” for somebody else.",
    )
