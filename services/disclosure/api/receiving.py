"""Photographs of the villages' boards come in here: asked for by their hash, and by nothing else.

A village asks which photographs named in its receipts are not here, and sends those. So nothing has to be remembered of
what was sent, a node that was put back to an older state gets again what it lost, and nobody can fill the disk.
"""

from __future__ import annotations

import threading
from typing import Any

from flask import Blueprint, request

from services.disclosure.composition import Service
from services.disclosure.views import receipts
from shared import photographs
from shared.errors import Forbidden, Invalid, TooMany
from shared.messaging.http import check_signature
from shared.messaging.line import photograph_content, photographs_content
from shared.privacy.attachments import LARGEST
from shared.web.bodies import body_limit
from shared.web.roles import PEER, allow


def blueprint(service: Service) -> Blueprint:
    receiving = Blueprint("receiving", __name__)
    database, peers, clock = service.application.database, service.node.peers, service.application.clock
    taking = threading.Lock()

    @receiving.get("/inbox/photographs")
    @allow(PEER)
    def lacking() -> dict[str, Any]:
        """Which photographs named in the asking village's receipts are not here yet: some of them."""
        source = check_signature(peers, clock, photographs_content)
        with database.read() as tx:
            return {"photographs": receipts.lacking(tx, _village(source))}

    @receiving.put("/inbox/photographs/<string:id>")
    @allow(PEER)
    @body_limit(LARGEST)
    def take(id: str) -> dict[str, Any]:
        """One of them. Of all villages one at a time, for it is examined from its first byte to its last."""
        source = check_signature(peers, clock, lambda who, when: photograph_content(who, when, id))
        with database.read() as tx:
            wanted = receipts.names(tx, id, _village(source))
        if not wanted:
            raise Forbidden(
                "photograph-not-named",
                "没有回执提到这张照片，不予接收。",
                "No receipt names this photograph. It is not taken.",
            )
        if not taking.acquire(blocking=False):
            raise TooMany("busy-taking", "正在接收另一张照片，请稍后再试。", "Another one is being taken. Try again.")
        try:
            taken = photographs.taken(request.get_data(cache=False))
            if taken.id != id:
                raise Invalid(
                    "photograph-differs",
                    "照片与回执里的摘要不符，不予接收。",
                    "The photograph is not the one that the receipt names. It is not taken.",
                )
            with database.write() as tx:
                photographs.store(tx, taken)
        finally:
            taking.release()
        return {"photograph": id}

    return receiving


def _village(source: str) -> str:
    return source.removeprefix("/feedback/")
