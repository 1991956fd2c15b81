"""What the items of the township's catalogue are called: the village lists its board by them.

The names stand in data/catalogue.toml. An item that the township has added since is called by nothing here, and goes
among the others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.datafiles import DataFileError


@dataclass(frozen=True)
class ItemName:
    """``owner``: the office that publishes it, by its id; empty where none is told."""

    zh: str
    en: str
    owner: str = ""


CIRCULARS = "circular"
"""Not in the catalogue: what every circular is published under."""
CIRCULAR = ItemName("通报", "Circulars")
OTHER = ItemName("其他事项", "Other")


def load_item_names(data_dir: Path) -> Mapping[str, ItemName]:
    """By the item's id, in the order of the catalogue; circulars last. Raises DataFileError."""
    file = data_dir / "catalogue.toml"
    try:
        # Nothing but the names: the rest is the township's business, and checked there.
        rows = tomllib.loads(file.read_text())["row"]
        names = {str(row["id"]): ItemName(str(row["zh"]), str(row["en"]), str(row.get("owner", ""))) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataFileError(f"{file}: every row needs an id and the names zh and en ({error})") from error
    return names | {CIRCULARS: CIRCULAR}
