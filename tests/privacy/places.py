"""Where is searched: every file as it lies there, what is in databases, backups and Redis once they are read."""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import apsw
import redis

Place = tuple[str, bytes]


def files(folder: Path) -> Iterator[Place]:
    """Every file byte by byte (write-ahead logs, deleted pages, dumps, logs), and unpacked where it is packed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield str(path.relative_to(folder)), content
            if content[:2] == b"\x1f\x8b":
                yield f"{path.relative_to(folder)}, unpacked", gzip.decompress(content)


def databases(folder: Path) -> Iterator[Place]:
    """Every value of every table: a long text is torn into pages in the file."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.open("rb").read(16) == b"SQLite format 3\0":
            yield f"{path.relative_to(folder)}, its rows", b"\n".join(rows(path))


def readable(folder: Path) -> Iterator[Place]:
    """What is left when raw database files are left out: in those, values stand without a gap next to each other."""
    yield from databases(folder)
    for name, content in files(folder):
        if not re.search(r"\.db(-wal|-shm)?$", name):
            yield name, content


def rows(path: Path) -> Iterator[bytes]:
    """Each row as bytes, from a copy, so that a database in use is left alone."""
    with tempfile.TemporaryDirectory() as other:
        copy = Path(other) / path.name
        for part in (path, path.with_name(path.name + "-wal")):
            if part.exists():
                shutil.copy(part, other)
        connection = apsw.Connection(str(copy))
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for name in names:
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                yield b"\x1f".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
        connection.close()


def messages(url: str) -> Iterator[Place]:
    """Everything in Redis: what waits in queues and what else there is."""
    client = redis.Redis.from_url(url)
    read = {
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"hash": lambda key: [part for pair in client.hgetall(key).items() for part in pair],
        b"string": lambda key: [client.get(key)],
        b"stream": lambda key: [repr(client.xrange(key)).encode()],
    }
    for key in client.scan_iter():
        yield f"Redis, {key.decode()}", key + b"\n" + b"\n".join(read[client.type(key)](key))
    client.close()
