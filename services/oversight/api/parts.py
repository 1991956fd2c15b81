"""What the endpoints of all topics share: lists, who works on petitions, the key of a repetition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request

from services.oversight.composition import Service
from shared.errors import Invalid
from shared.eventlog import Transaction
from shared.web.roles import DISTRICT, LEADER, OFFICER

PAGE = 50
"""Rows of a list on one page."""
CASEWORKERS = (OFFICER, LEADER)
ONLOOKERS = (*CASEWORKERS, DISTRICT)

Query = dict[str, Any]
Rows = tuple[list[dict[str, Any]], int]
Find = Callable[[Transaction, int, int], Rows]


def listed(service: Service, query: Query, find: Find) -> dict[str, Any]:
    with service.application.database.read() as tx:
        return page_of(query["page"], lambda limit, offset: find(tx, limit, offset))


def page_of(number: int, find: Callable[[int, int], Rows]) -> dict[str, Any]:
    items, total = find(PAGE, (number - 1) * PAGE)
    return {"items": items, "page": number, "pages": max(1, -(-total // PAGE)), "total": total}


def idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= 100 and key.isascii() and key.isprintable()):
        raise Invalid(
            "idempotency-key",
            "Idempotency-Key 应为 1 到 100 个可见字符。",
            "Idempotency-Key must be 1 to 100 printable characters.",
        )
    return key
