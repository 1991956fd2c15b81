"""Who is who between nodes: each signs with its own Ed25519 key, and knows the public keys of its peers."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.eventlog.database import Database
from shared.messaging import members
from shared.privacy.codes import grouped

LOOK_EVERY = 2.0
"""Seconds until it is looked again who has joined."""


class SigningKey:
    def __init__(self, seed_hex: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed_hex))

    @property
    def public_hex(self) -> str:
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, content: bytes) -> str:
        return self._key.sign(content).hex()


def key_mark(public_hex: str) -> str:
    """Sixteen digits by which two people compare a public key over the telephone."""
    number = int.from_bytes(hashlib.sha256(bytes.fromhex(public_hex)).digest()) % 10**16
    return grouped(f"{number:016d}")


class VerifyKey:
    def __init__(self, public_hex: str) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
        self.public_hex = public_hex

    def verify(self, signature: str, content: bytes) -> bool:
        try:
            self._key.verify(bytes.fromhex(signature), content)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Secrets:
    """What one node alone knows: the contents of its secrets file."""

    signing_key: SigningKey
    session_key: str
    code_key: bytes
    seal_key: str | None


@dataclass(frozen=True)
class Peer:
    """Another node that this one speaks with. Without an address it cannot be asked: it pushes to us."""

    source: str
    verify_key: VerifyKey
    url: str | None
    seal_key: str | None
    on_bus: bool = True
    """Whether it takes from a queue of the bus; a village far away does not."""

    @property
    def queue(self) -> str:
        return queue_name(self.source)


class Peers:
    """Those of the peers file, and the villages that joined since (`look_again`).

    One object serves all threads of a process; what it knows is replaced as a whole, never changed.
    """

    def __init__(self, listed: Mapping[str, Peer]) -> None:
        self.listed = dict(listed)
        self.by_source = self.listed
        self._looked_at: float | None = None

    def __iter__(self) -> Iterator[Peer]:
        return iter(self.by_source.values())

    def get(self, source: str) -> Peer | None:
        return self.by_source.get(source)

    def look_again(self, database: Database, *, at_once: bool = False) -> None:
        """Take up who has joined and who was shut out, if the last look is two seconds old; never in a transaction."""
        if not at_once and self._looked_at is not None and time.monotonic() - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = time.monotonic()
        with database.read() as tx:
            joined = members.keys(tx)
        self.by_source = {
            **{source: self._joined(source, key) for source, key in joined.items()},
            **self.listed,
        }

    def _joined(self, source: str, key: str) -> Peer:
        known = self.by_source.get(source)
        if known is not None and known.verify_key.public_hex == key:
            return known
        return Peer(source, VerifyKey(key), None, None, on_bus=False)


class KeyFileError(Exception):
    """A secrets or peers file does not hold; the text names the file and what is wrong."""


def queue_name(source: str) -> str:
    """The name of the queue in which a node hears: ``/feedback/yangshe`` listens at ``sunshine.feedback.yangshe``."""
    return "sunshine" + source.replace("/", ".")


def load_secrets(path: Path) -> Secrets:
    """Read this node's secrets file. Raises KeyFileError."""
    loaded = _read(path)
    try:
        return Secrets(
            SigningKey(loaded["signing_key"]),
            loaded["session_key"],
            bytes.fromhex(loaded["code_key"]),
            loaded.get("seal_key"),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise KeyFileError(f"{path}: {error!r}; make it again with `python -m pilot.provision`") from error


def load_peers(path: Path) -> Peers:
    """Read the nodes that this one speaks with. Raises KeyFileError."""
    loaded = _read(path)
    try:
        peers = [
            Peer(row["source"], VerifyKey(row["verify_key"]), row.get("url"), row.get("seal_key"))
            for row in loaded["peers"]
        ]
    except (KeyError, ValueError, TypeError) as error:
        raise KeyFileError(f"{path}: {error!r}; make it again with `python -m pilot.provision`") from error
    return Peers({peer.source: peer for peer in peers})


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise KeyFileError(f"{path} cannot be read: {error}") from error
    if not isinstance(loaded, dict):
        raise KeyFileError(f"{path}: one JSON object is expected")
    return loaded
