"""Words of one, two and more characters, found on both databases; and what is asked with ill will."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shared import search
from shared.eventlog import Database
from shared.eventlog.beside import beside, differs, put_in_place
from shared.search import Piece, excerpt, marked, terms

SCRIPT = """
CREATE TABLE IF NOT EXISTS read (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL
);
CREATE SEARCH INDEX ON read (title, words, kind)
"""
TEXTS = (
    ("收费依据和标准", "办理生育登记服务，均不收费。投诉请拨１２３４５或12356。"),
    ("奖励扶助办事程序", "村（居）初审，镇审核；用A3纸张贴。“放管服”改革以后\n不收费。"),
    ("服务承诺", "首问负责，限时办结，差评必回。"),
)
Find = Callable[..., list[int]]


@pytest.fixture
def find(database: Database) -> Find:
    """``find("收费")`` -> numbers of the texts, from 1."""
    database.create(SCRIPT)
    with database.write() as tx:
        for number, (title, text) in enumerate(TEXTS, start=1):
            kind = "old" if number == 3 else "new"
            row = (number, kind, terms(title), terms(f"{title}\n{text}"))
            tx.execute("INSERT INTO read VALUES (?, ?, ?, ?)", row)

    def ask(query: str, **among: list[str]) -> list[int]:
        with database.read() as tx:
            return list(search.find(tx, "read", query, **among).ids)

    return ask


FOUND = {
    "费": [1, 2],  # one character; a title's hit first
    "收费": [1, 2],
    "服务": [3, 1],
    "生育登记": [1],
    "登记生育": [],  # the same characters in another order
    "收费 投诉": [1],  # all of them
    "收费、投诉！": [1],
    "12345": [1],  # was written in wide digits
    "１２３５６": [1],
    "123": [],
    "a3": [2],
    "放管服改革": [2],  # over a quotation mark
    "以后不收费": [2],  # over a line's end
    "收費": [],  # traditional characters are other characters
}


def test_words_are_found(find: Find) -> None:
    assert {query: find(query) for query in FOUND} == FOUND


HARMLESS = (
    *(
        "",
        "   ",
        "。，！",
        '"',
        "'",
        '"收费" OR "承诺"',
        "NEAR(收 费)",
        "words:收费*",
        "收费%_",
        "(",
        ") -",
        "NOT",
        "^收费",
    ),
    *("\x00", "\ud800", "' UNION SELECT * FROM read --", "；DROP TABLE read", "🌞" * 50, "收" * 10_000, "a" * 10_000),
)


def test_no_query_does_harm(find: Find) -> None:
    for query in HARMLESS:
        assert find(query) in ([], [1], [1, 2]), query[:20]
    assert find("承诺") == [3]


def test_a_condition_narrows_it_and_what_is_changed_or_gone_is_not_found(find: Find, database: Database) -> None:
    for kinds, ids in ((["new"], [1]), (["old", "other"], [3]), (["old", "new"], [3, 1]), ([], [])):
        assert find("服务", kind=kinds) == ids
    with database.write() as tx:
        tx.execute("UPDATE read SET words = ? WHERE id = 3", (terms("新的内容"),))
        tx.execute("DELETE FROM read WHERE id = 1")
    assert find("服务") == [3]  # its title
    assert (find("限时"), find("新的"), find("登记")) == ([], [3], [])


def test_more_than_a_thousand_are_said_to_be_more(find: Find, database: Database) -> None:
    with database.write() as tx:
        row = ("new", terms("通知"), terms("通知"))
        tx.executemany("INSERT INTO read VALUES (?, ?, ?, ?)", [(number, *row) for number in range(10, 1012)])
    with database.read() as tx:
        found = search.find(tx, "read", "通知")
        assert (len(found.ids), found.ids[0], found.more) == (1000, 1011, True)


def test_rows_put_in_place_of_others_are_found_by_them(find: Find, database: Database) -> None:
    with beside(database, [SCRIPT]) as other:
        with other.read() as tx:
            tx.execute("INSERT INTO read VALUES (?, ?, ?, ?)", (7, "new", terms("通知"), terms("通知")))
            assert differs(tx, other, "read")
        with other.write() as tx:
            put_in_place(tx, other, "read")
            assert not differs(tx, other, "read")
    assert (find("通知"), find("收费")) == ([7], [])


def test_a_dropped_table_leaves_nothing_to_be_found(find: Find, database: Database) -> None:
    with database.write() as tx:
        tx.execute("DROP TABLE read")
        tx.define(SCRIPT)
    assert find("收费") == []


def test_what_was_asked_for_is_marked() -> None:
    assert marked("收费标准", "收费") == [Piece("收费", hit=True), Piece("标准")]
    wide = [Piece("请拨"), Piece("１２３４５", hit=True), Piece("、12345678")]
    assert marked("请拨１２３４５、12345678", "12345") == wide
    assert marked("计划“生育”", "计划生育") == [Piece("计划“生育", hit=True), Piece("”")]
    assert marked("收费", "") == [Piece("收费")]


def test_an_excerpt_begins_shortly_before_the_first_hit() -> None:
    pieces = excerpt("前" * 300 + "收费" + "后" * 300, "收费")
    assert [piece.text for piece in pieces] == ["…" + "前" * 30, "收费", "后" * 88 + "…"]
    assert excerpt("很短", "收费") == [Piece("很短")]
