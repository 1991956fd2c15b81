"""``make bench``: measures, prints a table, writes ``bench.json``. Exits 0 even where a goal was missed: it reports."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import (
    answering,
    boards,
    deadlines,
    filing,
    fresh,
    log,
    memory,
    messages,
    million,
    notices,
    ratings,
    reading,
    rebuild,
    reconnect,
    survey_page,
)
from bench.figures import Figure, table, write
from pilot.district import District

Part = Callable[[Path, bool], list[Figure]]
"""Measures in an empty folder; smaller and sooner where it is told to be quick."""


def _people(folder: Path, quick: bool) -> list[Figure]:
    with District(folder / "district", quiet=True) as district:
        return [*filing.measure_trips(district), *filing.measure_rates(district, folder), *memory.measure(district)]


def _log(folder: Path, quick: bool) -> list[Figure]:
    return log.measure(folder, rounds=5 if quick else log.ROUNDS)


def _messages(folder: Path, quick: bool) -> list[Figure]:
    return messages.measure(folder, messages=8_000 if quick else messages.MESSAGES)


def _rebuild(folder: Path, quick: bool) -> list[Figure]:
    return rebuild.measure(folder, 40_000 if quick else rebuild.EVENTS)


def _deadlines(folder: Path, quick: bool) -> list[Figure]:
    return deadlines.measure(folder)


def _reconnect(folder: Path, quick: bool) -> list[Figure]:
    fetched = reconnect.measure(folder / "pull", *((60, 500) if quick else (reconnect.VILLAGES, reconnect.MESSAGES)))
    return [*fetched, *reconnect.measure(folder / "push", 30 if quick else 100, 200, reach="push")]


def _boards(folder: Path, quick: bool) -> list[Figure]:
    return boards.measure(folder, 100 if quick else boards.VILLAGES)


def _million(folder: Path, quick: bool) -> list[Figure]:
    return million.measure(folder, *((20_000, 2_000) if quick else (million.PETITIONS, million.OPEN)))


def _notices(folder: Path, quick: bool) -> list[Figure]:
    return notices.measure()


def _reading(folder: Path, quick: bool) -> list[Figure]:
    return reading.measure(folder, 5_000 if quick else reading.PUBLICATIONS)


def _ratings(folder: Path, quick: bool) -> list[Figure]:
    return ratings.measure(folder, *((20, 50) if quick else (ratings.VILLAGES, ratings.ANSWERS)))


def _survey(folder: Path, quick: bool) -> list[Figure]:
    with District(folder / "district", villages=[answering.VILLAGE], quiet=True) as district:
        survey = answering.open_round(district)
        return [*survey_page.measure(district, survey["round"]), *answering.measure(district, folder, survey)]


def _fresh(folder: Path, quick: bool) -> list[Figure]:
    return [] if quick else [fresh.measure_run(), fresh.measure_test()]


PARTS: dict[str, Part] = {
    "people": _people,
    "log": _log,
    "messages": _messages,
    "rebuild": _rebuild,
    "deadlines": _deadlines,
    "reconnect": _reconnect,
    "boards": _boards,
    "million": _million,
    "notices": _notices,
    "reading": _reading,
    "ratings": _ratings,
    "survey": _survey,
    "fresh": _fresh,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="smaller numbers; leaves out the fresh clone and `make test`"
    )
    parser.add_argument("--only", metavar="NAME[,NAME]", help=f"only these parts: {', '.join(PARTS)}")
    parser.add_argument("--output", type=Path, default=Path("bench.json"), help="default: bench.json")
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else list(PARTS)
    if unknown := [name for name in wanted if name not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    figures: list[Figure] = []
    for name in wanted:
        print(f"measuring {name} …", flush=True)
        with tempfile.TemporaryDirectory(prefix="sunshine-bench-") as folder:
            figures += PARTS[name](Path(folder), options.quick)
    write(figures, options.output)
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
