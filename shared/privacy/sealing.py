"""Sealed boxes (libsodium, X25519): anybody can seal to a public key, only the private key opens it.

A petition filed at a village travels like this through Redis, feeds and backups, and only oversight opens it. Sealed to
a key that serves once, it names that key: ``<public key>.<box>``. Neither half has a dot in it.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, cast

from nacl.encoding import HexEncoder
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox


class Unsealable(Exception):
    """Not sealed to this key, damaged on the way, or not a sealed box. The text never holds content."""


def new_seal_keys() -> tuple[str, str]:
    """A new pair ``(private, public)``, each 32 bytes as hex."""
    private = PrivateKey.generate()
    return private.encode(HexEncoder).decode(), private.public_key.encode(HexEncoder).decode()


def public_half(private_hex: str) -> str:
    """The public key, as hex, that belongs to a private one."""
    return PrivateKey(private_hex.encode(), HexEncoder).public_key.encode(HexEncoder).decode()


def seal(public_hex: str, data: Mapping[str, Any], *, pad_to: int = 1) -> str:
    """Seal the data (anything JSON can hold) to a public key. Urlsafe base64, different at every call.

    ``pad_to``: bytes; spaces fill the text up to a multiple, so that the length of the box tells nothing of it.
    """
    box = SealedBox(PublicKey(public_hex.encode(), HexEncoder))
    text = json.dumps(dict(data), ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(box.encrypt(text + b" " * (-len(text) % pad_to))).decode()


def seal_naming(public_hex: str, data: Mapping[str, Any]) -> str:
    """Seal as `seal` does, with the public key in front: for a key that is one of many."""
    return f"{public_hex}.{seal(public_hex, data)}"


def key_and_box(sealed: str) -> tuple[str | None, str]:
    """Which public key a box names, None where it names none, and the box itself."""
    named, dot, box = sealed.rpartition(".")
    return (named, box) if dot else (None, sealed)


def unseal(private_hex: str, sealed: str) -> dict[str, Any]:
    """Open what `seal` gave; raise Unsealable for anything else."""
    box = SealedBox(PrivateKey(private_hex.encode(), HexEncoder))
    try:
        data = json.loads(box.decrypt(urlsafe_b64decode(sealed.encode())))
    except (CryptoError, ValueError, TypeError) as error:
        raise Unsealable("this is not sealed to our key, or it was damaged on the way") from error
    if not isinstance(data, dict):
        raise Unsealable("the sealed content is not an object")
    return cast("dict[str, Any]", data)
