"""`make manage NODE=oversight DO="parked list"`: the command line of one node of a district that runs on this machine.

It gives the node's command line the environment that `make run` gives its processes; the district may run or not.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pilot.district import PROBLEMS, ROOT, District
from pilot.provision import SERVICES


def main(arguments: Sequence[str] | None = None) -> int:
    """Return what the node's own command line returned; 3 with a sentence where there is no such node."""
    parser = argparse.ArgumentParser(prog="python -m pilot.manage", description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=Path("var/run"), help="where the data are (default: var/run)")
    parser.add_argument("--port", type=int, default=8000, help="the district's first port (default: 8000)")
    parser.add_argument("node", metavar="NODE", help="disclosure, oversight or a village by its id")
    parser.add_argument("do", metavar="…", nargs=argparse.REMAINDER, help="what to do; --help lists it")
    given = parser.parse_args(arguments)
    try:
        laid_out = sorted(path.name for path in (given.folder / "nodes").iterdir() if path.is_dir())
        villages = [name for name in laid_out if name not in SERVICES]
        district = District(given.folder, base_port=given.port, villages=villages, quiet=True)
        place = next((place for place in district.places if place.name == given.node), None)
        if place is None:
            print(f"sunshine: there is no node {given.node!r}; there are {', '.join(laid_out)}", file=sys.stderr)
            return 3
        environment = district.environment(place) | {"PYTHONPATH": str(ROOT)}
    except FileNotFoundError:
        print(f"sunshine: there is no district in {given.folder}. Start one: make run", file=sys.stderr)
        return 3
    except PROBLEMS as problem:
        print(f"sunshine: {problem}", file=sys.stderr)
        return 3
    # Files that are named on the command line are meant from here, so the folder stays the same.
    command = [sys.executable, "-m", f"services.{place.service}.manage", *given.do]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
