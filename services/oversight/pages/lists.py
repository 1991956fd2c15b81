"""One page of a list, as the address asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from services.oversight.api.parts import Rows, page_of
from services.oversight.composition import Service
from shared.eventlog import Transaction

Answer = str | Response | tuple[str, int]


def listed(service: Service, find: Callable[[Transaction, int, int], Rows]) -> dict[str, Any]:
    """items, page, pages and total for a template."""
    with service.application.database.read() as tx:
        return page_of(page_number(), lambda limit, offset: find(tx, limit, offset))


def page_number() -> int:
    """A page number that makes no sense is the first."""
    given = request.args.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 6 else 1


def wants_open() -> bool:
    return request.args.get("status") != "closed"
