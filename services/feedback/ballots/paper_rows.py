"""What a row of a spreadsheet says, read as a paper questionnaire: the answers, or what is wrong in which column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.feedback.ballots.giving import sealed_ballot
from services.feedback.composition import Service
from services.feedback.domain.answers import Answers, check
from services.feedback.domain.round import Question, Survey
from shared.errors import Invalid, Refusal
from shared.web.language import Both
from shared.web.spreadsheets import Limits, Line, read_lines

LIMITS = Limits(rows=5000, columns=120, unpacked=12 * 1024 * 1024)
"""Columns: a file may serve three audiences of thirty questions each."""
VILLAGE = ("village", "村", "村（居）")
AUDIENCE = ("audience", "对象")
_YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "是", "知道", "√", "✓"), True),
    **dict.fromkeys(("no", "n", "false", "否", "不知道", "×", "✗"), False),
}
_DATE = re.compile(r"\d{1,4}[-/年.]\d{1,2}([-/月.]|$)|\d{1,2}月\d{1,2}日|\d{1,2}-[A-Za-z]{3}")


@dataclass(frozen=True)
class Wrong:
    """``column``: its head as the file has it; empty where it is about the whole row."""

    column: str
    said: Both


@dataclass(frozen=True)
class Row:
    """``number`` is the one that the spreadsheet program shows; ``cells``: those that are not blank, by the number of
    their column. ``village`` and ``audience`` None: the file has no such column.
    """

    number: int
    village: str | None
    audience: str | None
    cells: Mapping[int, str]
    formulas: frozenset[int]


@dataclass(frozen=True)
class Table:
    """``heads``: of all columns, as they are written."""

    heads: Sequence[str]
    rows: Sequence[Row]


def read(content: bytes, surveys: Sequence[Survey]) -> Table:
    """``surveys``: whose words may stand below the ids of the questions, as in the template; that row is passed over.

    Raises Invalid (``spreadsheet-…``; ``paper-head`` where there is no line of heads).
    """
    lines = read_lines(content, LIMITS)
    head = next(lines, Line(1, []))
    heads = [cell.strip() for cell in head.cells]
    if head.formulas or not any(heads):
        raise Invalid(
            "paper-head",
            "第一行应为列名：各题的编号或题目。请照模板填写。",
            "The first row names the columns: the questions' ids or their words. Follow the template.",
        )
    village, audience = (_column(heads, names) for names in (VILLAGE, AUDIENCE))
    words = {spelling for survey in surveys for question in _asked(survey) for spelling in _spellings(question)}
    return Table(heads, list(_rows(lines, heads, village, audience, words | {*VILLAGE, *AUDIENCE})))


def _rows(
    lines: Iterator[Line], heads: Sequence[str], village: int | None, audience: int | None, words: set[str]
) -> Iterator[Row]:
    for line in lines:
        cells = {at: cell.strip() for at, cell in enumerate(line.cells) if cell.strip()}
        if not cells and not line.formulas:
            continue
        if line.number == 2 and all(_plain(cell) in words for cell in cells.values()):
            continue
        whose = [None if at is None else cells.pop(at, "") for at in (village, audience)]
        yield Row(line.number, whose[0], whose[1], cells, line.formulas)


def answers_in(service: Service, heads: Sequence[str], row: Row, survey: Survey) -> tuple[Answers, str] | list[Wrong]:
    """The answers, and sealed; or what is wrong, column by column."""
    asked = {spelling: question for question in _asked(survey) for spelling in _spellings(question)}
    rated, known = ({each.id for each in part} for part in (survey.questions, survey.awareness))
    scores: dict[str, int] = {}
    awareness: dict[str, bool] = {}
    texts: dict[str, str] = {}
    wrong = []
    for at in sorted(row.cells.keys() | row.formulas):
        head, cell = (heads[at] if at < len(heads) else ""), row.cells.get(at, "")
        question = asked.get(_plain(head))
        try:
            if at in row.formulas:
                raise _formula()
            if question is None:
                raise _unknown(at, head)
            if question.id in scores.keys() | awareness.keys() | texts.keys():
                raise Invalid("column-twice", "这道题有两列，请只留一列。", "This question has two columns. Leave one.")
            if question.id in rated:
                scores[question.id] = _score(cell)
            elif question.id in known:
                awareness[question.id] = _knows(cell)
            else:
                texts[question.id] = cell
        except Invalid as refused:
            wrong.append(Wrong(head, Both(refused.zh, refused.en)))
    if wrong:
        return wrong
    answers = Answers(scores, awareness, texts)
    try:
        check(survey, answers)
        return answers, sealed_ballot(service, answers)
    except Refusal as refused:
        about = refused.details.get("question")
        head = next((head for head in heads if about and asked.get(_plain(head), Question("", "", "")).id == about), "")
        return [Wrong(head, Both(refused.zh, refused.en))]


def heads_of(survey: Survey) -> tuple[list[str], list[str]]:
    """The first two rows of the template: ids, and the questions below them."""
    return [each.id for each in _asked(survey)], [each.zh for each in _asked(survey)]


def _asked(survey: Survey) -> tuple[Question, ...]:
    return (*survey.questions, *survey.awareness, *survey.texts)


def _spellings(question: Question) -> set[str]:
    return {_plain(question.id), _plain(question.zh), _plain(question.en)}


def _column(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((at for at, head in enumerate(heads) if _plain(head) in {_plain(name) for name in names}), None)


def _plain(text: str) -> str:
    """Full-width or not, with spaces or without: people copy heads by hand."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _score(cell: str) -> int:
    if (digit := _plain(cell)) in {"1", "2", "3", "4", "5"}:
        return int(digit)
    if _DATE.search(cell):
        raise Invalid(
            "cell-invalid",
            f"这一格是日期“{cell[:20]}”。请把格式改成“常规”，重填 1 到 5。",
            f"This cell is a date, “{cell[:20]}”. Set its format to General and type 1 to 5 again.",
        )
    raise Invalid("cell-invalid", f"填的是“{cell[:20]}”，应为 1 到 5。", f"It says “{cell[:20]}”; it should be 1 to 5.")


def _knows(cell: str) -> bool:
    if (said := _plain(cell)) in _YES_NO:
        return _YES_NO[said]
    raise Invalid(
        "cell-invalid",
        f"填的是“{cell[:20]}”，知晓题应为 y（知道）或 n（不知道）。",
        f"It says “{cell[:20]}”; it should be y (knows) or n (does not know).",
    )


def _formula() -> Invalid:
    return Invalid(
        "cell-formula",
        "这一格是公式，或者以 = + - @ 开头。算出来的不能当答案，请直接填答案。",
        "This cell is a formula, or begins with = + - or @. What is computed is no answer: type the answer itself.",
    )


def _unknown(at: int, head: str) -> Invalid:
    if not head:
        return Invalid(
            "column-without-head",
            f"第 {at + 1} 列没有列名，不知道答的是哪道题。",
            f"Column {at + 1} has no head: nobody can tell which question this answers.",
        )
    return Invalid("unknown-question", "问卷里没有这道题。", "The questionnaire has no such question.")
