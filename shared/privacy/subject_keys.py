"""One key per subject, in a database of its own: erasing the key makes the text unreadable everywhere.

A subject is a petition. What identifies or describes its petitioner goes into events only as ciphertext under
the petition's own key, so the log keeps every event and its hash chain for ever, while the text can be forgotten.
The database has its own backup policy: restoring an old copy must not bring an erased key back.

Keys to seal to (see sealing) are kept and erased here too: the private half of a pair, under a subject of its own.
"""

from __future__ import annotations

import json
import os
import threading
import weakref
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import apsw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import WrongState
from shared.ids import Ids
from shared.privacy.sealing import public_half, unseal
from shared.turns import Turns

SOUND_SQLITE = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can corrupt a WAL database under several connections."""

_FORMAT = b"\x01"
_NONCE_BYTES = 12
_TABLE = """
    CREATE TABLE IF NOT EXISTS subject_key (
        subject TEXT PRIMARY KEY,
        key BLOB  -- NULL once erased; the row stays, so that nobody makes a new key for the subject
    ) WITHOUT ROWID, STRICT
"""


def seal_subject(public: str) -> str:
    """The subject under which the private half of a key to seal to is kept."""
    return f"seal-{public}"


class KeysUnusable(Exception):
    """The key database cannot be used as it should; the text says why."""


class Undecipherable(Exception):
    """Not encrypted for this subject, damaged, or its key was lost (which is not the same as erased)."""


class SubjectKeys:
    """Encrypts and decrypts by subject. Safe for threads: each has its own connection. Open it after a fork.

    Raises KeysUnusable for a URL that is not SQLite or for a SQLite that is not sound.
    """

    def __init__(self, path: str) -> None:
        if path.startswith(("postgres://", "postgresql://")):
            raise KeysUnusable("keys are kept in a SQLite file on a volume of its own: use sqlite:///…")
        version = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
        if version < SOUND_SQLITE:
            raise KeysUnusable(f"SQLite {apsw.sqlite_lib_version()} can corrupt this database; 3.51.3 is needed")
        self._path = Path(path.removeprefix("sqlite:///"))
        self._mine = threading.local()
        self._open: weakref.WeakSet[apsw.Connection] = weakref.WeakSet()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._turns = Turns(self._path)
        with self._writing() as connection:
            connection.execute(_TABLE)
        self._path.chmod(0o600)

    def prepare(self, subjects: Sequence[str]) -> None:
        """Give each new subject its key, all in one commit: they are on disk when this returns."""
        rows = [(subject, AESGCM.generate_key(256)) for subject in subjects]
        with self._writing() as connection, connection:
            connection.executemany("INSERT OR IGNORE INTO subject_key (subject, key) VALUES (?, ?)", rows)

    def encrypt(self, subject: str, data: Mapping[str, Any]) -> str:
        """Encrypt under the subject's key, which is on disk before this returns.

        Raises WrongState(``identity-erased``) once the subject has been erased: there is no second key.
        """
        return self.encrypt_bytes(subject, json.dumps(dict(data), ensure_ascii=False, separators=(",", ":")).encode())

    def encrypt_bytes(self, subject: str, content: bytes) -> str:
        """As `encrypt`, of a file; a third longer than it."""
        key = self._key(subject) or self._new_key(subject)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, content, subject.encode())
        return urlsafe_b64encode(_FORMAT + nonce + sealed).decode()

    def decrypt(self, subject: str, token: str) -> dict[str, Any] | None:
        """What `encrypt` was given, or None once the subject has been erased; raises Undecipherable."""
        content = self.decrypt_bytes(subject, token)
        return None if content is None else cast("dict[str, Any]", json.loads(content))

    def decrypt_bytes(self, subject: str, token: str) -> bytes | None:
        """What `encrypt_bytes` was given, or None once the subject has been erased; raises Undecipherable."""
        found = self._row(subject)
        if found is None:
            raise Undecipherable("there was never a key for this subject here: was the key database lost?")
        key = found[0]
        if key is None:
            return None
        try:
            raw = urlsafe_b64decode(token.encode())
            if raw[:1] != _FORMAT:
                raise ValueError("unknown format")
            nonce, sealed = raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :]
            return AESGCM(key).decrypt(nonce, sealed, subject.encode())
        except (InvalidTag, ValueError) as error:
            raise Undecipherable("not encrypted for this subject, or damaged") from error

    def draw_seal_keys(self, count: int) -> list[str]:
        """Draw key pairs to seal to, all on disk when this returns; the public halves, by which they are known here."""
        drawn = [os.urandom(32) for _ in range(count)]
        public = [public_half(private.hex()) for private in drawn]
        rows = [(seal_subject(name), private) for name, private in zip(public, drawn, strict=True)]
        with self._writing() as connection, connection:
            connection.executemany("INSERT INTO subject_key (subject, key) VALUES (?, ?)", rows)
        return public

    def unseal(self, public: str, box: str) -> dict[str, Any]:
        """Open what was sealed to a key that was drawn here; raises Undecipherable or Unsealable."""
        found = self._row(seal_subject(public))
        if found is None:
            raise Undecipherable("sealed to a key that is not known here: was the key database lost?")
        if found[0] is None:
            raise Undecipherable("sealed to a key that was erased, with another petition")
        return unseal(found[0].hex(), box)

    def missing_seal_keys(self, public: Sequence[str]) -> list[str]:
        """Those of the keys that were never drawn here, or that are lost. What is erased is not missing."""
        return [each for each in public if self._row(seal_subject(each)) is None]

    def erased(self, subject: str) -> bool:
        found = self._row(subject)
        return found is not None and found[0] is None

    def erase(self, *subjects: str) -> None:
        """Destroy the subjects' keys for ever. A repeat does no harm; an unknown subject can never get a key.

        Raises KeysUnusable when a reader holds the old pages too long; the keys are gone, but call again.
        """
        with self._writing() as connection:
            with connection:
                connection.executemany(
                    "INSERT INTO subject_key (subject, key) VALUES (?, NULL)"
                    " ON CONFLICT (subject) DO UPDATE SET key = NULL",
                    [(subject,) for subject in subjects],
                )
            # secure_delete overwrites the page, but the key also lies in older frames of the write-ahead log.
            [(busy, _, _)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if busy:
            raise KeysUnusable("the key is erased but still lies in the write-ahead log; erase again")

    def copy_to(self, path: Path) -> None:
        """Write a sound copy as of one moment, for its owner's eyes only. Of erased keys nothing is in it."""
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        self._connection().execute("VACUUM INTO ?", (str(part),))
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)

    def take_back(self, copy: Path, erased: Set[str]) -> int:
        """Put back from a copy the keys that are missing here; return how many.

        What was erased stays erased: here, in the copy, or, though key and erasure are both lost here, in ``erased``.
        Raises KeysUnusable for a file that is no such copy.
        """
        try:
            source = apsw.Connection(str(copy), flags=apsw.SQLITE_OPEN_READONLY)
            rows = source.execute("SELECT subject, key FROM subject_key").fetchall()
            source.close()
        except apsw.Error as error:
            raise KeysUnusable(f"{copy} is not a copy of a key database: {error}") from error
        kept = [(subject, None if subject in erased else key) for subject, key in rows]
        with self._writing() as connection:
            before = connection.total_changes()
            with connection:
                connection.executemany("INSERT OR IGNORE INTO subject_key (subject, key) VALUES (?, ?)", kept)
            return int(connection.total_changes() - before)

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in list(self._open):
            connection.close()
        self._mine = threading.local()

    def _key(self, subject: str) -> bytes | None:
        found = self._row(subject)
        if found is None:
            return None
        if found[0] is None:
            raise WrongState(
                "identity-erased",
                "个人信息已按要求删除，不能再添加。",
                "The personal details were erased; nothing can be added.",
                state="erased",
            )
        return found[0]

    def _row(self, subject: str) -> tuple[bytes | None] | None:
        cursor = self._connection().execute("SELECT key FROM subject_key WHERE subject = ?", (subject,))
        # Read to the end: an open cursor would hold old pages, an erased key among them.
        rows = cast("list[tuple[bytes | None]]", cursor.fetchall())
        return rows[0] if rows else None

    def _new_key(self, subject: str) -> bytes:
        key = AESGCM.generate_key(256)
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO subject_key (subject, key) VALUES (?, ?)", (subject, key))
        return cast("bytes", self._key(subject))  # another thread may have been first

    @contextmanager
    def _writing(self) -> Iterator[apsw.Connection]:
        with self._turns.take():
            yield self._connection()

    def _connection(self) -> apsw.Connection:
        connection: apsw.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = apsw.Connection(str(self._path))
            connection.set_busy_timeout(5000)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                connection.execute(f"PRAGMA {pragma}")
            self._open.add(connection)
            self._mine.connection = connection
        return connection


class PreparedSubjects:
    """New subjects (`shared.ids.Ids`), each with a key that is on disk already: one commit for a stock of them.

    A second commit for every petition would cost a fifth of what filing takes. What is left over at the end of the
    process is a few keys that never locked anything.
    """

    def __init__(self, keys: SubjectKeys, ids: Ids, *, stock: int = 64) -> None:
        self._keys = keys
        self._ids = ids
        self._size = stock
        self._stock: list[str] = []
        self._lock = threading.Lock()

    def new(self) -> str:
        with self._lock:
            if not self._stock:
                drawn = [self._ids.new() for _ in range(self._size)]
                self._keys.prepare(drawn)
                self._stock = drawn
            return self._stock.pop()
