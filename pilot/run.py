"""`make run`: the pilot district on this machine, until Ctrl-C. `python -m pilot.run --help` lists the choices."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TextIO

from pilot.district import PROBLEMS, CannotRun, District
from pilot.people import OPERATOR, TOWNSHIP_PEOPLE, clerk_of
from pilot.redis_server import GivenBus
from pilot.supervisor import StartFailed, StopRequested

COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)
SERVICE_NAMES = {
    "disclosure": ("阳光管理 · 政务公开", "open management"),
    "oversight": ("阳光维权 · 社会监督", "rights upheld"),
}


class Console:
    """Lines of many processes on one terminal: prefixed, coloured where a person looks on, never cut in halves."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._coloured = out.isatty()
        self._lock = threading.Lock()
        self._colours: dict[str, int] = {}

    def __call__(self, name: str, line: str) -> None:
        with self._lock:
            colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
            prefix = f"{name:<18}"
            self._write(f"\x1b[{colour}m{prefix}\x1b[0m {line}\n" if self._coloured else f"{prefix} {line}\n")

    def print(self, text: str = "") -> None:
        with self._lock:
            self._write(text + "\n")

    def _write(self, text: str) -> None:
        try:
            self._out.write(text)
            self._out.flush()
        except BrokenPipeError:
            # Whoever was reading (`make run | head`) has gone. The log files go on; the district need not stop.
            self._out = open("/dev/null", "w")  # noqa: SIM115 - lives as long as the console


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop; 0 after a clean stop, 1 with a sentence on stderr when it cannot start."""
    parser = argparse.ArgumentParser(prog="python -m pilot.run", description="Run the pilot district here.")
    parser.add_argument("--folder", type=Path, default=Path("var/run"), help="where its data are (default: var/run)")
    parser.add_argument("--port", type=int, default=8000, help="ports from here on (default: 8000)")
    parser.add_argument("--village", action="append", metavar="ID", help="run these villages instead of the pilot ones")
    given = parser.parse_args(arguments)

    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to outlive the terminal
        signal.signal(signal.SIGHUP, ask_to_stop)

    console = Console(sys.stdout)
    began = time.monotonic()
    try:
        district = District(
            given.folder, base_port=given.port, villages=given.village, say=console, stop_requested=stop
        )
        with district:
            console.print(welcome(district, time.monotonic() - began))
            while not stop.wait(0.5):
                if not district.running:
                    raise CannotRun("The supervisor has failed (its traceback is above). Start again: make run")
            console.print("\nStopping …")
    except StopRequested:
        console.print("Stopped before the start was complete.")
    except StartFailed as failure:
        shown = "\n  ".join(failure.tail or ["(it printed nothing)"])
        print(f"\nsunshine: {failure}. Everything is stopped. Its last lines:\n  {shown}", file=sys.stderr)
        return 1
    except PROBLEMS as problem:
        print(f"sunshine: {problem}", file=sys.stderr)
        return 1
    else:
        console.print(f"Stopped. The data are in {given.folder}; make run goes on with them.")
    return 0


def welcome(district: District, seconds: float) -> str:
    """The table of addresses and demo sign-ins that is shown when all is ready."""
    lines = ["", f"阳光 Sunshine: the pilot district is ready after {seconds:.1f} s. Ctrl-C stops it.", ""]
    for place in district.places:
        zh, en = (place.village.zh, place.village.en) if place.village else SERVICE_NAMES[place.name]
        lines.append(f"  {padded(zh, 22)}{padded(en, 22)}{district.url(place.name)}")
    if isinstance(district.bus, GivenBus):
        said = "given"
    else:
        said = f"{district.bus.path.name} {'.'.join(map(str, district.bus.version))} from {district.bus.found}"
    lines += [f"  {padded('消息总线', 22)}{padded('message bus', 22)}{district.redis_url} ({said})", ""]
    lines.append("  Sign in as (known passwords: FOR TRYING OUT ONLY, 仅供试用):")
    clerks = [clerk_of(place.name, place.village.zh, place.village.en) for place in district.places if place.village]
    for person in (*TOWNSHIP_PEOPLE, OPERATOR, *clerks):
        lines.append(f"  {padded(person.name, 12)}{padded(person.password, 22)}{padded(person.zh, 30)}{person.en}")
    return "\n".join([*lines, "", f"  Data and logs: {district.folder}", ""])


def padded(text: str, width: int) -> str:
    """``text`` and spaces up to ``width`` columns of a terminal, where a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(1, width - taken)


if __name__ == "__main__":
    sys.exit(main())
