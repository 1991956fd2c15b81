"""A page: consecutive messages of one source, as text lines under one signed header.

    {"source": …, "epoch": …, "since": 0, "after": 41, "prev": …, "count": 2, "head": 57, "hash": …, "signature": …}
    {message 42, a CloudEvents 1.0 JSON object}
    {message 43}

The bus, the feed and the push all carry pages, and an empty page is a head: it tells how far the source is. Every
message is bound into the hash chain of its source and the signature covers the last hash, so one verification
vouches for the whole page, and for the source's history before it. ``since`` is the last number that the history of
this epoch shares with the epoch before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import orjson

from shared.contracts import PREFIX
from shared.eventlog.log import chained
from shared.messaging.keys import SigningKey, VerifyKey

MIME = "application/x-ndjson"
LIMIT = 1000
"""Messages a page at most."""
LIMIT_BYTES = 1 << 20
"""Bytes of messages a page at most, where it holds more than one."""


class BadPageError(ValueError):
    """Not a page, or not signed by whom it says it is from. Nothing of it may be applied."""


@dataclass(frozen=True)
class Page:
    source: str
    epoch: str
    since: int
    after: int
    prev: str
    head: int
    hash: str
    lines: tuple[str, ...]
    signature: str = ""

    @property
    def last(self) -> int:
        """The sequence number of the last message, or ``after`` where there is none."""
        return self.after + len(self.lines)

    def signed_content(self) -> bytes:
        fields = (self.source, self.epoch, self.since, self.after, self.prev, len(self.lines), self.head, self.hash)
        return "\n".join(map(str, fields)).encode()

    def encode(self) -> bytes:
        header = {
            "source": self.source,
            "epoch": self.epoch,
            "since": self.since,
            "after": self.after,
            "prev": self.prev,
            "count": len(self.lines),
            "head": self.head,
            "hash": self.hash,
            "signature": self.signature,
        }
        return "\n".join([json.dumps(header), *self.lines]).encode()

    def hashes(self) -> list[str]:
        """The chain's hash after each message, the one before the first in front."""
        found = [self.prev]
        for line in self.lines:
            found.append(chained(found[-1], line))
        return found

    def verify(self, key: VerifyKey) -> list[str]:
        """Check chain and signature; return ``hashes()``. Raises BadPageError."""
        if not key.verify(self.signature, self.signed_content()):
            raise BadPageError(f"the signature is not that of {self.source}")
        hashes = self.hashes()
        if hashes[-1] != self.hash:
            raise BadPageError("the messages are not the ones that were signed")
        return hashes


def signed(page: Page, key: SigningKey) -> Page:
    return replace(page, signature=key.sign(page.signed_content()))


def decode(body: bytes) -> Page:
    """Parse a page without trusting it. Raises BadPageError."""
    try:
        first, *lines = body.decode().split("\n")
        header = json.loads(first)
        numbers = [header[name] for name in ("since", "after", "count", "head")]
        words = [header[name] for name in ("source", "epoch", "prev", "hash", "signature")]
    except (ValueError, KeyError, TypeError) as error:
        raise BadPageError("this is not a page of messages") from error
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise BadPageError("a page counts in whole numbers")
    since, after, count, head = numbers
    source, epoch, prev, digest, signature = words
    if (
        not all(isinstance(word, str) and word.isprintable() for word in words)
        or len(lines) != count
        or len(lines) > LIMIT
    ):
        raise BadPageError("this is not a page of messages")
    return Page(source, epoch, since, after, prev, head, digest, tuple(lines), signature)


def message_in(source: str, line: str) -> dict[str, object]:
    """One message of a page. Raises ValueError for one that is none, or in which a source speaks for another."""
    message = orjson.loads(line)
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ValueError("this is not a message")
    service = source.split("/")[1]
    if message.get("source") != source or not message["type"].startswith(f"{PREFIX}.{service}."):
        raise ValueError(f"{source} may not say {message['type']}")
    return message
