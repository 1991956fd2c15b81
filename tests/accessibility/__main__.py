"""``make accessibility``: every page of a filled district in a browser, in both languages, on a telephone and a desk.

What is looked at: axe-core's rules for WCAG 2.2 A and AA and good practice, the HTML's syntax and what no parser
knows (``html_rules``), and the Nu HTML checker where it can be fetched. Exits 0 when there was nothing to complain of.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from pilot.demo.__main__ import BEGINS
from pilot.demo.story import Story
from pilot.district import District
from tests.accessibility import nu
from tests.accessibility.complaints import Complaint, table
from tests.accessibility.content import fill
from tests.accessibility.pages import PAGES
from tests.accessibility.routes import forgotten
from tests.accessibility.visits import Looking
from tests.journeys.browser import NoBrowser, launched

NODES = {"disclosure": "disclosure", "feedback": "yangshe", "oversight": "oversight"}


def look_at_all(looking: Looking, found: Mapping[str, str], only: str = "") -> Iterator[Complaint]:
    """Every example of every page whose service and route contain ``only``."""
    for service, routes in PAGES.items():
        for route, visits in routes.items():
            if only in f"{service} {route}":
                for visit in visits:
                    yield from looking.look(NODES[service], route, visit, found)


def check_again(looking: Looking, folder: Path) -> Iterator[Complaint]:
    """What was collected, by the Nu HTML checker, if it is to be had."""
    try:
        jar = nu.jar(folder)
    except nu.Unavailable as why:
        print(f"THE NU HTML CHECKER WAS SKIPPED: {why}")
        return
    yield from nu.check(jar, folder, looking.collected)
    print(f"The Nu HTML checker read {len(looking.collected)} pages.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.accessibility", description=__doc__)
    parser.add_argument("--only", default="", metavar="PART", help='part of a service and route: "disclosure /desk"')
    options = parser.parse_args()
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="sunshine-accessibility-"))
    clock_file = folder / "clock"
    Story(clock_file, BEGINS)
    complaints = [Complaint("page without an example", one, "add a line") for one in sorted(forgotten())]
    try:
        with launched() as browser, District(folder / "district", clock_file=clock_file, quiet=True) as district:
            looking = Looking(browser, district.url)
            complaints += look_at_all(looking, fill(district, clock_file), options.only)
        complaints += check_again(looking, folder)
    except NoBrowser as missing:
        print(f"Nothing was looked at: {missing}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(table(complaints))
    pages = sum(len(routes) for routes in PAGES.values())
    took = time.monotonic() - started
    print(f"\n{pages} pages, {looking.visits} visits, {len(complaints)} violations, in {took:.0f} s.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
