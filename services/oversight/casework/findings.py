"""Findings."""

from __future__ import annotations

from typing import Any

from services.oversight.composition import Service
from services.oversight.domain.finding import CloseFinding
from services.oversight.views import findings
from shared.web.roles import Account


def close_finding(service: Service, account: Account, id: str, rectification: str) -> dict[str, Any]:
    """Close a finding; the circular is issued with it."""
    command = CloseFinding(rectification, account.name, service.clock.now())
    service.application.handle("finding", id, command, actor=account.name)
    with service.application.database.read() as tx:
        return findings.one(tx, id)
