"""Paper questionnaires entered in bulk: a spreadsheet, checked row by row, taken as a whole or not at all.

One column a question, 1 to 5 for a rating, yes or no for awareness, words as they were written, empty where nothing was
ticked. One file may go to every village and hold several audiences, as data/demo/paper-answers.csv does: each village
takes its own rows. Or one sheet after the other, typed on the screen.

No sheet has a number, so nothing could tell that one was entered before; that a file was, or begins or ends with what
was, is told by keyed sums over its rows, whatever their order: see docs/decisions/0050.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from services.feedback.ballots import box, paper_files
from services.feedback.ballots.giving import sealed_ballot
from services.feedback.ballots.paper_rows import Row, answers_in, read
from services.feedback.composition import Service
from services.feedback.domain.answers import Answers, check
from services.feedback.domain.round import admit
from services.feedback.views import rounds
from shared.errors import Invalid
from shared.web.language import Both, t

MOST_TOLD = 1000
"""Wrong cells that a refusal lists."""
_SURE = 5
"""So many sheets that say the same as others, one after the other, are no accident."""
_MODULUS = 2**256


@dataclass(frozen=True)
class Told:
    """What became of a row, or of one of its cells. ``taken``: where all rows are right; ``right`` where others were
    not, so that it was not taken either; ``left_out``: of another village, or of an audience that was not asked for.
    """

    row: int
    state: Literal["taken", "right", "left_out", "wrong"]
    column: str
    said: Both


@dataclass
class Stack:
    """A file that has been looked through. ``sealed`` and ``sums``: by round, a ballot and a keyed sum for each row;
    ``lines``: the rows' numbers.
    """

    told: list[Told] = field(default_factory=list)
    sealed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sums: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def wrong(self) -> list[Told]:
        return [each for each in self.told if each.state == "wrong"]

    @property
    def remarks(self) -> list[Told]:
        """Of what somebody has to look at."""
        return [each for each in self.told if each.state in ("wrong", "left_out")]

    @property
    def left_out(self) -> int:
        return sum(each.state == "left_out" for each in self.told)


def enter(service: Service, content: bytes, only: str | None) -> Stack:
    """Look through it and take it. Raises as `look_through` and `take`."""
    stack = look_through(service, content, only)
    take(service, stack)
    return stack


def look_through(service: Service, content: bytes, only: str | None) -> Stack:
    """``only``: one round, other audiences are left out; None: each row goes to the round of its audience.

    Raises Invalid (``spreadsheet-…``, ``paper-head``, ``paper-empty``), NotFound, WrongState (``round-closed``).
    """
    today = service.today()
    with service.application.database.read() as tx:
        running = [rounds.one(tx, only, today)] if only else rounds.not_closed(tx, today)
    if only:
        admit(running[0]["state"], on_paper=True)
    surveys = {each["round"]: rounds.survey_of(each) for each in running}
    table = read(content, list(surveys.values()))
    stack = Stack()
    for row in table.rows:
        try:
            found = _round_of(service, row, running, only)
        except Invalid as wrong:
            stack.told.append(Told(row.number, "wrong", "", Both(wrong.zh, wrong.en)))
            continue
        if isinstance(found, Both):
            stack.told.append(Told(row.number, "left_out", "", found))
            continue
        answered = answers_in(service, table.heads, row, surveys[found])
        if isinstance(answered, list):
            stack.told += [Told(row.number, "wrong", each.column, each.said) for each in answered]
            continue
        answers, sealed = answered
        stack.sealed[found].append(sealed)
        stack.sums[found].append(_sum(service, found, answers))
        stack.lines[found].append(row.number)
        stack.told.append(Told(row.number, "taken", "", Both("已录入。", "Taken.")))
    if not stack.sealed and not stack.wrong:
        raise Invalid("paper-empty", "文件里没有本村的答卷。", "The file has no answers of this village.")
    if stack.wrong:
        right = Both("没有错，但这次没有录入。", "Nothing wrong with it, but it was not taken.")
        stack.told = [Told(e.row, "right", "", right) if e.state == "taken" else e for e in stack.told]
    return stack


def take(service: Service, stack: Stack) -> None:
    """Put all of it into the box. Raises Invalid (``paper-invalid`` with rows), WrongState (``already-imported``)."""
    if stack.wrong:
        rows = [
            {"row": each.row, "column": each.column, "problem": t(each.said), "zh": each.said.zh, "en": each.said.en}
            for each in stack.wrong[:MOST_TOLD]
        ]
        count = len({each.row for each in stack.wrong})
        raise Invalid(
            "paper-invalid",
            f"有 {count} 行不对，一份也没有录入。请照提示改好后再导入整个文件。",
            f"{count} rows are not right, so nothing was taken. Correct them and import the whole file again.",
            rows=rows,
        )
    with service.application.database.write() as tx:
        for into, sealed in stack.sealed.items():
            admit(rounds.one(tx, into, service.today())["state"], on_paper=True)
            whole, parts = _digests(service, into, stack.sums[into])
            known = paper_files.known(tx, [digest for digest, _ in parts])
            for digest, (first, last) in parts:
                if digest in known:
                    raise paper_files.partly(stack.lines[into][first], stack.lines[into][last - 1])
            paper_files.remember(tx, whole, into, len(sealed))
            box.put(tx, into, sealed)


def enter_sheet(service: Service, round: str, answers: Answers, version: int | None, form_key: str) -> bool:
    """Put one typed sheet into the box; False where this form was sent before, and nothing is put in twice.

    Raises NotFound, WrongState (``round-closed``), Invalid.
    """
    with service.application.database.read() as tx:
        survey = rounds.survey_of(rounds.one(tx, round, service.today()))
    check(survey, answers, version=version)
    sealed = sealed_ballot(service, answers)
    digest = hmac.new(service.code_key, f"sheet {form_key}".encode(), hashlib.sha256).hexdigest()
    with service.application.database.write() as tx:
        admit(rounds.one(tx, round, service.today())["state"], on_paper=True)
        if paper_files.known(tx, [digest]):
            return False
        paper_files.remember(tx, digest, round, 1)
        box.put(tx, round, [sealed])
    return True


def _round_of(service: Service, row: Row, running: Sequence[rounds.SurveyRound], only: str | None) -> str | Both:
    """Its round; or why it is left out. Raises Invalid."""
    if row.village is not None and (elsewhere := _other_village(service, row.village)):
        return Both(f"别村的（{elsewhere}），没有录。", f"Another village's ({elsewhere}), left out.")
    if row.audience is None:
        if len(running) == 1:
            return str(running[0]["round"])
        raise Invalid(
            "round-not-chosen",
            "文件里没有“对象”一栏，请先选定是哪次评议。",
            "The file has no column “audience”. Choose the survey first.",
        )
    fitting = [each for each in running if each["audience"] == row.audience]
    if len(fitting) == 1:
        return str(fitting[0]["round"])
    if only and row.audience:
        return Both(f"别的对象的（{row.audience}），没有录。", f"Another audience's ({row.audience}), left out.")
    if fitting:
        raise Invalid(
            "round-ambiguous", "同类评议有几次在进行，请选定一次。", "Several rounds ask this audience. Choose one."
        )
    raise Invalid(
        "no-round",
        f"本村现在没有面向“{row.audience[:20]}”的评议。",
        f"There is no survey round for “{row.audience[:20]}” here now.",
    )


def _other_village(service: Service, said: str) -> str | None:
    """None: this one. A name that no village has is no other village's: that row would be lost. Raises Invalid."""
    if said in (service.village.id, service.village.zh, service.village.en):
        return None
    if not said:
        raise Invalid("village-missing", "“村”一栏空着，请填上。", "The column “village” is empty. Fill it in.")
    if any(said in (each.id, each.zh, each.en) for each in service.district.villages):
        return said
    raise Invalid(
        "unknown-village",
        f"没有叫“{said[:20]}”的村，请核对这一栏。",
        f"There is no village “{said[:20]}”. Check this column.",
    )


def _sum(service: Service, round: str, answers: Answers) -> int:
    said = [round, sorted(answers.scores.items()), sorted(answers.awareness.items()), sorted(answers.texts.items())]
    text = json.dumps(said, ensure_ascii=False).encode()
    return int.from_bytes(hmac.new(service.code_key, b"row" + text, hashlib.sha256).digest(), "big")


def _digests(service: Service, round: str, sums: Sequence[int]) -> tuple[str, list[tuple[str, tuple[int, int]]]]:
    """Of the whole, and of what it begins and ends with; each with the rows, from 0, that it is about."""

    def digest(total: int, count: int) -> str:
        said = f"stack {round} {count} {total % _MODULUS}".encode()
        return hmac.new(service.code_key, said, hashlib.sha256).hexdigest()

    count = len(sums)
    begins = [(digest(total, end), (0, end)) for end, total in enumerate(accumulate(sums), 1)]
    ends = [(digest(total, size), (count - size, count)) for size, total in enumerate(accumulate(reversed(sums)), 1)]
    parts = [part for part in begins[:-1] + ends[:-1] if part[1][1] - part[1][0] >= _SURE]
    return begins[-1][0], parts
