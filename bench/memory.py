"""How much memory the processes of a running district take."""

from __future__ import annotations

import psutil

from bench.figures import Figure, at_most
from pilot.district import District

MEGABYTE = 1 << 20


def measure(district: District) -> list[Figure]:
    """Each process by its proportional share (pages that several share are counted once), and a whole village."""
    largest = 0.0
    villages: dict[str, float] = {}
    for name in district.processes:
        if name == "redis":
            continue
        family = psutil.Process(district.pid(name))
        sizes = [member.memory_full_info().pss / MEGABYTE for member in [family, *family.children(recursive=True)]]
        largest = max(largest, *sizes)
        node = name.rpartition("-")[0]
        villages[node] = villages.get(node, 0.0) + sum(sizes)
    whole = max(size for node, size in villages.items() if node not in {"disclosure", "oversight"})
    return [
        at_most("memory of the largest process", largest, "MB", 80),
        at_most("memory of a whole village endpoint", whole, "MB", 150),
    ]
