"""The HTTP line to a peer: signed requests for a feed, signed pages pushed."""

from __future__ import annotations

import json

import urllib3

from shared.clock import Clock
from shared.messaging.catchup import PeerAwayError, PeerBusyError
from shared.messaging.keys import Peer, SigningKey
from shared.messaging.page import LIMIT_BYTES, MIME

_TIMEOUT = urllib3.Timeout(connect=3, read=20)
_MOST_BYTES = 32 * LIMIT_BYTES


def request_content(source: str, time: str, after: int) -> bytes:
    """What a request for a feed signs: who asks, when, for what."""
    return f"GET /feed\n{source}\n{time}\n{after}".encode()


class HttpLine:
    def __init__(self, source: str, key: SigningKey, clock: Clock) -> None:
        self._source = source
        self._key = key
        self._clock = clock
        self._pool = urllib3.PoolManager(maxsize=4, retries=False, timeout=_TIMEOUT)

    def fetch(self, peer: Peer, after: int) -> bytes:
        time = self._clock.now().isoformat()
        headers = {
            "Accept": MIME,
            "Sunshine-Source": self._source,
            "Sunshine-Time": time,
            "Sunshine-Signature": self._key.sign(request_content(self._source, time, after)),
        }
        return self._request("GET", f"{peer.url}/feed?after={after}", headers, None)

    def push(self, peer: Peer, body: bytes) -> int:
        answer = self._request("POST", f"{peer.url}/inbox", {"Content-Type": MIME}, body)
        try:
            return int(json.loads(answer)["applied"])
        except (ValueError, KeyError, TypeError) as error:
            raise PeerAwayError(f"{peer.url} does not answer as a peer does") from error

    def _request(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> bytes:
        try:
            answer = self._pool.request(method, url, headers=headers, body=body, preload_content=False)
            content = answer.read(_MOST_BYTES)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise PeerAwayError(f"{url} does not answer: {type(error).__name__}") from error
        if answer.status == 429:
            raise PeerBusyError(f"{url} is busy")
        if answer.status != 200:
            raise PeerAwayError(f"{url} answered {answer.status}")
        return content
