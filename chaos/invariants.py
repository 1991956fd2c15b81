"""What must hold when all is quiet again, read from the databases themselves; what does not is said."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from chaos.journal import Journal
from chaos.stage import Stage
from pilot.provision import NodePlace
from services.disclosure import composition as disclosure
from services.feedback import composition as feedback
from services.oversight import composition as oversight
from shared.application import Application
from shared.config import load_config
from shared.eventlog import Database, Transaction, open_database
from shared.eventlog.log import ChainBrokenError, chained

_COMPOSE: dict[str, Callable[[Any], Any]] = {
    "disclosure": disclosure.compose,
    "feedback": feedback.compose,
    "oversight": oversight.compose,
}
Ids = Counter[str]


class Findings:
    """What was found wrong, and how much of it was lost or done twice."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.lost = 0
        self.twice = 0
        self.parked = 0

    def compare(self, what: str, wanted: Iterable[str], found: Ids) -> None:
        """Each of ``wanted`` is to be found once, and nothing else."""
        expected = set(wanted)
        lost = expected - set(found)
        twice = {each: count for each, count in found.items() if count > 1}
        extra = set(found) - expected
        self.lost += len(lost)
        self.twice += sum(count - 1 for count in twice.values()) + len(extra)
        for named, ids in (("lost", lost), ("twice", twice), ("done, but nobody asked", extra)):
            if ids:
                self.wrong.append(f"{what}: {len(ids)} {named}: {', '.join(sorted(ids)[:5])}")

    def require(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)


def check_databases(stage: Stage, journal: Journal, round: str, findings: Findings) -> None:
    """All nodes; the district's processes have been stopped."""
    opened = {place.name: open_database(stage.database_url(place)) for place in stage.places}
    try:
        for place in stage.places:
            _check_log(stage, place, opened, findings)
        _check_petitions(stage, journal, opened, findings)
        _check_answers(stage, journal, round, opened, findings)
        _check_publications(stage, journal, opened, findings)
    finally:
        for database in opened.values():
            database.close()
    for place in stage.places:
        _check_views(stage, place, findings)


def _check_log(stage: Stage, place: NodePlace, opened: dict[str, Database], findings: Findings) -> None:
    """Gapless and chained; every source heard to its end, in order, without trouble; nothing parked."""
    application = _application(stage, place, stage.database_url(place))
    with application.database.read() as tx:
        try:
            application.log.verify(tx)
        except ChainBrokenError as error:
            findings.wrong.append(f"{place.name}: {error}")
        _check_outbox(place, tx, findings)
        heard = {row[0]: row[1:] for row in tx.execute("SELECT source, sequence, hash, trouble FROM inbox")}
        parked = int(tx.execute("SELECT count(*) FROM parked")[0][0])
    application.database.close()
    findings.parked += parked
    findings.require(not parked, f"{place.name}: {parked} messages are parked")
    for other in stage.places:
        if other.name == place.name or (place.village and other.village):
            continue
        with opened[other.name].read() as tx:
            last = tx.execute("SELECT sequence, hash FROM outbox ORDER BY sequence DESC LIMIT 1")
        head, digest = last[0] if last else (0, "")
        sequence, reached, trouble = heard.get(other.source, (0, "", ""))
        findings.lost += max(0, head - sequence)
        findings.require(
            (sequence, reached, trouble) == (head, digest, ""),
            f"{place.name} has applied {other.source} to {sequence}, its head is {head}; trouble: {trouble or 'none'}",
        )


def _check_outbox(place: NodePlace, tx: Transaction, findings: Findings) -> None:
    digest, last = "", 0
    for sequence, line, written in tx.execute("SELECT sequence, line, hash FROM outbox ORDER BY sequence"):
        digest, last = chained(digest, line), last + 1
        if (sequence, json.loads(line)["sequence"], written) != (last, last, digest):
            findings.wrong.append(f"{place.name}: message {last} of its outbox is not the one that was written")
            return


def _happened(database: Database, name: str) -> Ids:
    """The ids of the aggregates to which it happened, each as often as it did."""
    with database.read() as tx:
        rows = tx.execute("SELECT stream FROM events WHERE name = ?", (name,))
    return Counter(str(row[0]).partition("-")[2] for row in rows)


def _check_petitions(stage: Stage, journal: Journal, opened: dict[str, Database], findings: Findings) -> None:
    filed: list[str] = []
    for village in stage.villages:
        asked = journal.petitions[village]
        filed += asked
        findings.compare(f"petitions filed at {village}", asked, _happened(opened[village], "petition-filed"))
        confirmed = _happened(opened[village], "registration-confirmed")
        findings.compare(f"registrations confirmed at {village}", asked, confirmed)
    registered = _happened(opened["oversight"], "petition-registered")
    with opened["oversight"].read() as tx:
        keys: dict[str, int] = dict(tx.execute("SELECT key, position FROM idempotency_keys WHERE key LIKE 'public:%'"))
        positions: dict[int, str] = dict(
            tx.execute("SELECT position, stream FROM events WHERE name = 'petition-registered'")
        )
    findings.compare(
        "petitions at oversight, by key", [f"public:{key}" for key in journal.web_keys], Counter(keys.keys())
    )
    web = [positions.get(position, "-lost").partition("-")[2] for position in keys.values()]
    findings.compare("petitions registered at oversight", [*filed, *web], registered)
    findings.compare("petitions accepted", journal.accepted, _happened(opened["oversight"], "petition-accepted"))


