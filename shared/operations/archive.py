"""The file of a backup: one for SQLite and PostgreSQL, gzip over lines of JSON.

{"sunshine": "backup", "format": 1, "source": …, "epoch": …, "events": …, "messages": …, "made_at": …}
{"table": "events"}
[1, "petition-x", …]                           the rows of a table, in the order of its primary key
…
{"rows": {"events": 1, …}, "sha256": …}        over all lines before; a file that was cut off has none
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any, Final

from shared.errors import Invalid
from shared.eventlog.database import Row

KIND: Final = "backup"
FORMAT: Final = 1


class BadBackup(Invalid):
    """The file is not a whole and sound backup of this node. Nothing was changed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__("bad-backup", f"{zh} 没有改动任何内容。", f"{en} Nothing was changed.")


@dataclass(frozen=True)
class Header:
    """What the backup is of. ``events`` and ``messages``: the last numbers of log and outbox."""

    source: str
    epoch: str
    events: int
    messages: int
    made_at: str


class Writer:
    def __init__(self, out: IO[bytes], header: Header) -> None:
        self._file = gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=5)
        self._digest = hashlib.sha256()
        self._rows: dict[str, int] = {}
        self._line({"sunshine": KIND, "format": FORMAT, **asdict(header)})

    def table(self, name: str) -> None:
        """The rows that follow are of this table."""
        self._rows[name] = 0
        self._line({"table": name})

    def rows(self, name: str, rows: list[Row]) -> None:
        for row in rows:
            self._line(row)
        self._rows[name] += len(rows)

    def close(self) -> None:
        """The last line, without which nobody takes the file for whole."""
        self._line({"rows": self._rows, "sha256": self._digest.hexdigest()})
        self._file.close()

    def _line(self, content: object) -> None:
        line = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._digest.update(line)
        self._file.write(line)


class Reader:
    """Reads a backup from its start, as often as asked. ``file`` can be wound back."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @property
    def header(self) -> Header:
        """Raises BadBackup for what is no backup, or one of another format."""
        _, first = next(self._lines(), (b"", None))
        if not isinstance(first, dict) or first.get("sunshine") != KIND:
            raise BadBackup("这不是阳光系统的备份文件。", "This is not a backup of Sunshine.")
        if first.get("format") != FORMAT:
            raise BadBackup(
                f"备份格式 {first.get('format')} 不认识，请用写它的软件版本恢复。",
                f"The backup has format {first.get('format')}, unknown here: use the software that wrote it.",
            )
        try:
            numbers, words = (first["events"], first["messages"]), (first["source"], first["epoch"], first["made_at"])
        except KeyError as error:
            raise BadBackup("备份文件的首行不完整。", f"The first line of the backup lacks {error}.") from error
        if not all(type(number) is int for number in numbers) or not all(isinstance(word, str) for word in words):
            raise BadBackup("备份文件的首行不正确。", "The first line of the backup does not hold.")
        return Header(words[0], words[1], numbers[0], numbers[1], words[2])

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Every row with its table, in the order of the file. Raises BadBackup at the end if it is not whole."""
        digest, counted, table, ended = hashlib.sha256(), dict[str, int](), "", False
        for line, content in self._lines():
            if ended:
                raise _cut_off()
            match content:
                case {"rows": rows, "sha256": str(sha256)}:
                    if (rows, sha256) != (counted, digest.hexdigest()):
                        raise _cut_off()
                    ended = True
                case {"table": str(name)}:
                    table, counted[name] = name, 0
                case list() if table:
                    counted[table] += 1
                    yield table, tuple(content)
                case {"sunshine": _} if not counted:
                    pass
                case _:
                    raise _cut_off()
            digest.update(line)
        if not ended:
            raise _cut_off()

    def _lines(self) -> Iterator[tuple[bytes, Any]]:
        self._file.seek(0)
        try:
            with gzip.GzipFile(fileobj=self._file, mode="rb") as lines:
                for line in lines:
                    yield line, json.loads(line)
        except (EOFError, zlib.error, ValueError, OSError) as error:
            raise _cut_off() from error


def _cut_off() -> BadBackup:
    return BadBackup(
        "备份文件不完整或已损坏，请换一份。",
        "The file is damaged or was cut off, or is no backup at all: take another.",
    )
