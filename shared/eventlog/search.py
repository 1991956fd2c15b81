"""A word in a text, found by an index of either database: one statement more in the dialect that both share.

``CREATE SEARCH INDEX ON table (column, …)``: the columns hold terms with a space between them, in any order, and the
table has an ``id INTEGER PRIMARY KEY`` by which the newest has the greatest. The database itself keeps the index as it
keeps any other, so whoever writes, compares, copies or empties the table knows nothing of it. In SQLite it is a table
of FTS5 beside it, filled by triggers; in PostgreSQL it is GIN, over the terms as an array.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MARK = "CREATE SEARCH INDEX"
_INDEX = re.compile(MARK + r" ON (\w+) \(([\w, ]+)\)")


@dataclass(frozen=True)
class Search:
    """All ``terms`` in ``column``, and not all of them in ``without``.

    ``among``: columns of the index that hold one term a row, and which of them a row may have.
    """

    table: str
    column: str
    terms: Sequence[str]
    limit: int
    without: str = ""
    among: Mapping[str, Sequence[str]] = field(default_factory=dict)


def sqlite_index(statement: str) -> str | None:
    """The script for a statement of this kind, None for any other. What is left of a dropped table's index goes."""
    if (found := _INDEX.fullmatch(statement)) is None:
        return None
    table, columns = found.groups()
    new = ", ".join(f"new.{column}" for column in columns.split(", "))
    put = f"INSERT INTO {table}_terms (rowid, {columns})"
    take = f"DELETE FROM {table}_terms WHERE rowid = old.id"  # noqa: S608
    # `ascii`: whatever is not ASCII belongs to a term, so nothing but our spaces parts them. No positions are kept.
    return f"""
        DROP TABLE IF EXISTS {table}_terms;
        CREATE VIRTUAL TABLE {table}_terms USING fts5
            ({columns}, content='', contentless_delete=1, detail=column, tokenize='ascii');
        {put} SELECT id, {columns} FROM {table};
        CREATE TRIGGER {table}_put AFTER INSERT ON {table} BEGIN {put} VALUES (new.id, {new}); END;
        CREATE TRIGGER {table}_taken AFTER DELETE ON {table} BEGIN {take}; END;
        CREATE TRIGGER {table}_changed AFTER UPDATE OF {columns} ON {table}
            BEGIN {take}; {put} VALUES (new.id, {new}); END
    """  # noqa: S608


def postgres_index(statement: str) -> list[str] | None:
    if (found := _INDEX.fullmatch(statement)) is None:
        return None
    table, columns = found.groups()
    return [
        f"CREATE INDEX IF NOT EXISTS {table}_{column}_terms ON {table} USING gin (string_to_array({column}, ' '))"
        for column in columns.split(", ")
    ]


def sqlite_query(search: Search) -> tuple[str, list[object]]:
    """Gives ids, the greatest first: down the index, which has its rows by id, and no further than the limit."""
    wanted = _all(search.terms)
    parts = [f"{search.column} : ({wanted})"]
    parts += [f"{column} : ({_any(terms)})" for column, terms in search.among.items()]
    match = f"({' AND '.join(parts)})" + (f" NOT {search.without} : ({wanted})" if search.without else "")
    table = f"{search.table}_terms"
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?"  # noqa: S608 - our own words
    return sql, [match, search.limit]


def _all(terms: Sequence[str]) -> str:
    return " AND ".join(f'"{term}"' for term in terms)


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)


def postgres_query(search: Search) -> tuple[str, list[object]]:
    def has(column: str) -> str:
        return f"string_to_array({column}, ' ') @> string_to_array(?, ' ')"

    wanted = " ".join(search.terms)
    parts, given = [has(search.column)], list[object]([wanted])
    if search.without:
        parts, given = [*parts, f"NOT {has(search.without)}"], [*given, wanted]
    for column, terms in search.among.items():
        parts, given = [*parts, f"{column} IN ({', '.join('?' * len(terms))})"], [*given, *terms]
    sql = f"SELECT id FROM {search.table} WHERE {' AND '.join(parts)} ORDER BY id DESC LIMIT ?"  # noqa: S608
    return sql, [*given, search.limit]
