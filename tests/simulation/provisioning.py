"""The ground a district stands on: a map with so many villages, everybody's keys, peers and accounts. Made once."""

from __future__ import annotations

import atexit
import functools
import json
import shutil
import tempfile
from pathlib import Path
from random import Random

from pilot.people import TOWNSHIP_PEOPLE
from pilot.provision import NodePlace, provision
from shared.config import SHIPPED_DATA
from shared.district import load_district
from tests.simulation.entropy import seeded

_PUSHES_EVERY = 3
"""Every third village has only an outgoing line."""


@functools.cache
def folder() -> Path:
    """Where this process keeps its files; in memory where the system has such a place."""
    memory = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(prefix="sunshine-simulation-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@functools.cache
def ground(villages: int) -> tuple[Path, list[NodePlace]]:
    """The data folder, and the place of each node: disclosure, oversight, then the villages."""
    root = folder() / f"{villages}-villages"
    data = root / "data"
    shutil.copytree(SHIPPED_DATA, data)
    names = [f"village-{number:02}" for number in range(1, villages + 1)]
    rows = [
        f'[[row]]\nid = "{name}"\nzh = "第{number}村"\nen = "Village {number}"\nreach = "{_reach(number)}"\n'
        for number, name in enumerate(names, start=1)
    ]
    (data / "villages.toml").write_text("\n".join(rows))
    with seeded(Random("ground")):
        places = provision(root, load_district(data), lambda name: f"http://{name}.test", names)
    people = [
        {"name": person.name, "display": person.display, "role": person.role, "office": person.office}
        for person in TOWNSHIP_PEOPLE
    ]
    for place in places:
        place.accounts.write_text(json.dumps({"accounts": people}))
    return data, places


def _reach(number: int) -> str:
    return "push" if number % _PUSHES_EVERY == 0 else "pull"
