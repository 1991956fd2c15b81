"""Paper questionnaires entered in bulk: a CSV file, checked row by row, taken as a whole or not at all.

One column a question, as in data/demo/paper-answers.csv: 1 to 5 for a rating, yes or no for awareness, empty where
nothing was ticked. One file may go to every village; each takes its own rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from dataclasses import dataclass

from services.feedback.ballots import box, paper_files
from services.feedback.ballots.giving import sealed_ballot
from services.feedback.composition import Service
from services.feedback.domain.answers import Answers, check
from services.feedback.domain.round import Survey, admit
from services.feedback.views import rounds
from shared.errors import Invalid
from shared.web.language import t

MOST_ROWS = 2000
MOST_BYTES = 1024 * 1024
_YES_NO = {"yes": True, "是": True, "no": False, "否": False}


@dataclass(frozen=True)
class Row:
    """``line`` is the line of the file, the header being 1; ``answers`` are the cells that are not empty."""

    line: int
    village: str
    audience: str
    answers: dict[str, str]


def read(content: bytes) -> list[Row]:
    """Raises Invalid (``paper-unreadable``)."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        if not {"village", "audience"} <= set(reader.fieldnames or ()):
            raise ValueError("columns are missing")
        rows = [
            Row(reader.line_num, row.pop("village").strip(), row.pop("audience").strip(), _filled(row))
            for row in reader
        ]
    except (ValueError, AttributeError, csv.Error) as error:
        raise Invalid(
            "paper-unreadable",
            "文件读不出来：应为 UTF-8 编码的 CSV，第一行有 village、audience 和各题的列名，各行列数相同。",
            "The file cannot be read: it must be CSV in UTF-8, with village, audience and the questions' ids in the"
            " first line, and the same number of columns in every line.",
        ) from error
    if len(rows) > MOST_ROWS:
        raise Invalid(
            "paper-unreadable",
            f"一次最多录入 {MOST_ROWS} 份，请分成几个文件。",
            f"At most {MOST_ROWS} answers at once. Split the file.",
        )
    return rows


def _filled(cells: dict[str, str]) -> dict[str, str]:
    return {column: value.strip() for column, value in cells.items() if value.strip()}


def enter(service: Service, content: bytes, only: str | None, actor: str) -> tuple[dict[str, int], int]:
    """Record every row of this village; return the answers by round, and how many rows were left out.

    ``only``: one round, other audiences are left out; None: each row goes to the round of its audience. Raises Invalid
    (``paper-unreadable``, ``paper-empty``, ``paper-invalid`` with rows), NotFound, WrongState (``already-imported``).
    """
    rows = read(content)
    today = service.today()
    with service.application.unit(actor=actor) as unit:
        running = [rounds.one(unit.tx, only, today)] if only else rounds.not_closed(unit.tx, today)
        mine = [row for row in rows if row.village == service.village.id]
        if only:
            mine = [row for row in mine if row.audience == running[0]["audience"]]
        if not mine:
            raise Invalid("paper-empty", "文件里没有本村的答卷。", "The file has no answers of this village.")
        sealed: dict[str, list[str]] = defaultdict(list)
        entered: dict[str, list[Row]] = defaultdict(list)
        problems = []
        for row in mine:
            try:
                asked = _round_of(row, running)
                survey = rounds.survey_of(asked)
                admit(asked["state"], on_paper=True)
                answers = _typed(row, survey)
                check(survey, answers, audience=row.audience)
                sealed[asked["round"]].append(sealed_ballot(service, answers))
                entered[asked["round"]].append(row)
            except Invalid as wrong:
                problems.append({"row": row.line, "problem": t(wrong)})
        if problems:
            raise Invalid(
                "paper-invalid",
                f"有 {len(problems)} 行不对，一份也没有录入。请照提示改好后再导入整个文件。",
                f"{len(problems)} rows are not right, so nothing was taken. Correct them and import the file again.",
                rows=problems,
            )
        for into, taken in entered.items():
            paper_files.remember(unit.tx, _digest(into, taken), into, len(taken))
            box.put(unit.tx, into, sealed[into])
    return {into: len(taken) for into, taken in entered.items()}, len(rows) - len(mine)


def _digest(round: str, taken: list[Row]) -> str:
    content = json.dumps([round, [[row.audience, sorted(row.answers.items())] for row in taken]], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _round_of(row: Row, running: list[rounds.SurveyRound]) -> rounds.SurveyRound:
    fitting = [each for each in running if each["audience"] == row.audience]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Invalid(
            "round-ambiguous", "同类评议有几次在进行，请选定一次。", "Several rounds ask this audience. Choose one."
        )
    raise Invalid(
        "no-round",
        f"本村现在没有面向“{row.audience}”的评议。",
        f"There is no survey round for “{row.audience}” here now.",
    )


def _typed(row: Row, survey: Survey) -> Answers:
    """The row's answers as numbers and yes or no. A column that is in neither list is left to the response's rules."""
    knows = {question.id for question in survey.awareness}
    scores, awareness = {}, {}
    for column, value in row.answers.items():
        if column in knows and value.lower() in _YES_NO:
            awareness[column] = _YES_NO[value.lower()]
        elif column not in knows and value in {"1", "2", "3", "4", "5"}:
            scores[column] = int(value)
        else:
            raise Invalid(
                "cell-invalid",
                f"“{column}”一栏填的是“{value[:20]}”，应为 1 到 5（知晓题为 yes 或 no）。",
                f"Column “{column}” says “{value[:20]}”; it should be 1 to 5 (yes or no for awareness).",
            )
    return Answers(scores, awareness)
