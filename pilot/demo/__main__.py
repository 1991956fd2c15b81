"""``make demo``: one quarter of the pilot district and what follows, against real processes, on a clock of its own.

Exits 0 when every step held, 1 on the first that does not.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pilot.demo import (
    appeals,
    clocks,
    closing,
    counter,
    disclosing,
    handling,
    inspecting,
    outcomes,
    petitions,
    publishing,
    survey,
)
from pilot.demo.client import Unexpected
from pilot.demo.district import People
from pilot.demo.story import Story, StoryBroken, days
from pilot.district import PROBLEMS, District
from shared.clock import CHINA

_PROBLEMS: tuple[type[BaseException], ...] = (StoryBroken, Unexpected, *PROBLEMS)
BEGINS = datetime(2026, 1, 5, 9, 0, tzinfo=CHINA)


def tell(urls: Mapping[str, str], clock_file: Path, folder: Path | None) -> int:
    """The whole story; return the number of checks. Raises StoryBroken or Unexpected."""
    story, people = Story(clock_file, BEGINS), People(urls)
    publishing.publish_founding_catalogue(story, people)
    disclosing.check_first_quarter(story, people)
    disclosing.publish_annual_report(story, people)
    story.go_to(BEGINS + days(3))
    inspecting.appoint_and_draw(story, people)
    notice = publishing.publish_notice(story, people)
    story.go_to(BEGINS + days(8))
    story.chapter("Two working days later. 两个工作日之后。")
    publishing.check_overdue_board(story, people, notice)
    publishing.post_late(story, people, notice)
    story.go_to(BEGINS + days(10))
    rounds = survey.open_rounds(story, people)
    answers = survey.collect_answers(story, people, rounds)
    story.go_to(BEGINS + days(15))
    filed = petitions.file_by_five_channels(story, people)
    first = counter.file_the_first(story, people)
    accepted = BEGINS + days(17)
    story.go_to(accepted)
    petitions.handle(story, people, filed)
    closing.read_the_claim(story, people, filed["village"])
    extended, taken = handling.pass_on(story, people)
    counter.work(story, people, first, filed["village"])
    story.go_to(BEGINS + days(37))
    survey.check_ratings(story, people, rounds, answers)
    late = clocks.let_the_clock_run(story, people, filed["village"], accepted)
    clocks.close_findings(story, people)
    handling.answer_extended(story, people, extended)
    appeals.escalate_and_answer(story, people, filed["village"], late)
    outcomes.reward_report(story, people)
    outcomes.rate_badly(story, people, taken)
    inspecting.inspect(story, people)
    outcomes.put_right(story, people, ("petition_proved", "bad_rating", "inspection"))
    appeals.appeal(story, people, filed["village"])
    story.go_to(closing.CLOSED)
    closing.close_quarter(story, people, filed["village"])
    closing.release_statistics(story, people)
    closing.who_read(story, people, filed["village"])
    disclosing.publish_quarter(story, people)
    disclosing.forget_the_others(story, people)
    outcomes.put_right(story, people, ("overdue_disclosure",) * 4)
    disclosing.ask_for_information(story, people)
    inspecting.verify_draw(story, people)
    if folder is not None:
        petitions.check_secrecy(story, folder, *disclosing.SECRETS)
    return story.checks


def tell_here(folder: Path) -> int:
    """Start a district of real processes in an empty folder, and tell the story there."""
    clock_file = folder / "clock"
    Story(clock_file, BEGINS)
    print("Starting the pilot district for the demo …", flush=True)
    with District(folder, clock_file=clock_file, quiet=True) as district:
        urls = {place.name: district.url(place.name) for place in district.places}
        return tell(urls, clock_file, folder)


def tell_there(against: Path) -> int:
    """Tell it to a district that runs elsewhere, such as in containers: a JSON file of addresses and ``clock_file``."""
    given = json.loads(against.read_text())
    return tell(given, Path(given["clock_file"]), None)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m pilot.demo", description=__doc__)
    parser.add_argument("--against", type=Path, metavar="FILE", help="JSON: service and village -> URL, clock_file")
    parser.add_argument("--keep", action="store_true", help="keep the data folder of the demo, and say where it is")
    options = parser.parse_args()
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="sunshine-demo-"))
    try:
        checks = tell_there(options.against) if options.against else tell_here(folder)
    except _PROBLEMS as problem:
        print(f"\n  ✗ {problem}\n\nThe story broke here.", file=sys.stderr)
        return 1
    finally:
        if options.keep:
            print(f"\nThe demo's data are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"\nThe quarter is over: {checks} checks held, in {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
