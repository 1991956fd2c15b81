"""Chance drawn from the seed: whatever production draws from the operating system, for as long as a simulation runs.

Ids come through the seam that production has (``Config.ids``). What is patched here is the entropy beneath: codes,
keys, nonces, and the ephemeral key of a sealed box, which stays a real one that the real key opens. Pure and costly
things (reading data files, signing and verifying the same bytes) are remembered, so that thirty nodes are cheap.
"""

from __future__ import annotations

import functools
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from random import Random
from unittest.mock import patch

import nacl.utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.public import Box, PrivateKey, SealedBox

import services.disclosure.composition
import services.feedback.composition
import services.oversight.composition
import shared.messaging.keys
import shared.node
from shared.messaging.keys import SigningKey, VerifyKey


class SeededIds:
    """Identifiers as production has them, drawn from the seed."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def new(self) -> str:
        return self._random.randbytes(10).hex()


_REMEMBERED = (
    (services.disclosure.composition, ("load_district", "load_time_limits", "load_catalogue")),
    (services.oversight.composition, ("load_district", "load_time_limits", "load_questionnaires", "AccountFile")),
    (services.feedback.composition, ("load_district",)),
    (shared.node, ("load_secrets", "load_peers")),
)


_sign = functools.lru_cache(8192)(SigningKey.sign)
_verify = functools.lru_cache(8192)(VerifyKey.verify)


def _sign_once(key: SigningKey, content: bytes) -> str:
    return _sign(key, content)


def _verify_once(key: VerifyKey, signature: str, content: bytes) -> bool:
    return _verify(key, signature, content)


_CHEAP = (
    (SigningKey, "sign", _sign_once),
    (VerifyKey, "verify", _verify_once),
    # One object for one key, or each listener would check the same page anew.
    (shared.messaging.keys, "VerifyKey", functools.cache(VerifyKey)),
)


@functools.cache
def _remembering(module: object, name: str) -> object:
    return functools.cache(getattr(module, name))


@contextmanager
def seeded(random: Random) -> Iterator[None]:
    """All chance within comes from ``random``; restored afterwards."""

    def sealed(box: SealedBox, plaintext: bytes, encoder: object = None) -> bytes:
        """crypto_box_seal, with an ephemeral key of ours: epk, then the box under the nonce blake2b(epk, pk)."""
        ephemeral = PrivateKey(random.randbytes(32))
        public = bytes(ephemeral.public_key)
        nonce = hashlib.blake2b(public + bytes(box._public_key), digest_size=24).digest()
        return public + Box(ephemeral, _public(box)).encrypt(plaintext, nonce).ciphertext

    patches = {
        (os, "urandom"): random.randbytes,
        (nacl.utils, "random"): lambda size=32: random.randbytes(size),
        (secrets, "token_hex"): lambda size=32: random.randbytes(size).hex(),
        (secrets, "token_bytes"): lambda size=32: random.randbytes(size),
        (secrets, "randbelow"): random.randrange,
        (SealedBox, "encrypt"): sealed,
        (AESGCM, "generate_key"): lambda bits: random.randbytes(bits // 8),
    }
    with ExitStack() as stack:
        for (owner, name), replacement in patches.items():
            stack.enter_context(patch.object(owner, name, replacement))
        yield


def _public(box: SealedBox) -> object:
    from nacl.public import PublicKey

    return PublicKey(bytes(box._public_key))


@contextmanager
def cheap() -> Iterator[None]:
    """Remember what is pure: data and key files, and each signature made or checked."""
    with ExitStack() as stack:
        for module, names in _REMEMBERED:
            for name in names:
                stack.enter_context(patch.object(module, name, _remembering(module, name)))
        for owner, name, replacement in _CHEAP:
            stack.enter_context(patch.object(owner, name, replacement))
        yield
