"""What somebody reads who has every key that is left, and every file: the attack that erasure has to withstand."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import apsw
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from tests.privacy.places import Place

_TOKEN = re.compile(rb"[A-Za-z0-9_-]{40,}={0,2}")
_HEX = re.compile(rb"(?:[a-z_]+-)?[0-9a-f]+")
_NONCE, _TAG, _SEAL = 12, 16, 48


def told_of(photograph: bytes) -> str:
    """What is looked for of a JPEG file: a piece of its picture."""
    return photograph[-80:-20].hex()


@dataclass
class Keys:
    """Every 32 bytes that may be a key: of key databases and their copies, and what stands in hex in secrets files."""

    known: set[bytes] = field(default_factory=set)

    def take(self, folder: Path) -> Keys:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                if content[:16] == b"SQLite format 3\0":
                    self.known |= set(_stored_keys(path))
                elif path.suffix == ".json":
                    self.known |= {bytes.fromhex(one.decode()) for one in re.findall(rb'"([0-9a-f]{64})"', content)}
        return self


def _stored_keys(path: Path) -> Iterator[bytes]:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'subject_key'").fetchall():
        yield from (key for (key,) in connection.execute("SELECT key FROM subject_key WHERE key IS NOT NULL"))
    connection.close()


def tokens(places: Iterable[Place]) -> set[bytes]:
    """Everything that looks like ciphertext, as bytes."""
    found = set()
    for _, content in places:
        for token in _TOKEN.findall(content):
            if _HEX.fullmatch(token):
                continue  # a hash, or the name of a key
            try:
                found.add(urlsafe_b64decode(token + b"=" * (-len(token) % 4)))
            except Error:
                continue
    return found


def read_with(keys: Keys, ciphertexts: Iterable[bytes]) -> str:
    """All that any of the keys opens, as one text. Without asking whether a seal is whole or for whom it was meant."""
    boxes = [SealedBox(PrivateKey(key)) for key in keys.known]
    opened = []
    for raw in ciphertexts:
        for key in keys.known:
            if raw[:1] == b"\x01" and len(raw) > 1 + _NONCE + _TAG:
                opened += _decrypted(key, raw)
        for box in boxes if len(raw) > _SEAL else ():
            opened += _unsealed(box, raw)
    return "\n".join(opened)


def _decrypted(key: bytes, raw: bytes) -> Iterator[str]:
    """AES-GCM is counter mode: who has the key needs no tag."""
    nonce, text = raw[1 : 1 + _NONCE], raw[1 + _NONCE : -_TAG]
    plain = Cipher(AES(key), CTR(nonce + b"\0\0\0\2")).decryptor().update(text)
    if plain[:1] == b"{":
        yield from _as_text(plain)
    elif plain[:2] == b"\xff\xd8":
        yield told_of(plain)


def _unsealed(box: SealedBox, raw: bytes) -> Iterator[str]:
    try:
        yield from _as_text(box.decrypt(raw))
    except CryptoError:
        return


def _as_text(plain: bytes) -> Iterator[str]:
    try:
        yield json.dumps(json.loads(plain), ensure_ascii=False)
    except ValueError:
        return
