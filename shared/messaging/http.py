"""The two addresses that nodes use among themselves: ``GET /feed`` and ``POST /inbox``."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, request

from shared import version
from shared.clock import Clock
from shared.errors import Invalid, TooMany, Unauthorised
from shared.eventlog.database import Database
from shared.messaging.inbox import Inbox, Outcome
from shared.messaging.keys import Peers
from shared.messaging.line import request_content
from shared.messaging.lines import TIME, VERSION, Lines
from shared.messaging.outbox import Outbox
from shared.messaging.page import LIMIT_BYTES, MIME
from shared.web.bodies import body_limit
from shared.web.roles import PEER, allow

_MOST_BYTES = 2 * LIMIT_BYTES
_SMALL_BYTES = 32 * 1024
"""A page of this size is taken at any time: news, a slice at most. Larger ones have waited already."""
_SKEW = timedelta(hours=24)
"""A village computer's clock may be wrong by hours; a recorded request is good for no longer than this."""


def peer_blueprint(
    database: Database, outbox: Outbox, inbox: Inbox, peers: Peers, clock: Clock, *, lines: Lines | None = None
) -> Blueprint:
    blueprint = Blueprint("peers", __name__)
    taking = threading.Lock()

    @blueprint.after_request
    def say_who(response: Response) -> Response:
        """With every answer, a refusal too: a village sees from it whether its clock is right, and its version."""
        response.headers[TIME], response.headers[VERSION] = clock.now().isoformat(), version.VERSION
        return response

    @blueprint.get("/feed")
    @allow(PEER)
    def feed() -> Response:
        """This node's messages after a number, for its peers only: the feed holds what they may read, no more."""
        after = _whole_number(request.args.get("after", "0"))
        check_signature(peers, clock, lambda source, time: request_content(source, time, after), lines)
        with database.read() as tx:
            page = outbox.page(tx, after)
        return Response(page.encode(), mimetype=MIME)

    @blueprint.post("/inbox")
    @allow(PEER)
    @body_limit(_MOST_BYTES)
    def push() -> tuple[dict[str, Any], int]:
        """Take a peer's page; answer with the last number applied, after it is on disk.

        Of large pages one at a time: hundreds of villages that come back at once would take every thread of this
        process, and people would wait behind them. The others are told to come again.
        """
        large = request.content_length is None or request.content_length > _SMALL_BYTES
        if large and not taking.acquire(blocking=False):
            raise TooMany(
                "busy-taking",
                "正在接收其他节点的消息，请稍后再试。",
                "Another node's messages are being taken. Try again in a few seconds.",
            )
        try:
            receipt = inbox.receive(request.get_data(cache=False), pushed=True)
        finally:
            if large:
                taking.release()
        if receipt.outcome is Outcome.REFUSED:
            raise Unauthorised(
                "page-refused",
                "消息签名无效或来源未登记，请检查本节点的密钥文件。",
                "The page is not signed by a registered peer. Check this node's key file.",
                reason=receipt.reason,
            )
        return {"source": receipt.source, "applied": receipt.sequence, "outcome": receipt.outcome.value}, 200

    return blueprint


def check_signature(
    peers: Peers, clock: Clock, content: Callable[[str, str], bytes], lines: Lines | None = None
) -> str:
    """The peer that has signed this request; ``content`` makes what it signs of who asks and when. Raises Unauthorised.

    The time is the asker's, as text: a recorded request is good for a day. ``lines`` notes how far that clock is off.
    """
    source, time = request.headers.get("Sunshine-Source", ""), request.headers.get(TIME, "")
    signature = request.headers.get("Sunshine-Signature", "")
    peer = peers.get(source)
    if peer is None or not peer.verify_key.verify(signature, content(source, time)):
        raise Unauthorised(
            "feed-refused",
            "此地址只供已登记的节点使用。",
            "This address is for registered peers only. Sign the request with the peer's key.",
        )
    if lines is not None:
        lines.spoke(source, time, request.headers.get(VERSION))
    if abs(clock.now() - _moment(time)) > _SKEW:
        raise Unauthorised(
            "clock-wrong",
            "请求时间与本机相差超过一天，请校准时钟。",
            "The request's time is more than a day off. Set the clock right.",
        )
    return source


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise Invalid("bad-time", "请求时间格式不正确。", "The request's time must be an ISO 8601 moment.") from error


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid("bad-position", "after 应为非负整数。", "'after' must be a whole number.")
    return int(text)
