"""A word in a text, found by an index of either database: one statement more in the dialect that both share.

``CREATE SEARCH INDEX ON table (column, …)``: the columns hold terms with a space between them, in any order, and the
table has an ``id INTEGER PRIMARY KEY`` by which the newest has the greatest. The database itself keeps the index as it
keeps any other, so whoever writes, compares, copies or empties the table knows nothing of it. In SQLite it is a table
of FTS5 beside it, filled by triggers; in PostgreSQL it is GIN, over the terms as an array.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MARK = "CREATE SEARCH INDEX"
_INDEX = re.compile(MARK + r" ON (\w+) \(([\w, ]+)\)")


@dataclass(frozen=True)
class Search:
    """All ``terms`` in ``column``, and not all of them in ``without``.

    ``among``: a column of the index that holds one term a row, and which of them a row may have. ``where`` is an SQL
    condition more, which every row is asked that has the terms.
    """

    table: str
    column: str
    terms: Sequence[str]
    limit: int
    without: str = ""
    among: tuple[str, Sequence[str]] | None = None
    where: str = "1 = 1"
    given: Sequence[object] = ()


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
    """Gives ids, the greatest first."""
    wanted = " AND ".join(f'"{term}"' for term in search.terms)
    match = f"{search.column} : ({wanted})"
    if search.among:
        column, terms = search.among
        one_of = " OR ".join(f'"{term}"' for term in terms)
        match = f"({match} AND {column} : ({one_of}))"
    if search.without:
        match += f" NOT {search.without} : ({wanted})"
    # CROSS JOIN keeps the order: down the index, which has its rows by id, and no further than the limit.
    sql = (
        f"SELECT {search.table}.id FROM {search.table}_terms"  # noqa: S608
        f" CROSS JOIN {search.table} ON {search.table}.id = {search.table}_terms.rowid"
        f" WHERE {search.table}_terms MATCH ? AND {search.where} ORDER BY {search.table}_terms.rowid DESC LIMIT ?"
    )
    return sql, [match, *search.given, search.limit]


def postgres_query(search: Search) -> tuple[str, list[object]]:
    def has(column: str) -> str:
        return f"string_to_array({column}, ' ') @> string_to_array(?, ' ')"

    wanted = " ".join(search.terms)
    parts, given = [has(search.column)], list[object]([wanted])
    if search.without:
        parts, given = [*parts, f"NOT {has(search.without)}"], [*given, wanted]
    if search.among:
        column, terms = search.among
        parts, given = [*parts, f"{column} IN ({', '.join('?' * len(terms))})"], [*given, *terms]
    where = " AND ".join((*parts, search.where))
    sql = f"SELECT id FROM {search.table} WHERE {where} ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own words
    return sql, [*given, *search.given, search.limit]
