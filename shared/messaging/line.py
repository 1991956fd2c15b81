"""The HTTP line to a peer: signed requests for a feed, signed pages pushed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import urllib3

from shared import version
from shared.clock import Clock
from shared.messaging.catchup import PeerAwayError, PeerBusyError
from shared.messaging.keys import Peer, SigningKey
from shared.messaging.lines import TIME, VERSION, Lines, Reason
from shared.messaging.page import LIMIT_BYTES, MIME

_TIMEOUT = urllib3.Timeout(connect=3, read=20)
_MOST_BYTES = 32 * LIMIT_BYTES
_REASONS: dict[str, Reason] = {"clock-wrong": "clock", "feed-refused": "refused", "page-refused": "refused"}
"""What a refusal of a peer says of this node, by its code."""


def request_content(source: str, time: str, after: int) -> bytes:
    """What a request for a feed signs: who asks, when, for what."""
    return f"GET /feed\n{source}\n{time}\n{after}".encode()


def photographs_content(source: str, time: str) -> bytes:
    """What the question signs which photographs are lacking."""
    return f"GET /inbox/photographs\n{source}\n{time}".encode()


def photograph_content(source: str, time: str, photograph: str) -> bytes:
    """What sending one signs: its hash stands for the picture."""
    return f"PUT /inbox/photographs\n{source}\n{time}\n{photograph}".encode()


class HttpLine:
    """``lines`` is told how each peer answered, and what its clock says."""

    def __init__(self, source: str, key: SigningKey, clock: Clock, lines: Lines | None = None) -> None:
        self._source = source
        self._key = key
        self._clock = clock
        self._lines = lines
        self._pool = urllib3.PoolManager(maxsize=4, retries=False, timeout=_TIMEOUT)

    def fetch(self, peer: Peer, after: int) -> bytes:
        headers = self._signed(lambda source, time: request_content(source, time, after))
        return self._request(peer, "GET", f"/feed?after={after}", {"Accept": MIME, **headers}, None)

    def push(self, peer: Peer, body: bytes) -> int:
        answer = self._request(peer, "POST", "/inbox", {"Content-Type": MIME}, body)
        try:
            return int(json.loads(answer)["applied"])
        except (ValueError, KeyError, TypeError) as error:
            raise PeerAwayError(f"{peer.url} does not answer as a peer does") from error

    def lacking(self, peer: Peer) -> list[str]:
        """The photographs of this node's receipts that the peer has not got. Raises PeerAwayError."""
        answer = self._request(peer, "GET", "/inbox/photographs", self._signed(photographs_content), None)
        try:
            return [str(each) for each in json.loads(answer)["photographs"]]
        except (ValueError, KeyError, TypeError) as error:
            raise PeerAwayError(f"{peer.url} does not answer as a peer does") from error

    def send_photograph(self, peer: Peer, photograph: str, content: bytes) -> None:
        """Raises PeerAwayError, PeerBusyError."""
        headers = self._signed(lambda source, time: photograph_content(source, time, photograph))
        self._request(peer, "PUT", f"/inbox/photographs/{photograph}", headers, content)

    def results(self, peer: Peer, round: str, village: str) -> Any:
        """What the peer published of a survey round: of one village, and of all together. Raises PeerAwayError."""
        path = f"/api/rounds/{quote(round, safe='')}/results?village={quote(village, safe='')}"
        try:
            return json.loads(self._request(peer, "GET", path, {"Accept": "application/json"}, None))
        except ValueError as error:
            raise PeerAwayError(f"{peer.url} does not answer as a peer does") from error

    def _signed(self, content: Callable[[str, str], bytes]) -> dict[str, str]:
        time = self._clock.now().isoformat()
        return {
            "Sunshine-Source": self._source,
            TIME: time,
            "Sunshine-Signature": self._key.sign(content(self._source, time)),
        }

    def _request(self, peer: Peer, method: str, path: str, headers: dict[str, str], body: bytes | None) -> bytes:
        url = f"{peer.url}{path}"
        try:
            answer = self._pool.request(
                method, url, headers={VERSION: version.VERSION, **headers}, body=body, preload_content=False
            )
            content = answer.read(_MOST_BYTES)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            bad_certificate = isinstance(error, urllib3.exceptions.SSLError)
            if self._lines is not None:
                self._lines.failed(peer.source, "certificate" if bad_certificate else "no-answer")
            raise PeerAwayError(f"{url} does not answer: {type(error).__name__}") from error
        reason = _reason(answer.status, content)
        if self._lines is not None and TIME in answer.headers:
            self._lines.spoke(peer.source, answer.headers[TIME], answer.headers.get(VERSION), reason)
        elif self._lines is not None and path.startswith("/feed"):  # something in between has answered
            self._lines.failed(peer.source, "trouble")
        if answer.status == 429:
            raise PeerBusyError(f"{url} is busy")
        if answer.status != 200:
            raise PeerAwayError(f"{url} answered {answer.status}{f' ({reason})' if reason else ''}")
        return content


def _reason(status: int, content: bytes) -> Reason:
    if status in (200, 429):
        return ""
    try:
        code = json.loads(content)["code"]
    except (ValueError, KeyError, TypeError):  # from something in between, which says nothing of us
        return "trouble"
    return _REASONS.get(code, "trouble")
