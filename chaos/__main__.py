"""The command line of `make chaos`."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from chaos.faults import FAULTS
from chaos.run import CannotHurt, run
from chaos.stage import BROKERS, DATABASES
from pilot import district
from pilot.rabbitmq_server import NoRabbitMQ

PROBLEMS: tuple[type[Exception], ...] = (CannotHurt, NoRabbitMQ, *district.PROBLEMS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 1 if anything was lost, done twice or otherwise wrong, 2 if it could not be tried."""
    given = _parser().parse_args(arguments)
    pairs = [("sqlite", "redis"), ("postgres", "rabbitmq")]
    if given.database or given.bus:
        pairs = [(given.database or "sqlite", given.bus or "redis")]
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1 << 32)
    lines, sound = [], True
    for database, bus in pairs:
        # Short, because a socket's path may have no more than 107 bytes.
        folder = Path(tempfile.mkdtemp(prefix="chaos-"))
        folder.chmod(0o755)
        try:
            result = run(
                folder / "run",
                database=database,
                bus=bus,
                seconds=given.seconds,
                seed=seed,
                names=given.faults,
                say=lambda line: print(line, flush=True),
            )
        except PROBLEMS as problem:
            print(f"chaos: {problem}", file=sys.stderr)
            return 2
        for wrong in result.findings.wrong:
            print(f"WRONG: {wrong}")
        if result.sound:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"Everything is kept for looking at in {folder}; the same faults again: --seed {seed}")
        lines.append(f"{database} with {bus}: {result.line()}")
        print(lines[-1], flush=True)
        sound = sound and result.sound
    print(f"chaos, seed {seed}: {'; '.join(lines)}")
    return 0 if sound else 1


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {fault.name:17} {fault.told}" for fault in FAULTS.values())
    parser = argparse.ArgumentParser(
        prog="python -m chaos",
        description="Hurt a running district under load, then count what was lost or done twice.",
        epilog=f"Faults:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--seconds", type=float, default=90, help="how long faults come, each at least once (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, help="draw the same faults again")
    parser.add_argument("--database", choices=DATABASES, help="default: both, each with its broker")
    parser.add_argument("--bus", choices=list(BROKERS))
    parser.add_argument(
        "--faults", type=_names, default=tuple(FAULTS), metavar="A,B", help="only these, by name (default: all)"
    )
    return parser


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    for name in names:
        if name not in FAULTS:
            raise argparse.ArgumentTypeError(f"there is no fault {name!r}; there are {', '.join(FAULTS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
