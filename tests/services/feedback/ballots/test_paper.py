"""Files of paper questionnaires: read whatever Excel makes of them, taken whole or not at all, and never twice."""

import io
from dataclasses import replace

import openpyxl
import pytest

from services.feedback.ballots import paper
from services.feedback.ballots.paper_rows import LIMITS
from services.feedback.domain.answers import Answers
from shared.errors import Invalid, WrongState
from shared.web.spreadsheets import to_xlsx
from tests.services.feedback.examples import round_told, round_told_in_words

HEADS = ["attitude", "satisfied", "knows-board"]


@pytest.fixture(autouse=True)
def told(hear):
    hear(round_told())


def csv_of(*rows, heads=HEADS, separator=","):
    return "\r\n".join(separator.join(map(str, row)) for row in (heads, *rows))


def book_of(*rows, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    return book


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def enter(service, content, only="r1"):
    return paper.enter(service, content.encode() if isinstance(content, str) else content, only)


def wrong(service, content, only="r1"):
    with pytest.raises(Invalid) as refused:
        enter(service, content, only)
    return {(one["row"], one["column"]): one["en"] for one in refused.value.details["rows"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "heads", [HEADS, ["态度", "总体", "知道公开栏吗"], ["Attitude", " overall", "Ｋnow the board?"]]
)
def test_csv_is_read_as_excel_saves_it_by_ids_or_words(service, in_the_box, encoding, separator, heads):
    enter(service, csv_of([5, "", "y"], ["２", 1, "不知道"], heads=heads, separator=separator).encode(encoding))
    assert sorted(map(str, in_the_box())) == [
        "{'scores': {'attitude': 2, 'satisfied': 1}, 'awareness': {'knows-board': False}, 'texts': {}}",
        "{'scores': {'attitude': 5}, 'awareness': {'knows-board': True}, 'texts': {}}",
    ]


def test_the_template_filled_in_is_taken_and_its_row_of_words_is_not_an_answer(service, in_the_box):
    words = ["态度", "总体", "知道公开栏吗"]
    stack = enter(service, to_xlsx(HEADS, [words, [5, 4.0, "n"], [None, None, None], [1, None, "是"]]))
    assert [one.row for one in stack.told] == [3, 5]
    assert len(in_the_box()) == 2


def test_every_wrong_cell_of_every_row_is_told_and_nothing_is_taken(service, in_the_box):
    rows = [[5, 5, "y"], [6, "x", "maybe"], ["2026-05-01", "5月4日", ""], [4, 4.5, "no"], ["", "", ""], [" ", "5", "n"]]
    said = wrong(service, csv_of(*rows, [5, 5, "y", 7]))
    assert set(said) == {
        *((3, head) for head in HEADS),
        (4, "attitude"),
        (4, "satisfied"),
        (5, "satisfied"),
        (8, ""),
    }
    assert "date" in said[4, "attitude"]
    assert "date" in said[4, "satisfied"]
    assert "no head" in said[8, ""]
    assert in_the_box() == []
    stack = paper.look_through(service, csv_of(*rows).encode(), "r1")
    assert {one.row: one.state for one in stack.told}[2] == "right"


def test_cells_that_excel_holds_as_dates_booleans_or_formulas(service, in_the_box):
    book = book_of(HEADS, [5, 5, True], [4, 4, False], [3, "=1+2", "y"], ["=A2", 2, "n"])
    said = wrong(service, saved(book))
    assert set(said) == {(4, "satisfied"), (5, "attitude")}
    assert "formula" in said[4, "satisfied"]
    book.active.delete_rows(4, 2)
    book.active["A2"].number_format = "yyyy-mm-dd"
    assert "date" in wrong(service, saved(book))[2, "attitude"]
    book.active["A2"].number_format = "General"
    enter(service, saved(book))
    assert len(in_the_box()) == 2


def _merged():
    book = book_of(HEADS, [5, 4, "y"])
    book.active.merge_cells("A2:B2")
    return saved(book)


def _hidden():
    book = book_of(HEADS, [5, 4, "y"], old=[HEADS, [1, 1, "n"]])
    book["old"].sheet_state = "hidden"
    return saved(book)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_merged, "spreadsheet-merged"),
        (_hidden, "spreadsheet-sheet-hidden"),
        (lambda: saved(book_of(HEADS, [5, 4, "y"], two=[HEADS, [5, 4, "y"]])), "spreadsheet-sheets"),
        (lambda: saved(openpyxl.Workbook()), "paper-head"),
        (lambda: saved(book_of(HEADS)), "paper-empty"),
        (lambda: b"", "paper-head"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "spreadsheet-old-or-locked"),
        (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "spreadsheet-unreadable"),
        (lambda: csv_of(["=1", 2, "y"], heads=["=A1", "b", "c"]).encode(), "paper-head"),
        (lambda: csv_of(*[[5, 5, "y"]] * (LIMITS.rows + 1)).encode(), "spreadsheet-too-large"),
        (lambda: to_xlsx(HEADS, [[5, 5, "y"]] * (LIMITS.rows + 1)), "spreadsheet-too-large"),
    ],
)
def test_a_file_of_which_nobody_could_say_what_is_meant_is_refused_with_a_sentence(service, in_the_box, content, code):
    with pytest.raises(Invalid) as refused:
        enter(service, content())
    assert refused.value.code == code
    assert in_the_box() == []


