"""A village speaks for itself alone."""

from __future__ import annotations

from shared.contracts import Heard
from shared.errors import Forbidden


def speaks_for_itself(heard: Heard) -> None:
    """Raises Forbidden if a village speaks for another one."""
    village = heard.data["village"]
    if heard.source != f"/feedback/{village}":
        raise Forbidden(
            "not-its-village", f"{heard.source} 不能代表 {village}。", f"{heard.source} may not speak for {village}."
        )
