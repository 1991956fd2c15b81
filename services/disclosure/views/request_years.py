"""What the national annual report counts of requests for information in a year: its third table and its fourth.

Form of the annual report on open government information (政府信息公开工作年度报告格式, 国办公开办函〔2021〕30号).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.outcomes import CASE_OUTCOMES, CASES, GROUPS, OUTCOMES
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS request_cases (
    request TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, lodged_on TEXT NOT NULL, decided_on TEXT,
    PRIMARY KEY (request, kind)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS request_cases_decided ON request_cases (decided_on, kind, outcome);
CREATE TABLE IF NOT EXISTS request_tallies (
    year INTEGER NOT NULL, what TEXT NOT NULL, applicant TEXT NOT NULL, late INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (year, what, applicant, late)
) WITHOUT ROWID
"""
RECEIVED = "received"
MADE_PUBLIC = "made_public"
"""What is tallied beside the outcomes."""


@dataclass(frozen=True)
class RequestYear:
    """The requests of one year, by kind of applicant (`outcomes.APPLICANTS`).

    ``received`` are those received in the year, ``carried_over`` those from before it that were open when it began,
    ``carried_on`` those open when it ended, or now while it lasts. ``decided`` counts by line of the form
    (`outcomes.LINES`) and kind of applicant what ended in it; ``cases`` by case and its outcome (`outcomes.CASES`,
    `CASE_OUTCOMES`). ``late`` of those decided were not in time; from ``made_public`` a publication was drafted.
    """

    year: int
    received: Mapping[str, int]
    carried_over: Mapping[str, int]
    decided: Mapping[tuple[str, str], int]
    carried_on: Mapping[str, int]
    cases: Mapping[tuple[str, str], int]
    late: int
    made_public: int

    @property
    def ended(self) -> int:
        return sum(self.decided.values())

    def of_line(self, line: str) -> int:
        return sum(count for (its, _), count in self.decided.items() if its == line)

    @property
    def by_group(self) -> dict[str, int]:
        """How many ended in each of `outcomes.GROUPS`."""
        found = dict.fromkeys(GROUPS, 0)
        for (line, _), count in self.decided.items():
            found[OUTCOMES[line].group] += count
        return found


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case e.ReviewOutcomeRecorded():
            _case(tx, recorded.id, "review", event)
        case e.LawsuitOutcomeRecorded():
            _case(tx, recorded.id, "lawsuit_after_review" if event.after_review else "lawsuit", event)


def _case(tx: Transaction, id: str, kind: str, event: e.ReviewOutcomeRecorded | e.LawsuitOutcomeRecorded) -> None:
    day = event.on.isoformat()
    decided_on = None if event.outcome == "pending" else day
    tx.execute(
        "INSERT INTO request_cases VALUES (?, ?, ?, ?, ?) ON CONFLICT (request, kind)"
        " DO UPDATE SET outcome = excluded.outcome, decided_on = excluded.decided_on",
        (id, kind, event.outcome, day, decided_on),
    )


def of_request(tx: Transaction, id: str) -> dict[str, str]:
    """The outcome of each case about one request."""
    return dict(tx.execute("SELECT kind, outcome FROM request_cases WHERE request = ? ORDER BY kind", (id,)))


def tally(tx: Transaction, day: str, what: str, applicant: str, late: int = 0, *, by: int = 1) -> None:
    """Count for the year of a day, which is what a year's figures are added up from: they cost the same at any size."""
    tx.execute(
        "INSERT INTO request_tallies VALUES (?, ?, ?, ?, ?) ON CONFLICT (year, what, applicant, late)"
        " DO UPDATE SET count = request_tallies.count + excluded.count",
        (int(day[:4]), what, applicant, late, by),
    )


def of_year(tx: Transaction, year: int) -> RequestYear:
    """Received and carried over is always decided and carried on."""
    received: Counter[str] = Counter()
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    decided: Counter[tuple[str, str]] = Counter()
    late = public = 0
    for counted, what, applicant, was_late, count in tx.execute(
        "SELECT year, what, applicant, late, count FROM request_tallies WHERE year <= ?", (year,)
    ):
        if what == MADE_PUBLIC:
            public += count if counted == year else 0
            continue
        sign = 1 if what == RECEIVED else -1
        after[applicant] += sign * count
        if counted < year:
            before[applicant] += sign * count
        elif what == RECEIVED:
            received[applicant] += count
        else:
            decided[OUTCOMES[what].line, applicant] += count
            late += count if was_late else 0
    return RequestYear(
        year=year,
        received=dict(+received),
        carried_over=dict(+before),
        decided=dict(+decided),
        carried_on=dict(+after),
        cases=_cases(tx, f"{year}-01-01", f"{year + 1}-01-01"),
        late=late,
        made_public=public,
    )


def years(tx: Transaction) -> list[int]:
    """The years from the first in which a request was received to the last, the latest first."""
    rows = tx.execute("SELECT min(year), max(year) FROM request_tallies WHERE what = ?", (RECEIVED,))
    first, last = rows[0]
    return list(range(last, first - 1, -1)) if first else []


def _cases(tx: Transaction, first: str, after: str) -> dict[tuple[str, str], int]:
    found = {(case, outcome): 0 for case in CASES for outcome in CASE_OUTCOMES}
    decided = "SELECT kind, outcome, count(*) FROM request_cases WHERE decided_on >= ? AND decided_on < ?"
    for kind, outcome, count in tx.execute(f"{decided} GROUP BY kind, outcome", (first, after)):
        found[kind, outcome] = count
    pending = "SELECT kind, count(*) FROM request_cases WHERE lodged_on < ? AND (decided_on IS NULL OR decided_on >= ?)"
    for kind, count in tx.execute(f"{pending} GROUP BY kind", (after, after)):
        found[kind, "pending"] = count
    return found