def test_an_empty_second_sheet_and_one_that_holds_nothing_do_no_harm(service, in_the_box):
    enter(service, saved(book_of(HEADS, [5, 4, "y"], Sheet2=[], Sheet3=[])))
    assert len(in_the_box()) == 1


def test_the_same_answers_are_not_taken_twice_in_whatever_order_and_file(service, in_the_box):
    rows = [[1 + each % 5, 5, "y"] for each in range(6)]
    enter(service, csv_of(*rows))
    for again in (csv_of(*rows), csv_of(*reversed(rows)), csv_of(*rows, separator=";")):
        with pytest.raises(WrongState, match="already-imported"):
            enter(service, again)
    with pytest.raises(WrongState, match="Rows 2 to 7"):
        enter(service, csv_of(*rows, [1, 1, "n"], [2, 2, "n"]))
    with pytest.raises(WrongState, match="Rows 3 to 8"):
        enter(service, csv_of([1, 1, "n"], *reversed(rows)))
    enter(service, csv_of([1, 1, "n"], [2, 2, "n"]))
    assert len(in_the_box()) == 8


def test_rows_of_other_villages_are_left_out_and_a_village_that_does_not_exist_is_a_mistake(service, in_the_box):
    heads = ["村", "对象", *HEADS]
    rows = [["洋畲村", "residents", 5, 5, "y"], ["hongmei", "residents", 1, 1, "n"], ["yangshe", "migrants", 2, 2, "n"]]
    stack = enter(service, csv_of(*rows, heads=heads))
    assert [one.state for one in stack.told] == ["taken", "left_out", "left_out"]
    said = wrong(service, csv_of(*rows, ["yangse", "residents", 4, 4, "y"], ["", "residents", 4, 4, "y"], heads=heads))
    assert set(said) == {(5, ""), (6, "")}
    assert "yangse" in said[5, ""]
    assert set(wrong(service, csv_of(*rows, heads=heads), None)) == {(4, "")}
    assert len(in_the_box()) == 1


def test_without_a_column_for_the_audience_the_only_round_is_meant_and_of_two_one_has_to_be_chosen(service, hear):
    enter(service, csv_of([5, 5, "y"]), None)
    hear(round_told(round="r2", audience="migrants"))
    assert "Choose the survey" in wrong(service, csv_of([5, 5, "n"]), None)[2, ""]


def test_words_are_taken_as_written_and_none_that_names_somebody(service, hear, in_the_box):
    told = round_told_in_words()
    asked = [{"id": "better", "zh": "哪里该改进", "en": "What should be better?"}]
    hear(replace(told, subject="r3", data={**told.data, "round": "r3", "texts": asked}))
    heads = ["attitude", "哪里该改进"]
    said = wrong(service, csv_of([5, "找王某，身份证 11010519491231002X"], [4, "路" * 301], heads=heads), "r3")
    assert set(said) == {(2, "哪里该改进"), (3, "哪里该改进")}
    assert "11010519491231002X" not in str(said)
    enter(service, csv_of([5, "中午也开门"], ["", "路灯不亮"], heads=heads), "r3")
    assert {ballot["texts"]["better"] for ballot in in_the_box()} == {"中午也开门", "路灯不亮"}


def test_a_sheet_typed_twice_by_the_same_form_is_in_the_box_once(service, in_the_box):
    answers = Answers({"attitude": 5}, {}, {})
    assert paper.enter_sheet(service, "r1", answers, 1, "k" * 32)
    assert not paper.enter_sheet(service, "r1", answers, 1, "k" * 32)
    assert paper.enter_sheet(service, "r1", answers, 1, "l" * 32)
    assert len(in_the_box()) == 2
    with pytest.raises(Invalid, match="wrong-questionnaire-version"):
        paper.enter_sheet(service, "r1", answers, 2, "m" * 32)