def _check_answers(stage: Stage, journal: Journal, round: str, opened: dict[str, Database], findings: Findings) -> None:
    """An answer has no id: so they are counted, and the ratings are counted again from what was given."""
    counted: Counter[str] = Counter()
    for batch in _data(opened["oversight"], "ballots-counted"):
        counted[batch["village"]] += len(batch["answers"])
        findings.require(batch["spoilt"] == 0, f"{batch['village']}: {batch['spoilt']} ballots could not be opened")
    for village in stage.villages:
        given = [answer for answer in journal.answers if (answer.round, answer.village) == (round, village)]
        with opened[village].read() as tx:
            lying: int = tx.execute("SELECT count(*) FROM ballot_box")[0][0]
        kept = lying + sum(len(batch["ballots"]) for batch in _data(opened[village], "ballots-cast"))
        findings.lost += max(0, len(given) - kept)
        findings.twice += max(0, kept - len(given))
        findings.require(len(given) == kept, f"{village}: {len(given)} answers were given, {kept} are kept")
        findings.require(lying == 0, f"{village}: {lying} ballots still lie in the box of a closed round")
        findings.require(counted[village] == kept, f"oversight: {counted[village]} of {kept} ballots of {village}")
        sums: dict[str, list[int]] = {}
        marks = Counter(mark for answer in given for mark in answer.scores.items())
        marks += Counter((question, int(knows)) for answer in given for question, knows in answer.awareness.items())
        for (question, mark), count in marks.items():
            entry = sums.setdefault(question, [0, 0])
            entry[0] += count
            entry[1] += mark * count
        with opened["oversight"].read() as tx:
            sql = (
                "SELECT question, sum(count), sum(count * answer) FROM survey_answers"
                " WHERE round = ? AND village = ? GROUP BY question"
            )
            rows = tx.execute(sql, (round, village))
            district = {question: [int(count), int(total)] for question, count, total in rows}
        findings.require(district == sums, f"oversight: the ratings of {village} are not those of a recount")


def _data(database: Database, name: str) -> list[dict[str, Any]]:
    """What the events of this name say."""
    with database.read() as tx:
        return [json.loads(data) for (data,) in tx.execute("SELECT data FROM events WHERE name = ?", (name,))]


def _check_publications(stage: Stage, journal: Journal, opened: dict[str, Database], findings: Findings) -> None:
    published = _happened(opened["disclosure"], "publication-published")
    findings.compare("publications published", journal.published, published)
    findings.compare("publications drafted", journal.published, _happened(opened["disclosure"], "publication-drafted"))
    owed = [f"{publication}.{village}" for publication in journal.published for village in stage.villages]
    # The township's own board owes a receipt too; nobody gives one here.
    told_of = [*owed, *(f"{publication}.township" for publication in journal.published)]
    findings.compare("boards notified", told_of, _happened(opened["disclosure"], "board-notified"))
    findings.compare("posting receipts", owed, _happened(opened["disclosure"], "publication-posted"))
    for village in stage.villages:
        told, posted = (_happened(opened[village], f"publication-{what}") for what in ("notified", "posted"))
        findings.compare(f"publications on the board of {village}", journal.published, told)
        findings.compare(f"publications posted by {village}", journal.published, posted)


def _check_views(stage: Stage, place: NodePlace, findings: Findings) -> None:
    """A copy of the database, its views made anew from the log, holds the very same rows."""
    application = _application(stage, place, _copy(stage, place))
    before = dict(_rows(application))
    application.rebuild()
    after = dict(_rows(application))
    application.database.close()
    for table, rows in before.items():
        findings.require(rows == after[table], f"{place.name}: the view {table} is not what the log says")


def _copy(stage: Stage, place: NodePlace) -> str:
    if stage.postgres is not None:
        return stage.postgres.copy(place.name)
    source, copied = stage.database_file(place.name), stage.folder / f"copy-{place.name}.db"
    for suffix in ("", "-wal"):
        part = Path(f"{source}{suffix}")
        if part.exists():
            shutil.copyfile(part, f"{copied}{suffix}")
    return f"sqlite:///{copied}"


def _application(stage: Stage, place: NodePlace, url: str) -> Application:
    environ = {**stage.district.environment(place), "SUNSHINE_DATABASE": url}
    application: Application = _COMPOSE[place.service](load_config(place.service, environ)).application
    return application


def _rows(application: Application) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    for view in application.blueprint.views:
        for table in (part.split("(")[0].split()[-1] for part in view.TABLES.split(";") if "CREATE TABLE" in part):
            with application.database.read() as tx:
                yield table, sorted(tx.execute(f"SELECT * FROM {table}"), key=repr)
