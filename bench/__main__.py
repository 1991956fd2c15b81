"""``make bench``: measures, prints a table, writes ``bench.json``. Exits 0 even where a goal was missed: it reports."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import filing, fresh, memory
from bench.figures import Figure, table, write
from pilot.district import District


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the fresh clone and `make test`")
    parser.add_argument("--output", type=Path, default=Path("bench.json"), help="default: bench.json")
    options = parser.parse_args()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="sunshine-bench-") as name:
        folder = Path(name)
        with District(folder / "district", quiet=True) as district:
            print("measuring the way from a village to oversight …", flush=True)
            figures.append(filing.measure_trip(district))
            print("measuring filing against its floor …", flush=True)
            figures += filing.measure_rates(district, folder)
            figures += memory.measure(district)
    if not options.quick:
        print("measuring `make run` on a fresh clone and `make test` …", flush=True)
        figures += [fresh.measure_run(), fresh.measure_test()]
    write(figures, options.output)
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
