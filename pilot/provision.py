"""Creates what the nodes of a district need to know each other: keys, peers and accounts. Never overwrites a secret.

``python -m pilot.provision --folder var/district --village yangshe`` adds a village (and whatever is missing beside
it); running it again changes nothing. Each node has a folder of its own under ``nodes/``, to be given to that node
alone: a village needs ``nodes/<village>`` and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets as random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.encoding import HexEncoder
from nacl.public import PrivateKey

from pilot.people import OPERATOR, TOWNSHIP_PEOPLE, account_rows, clerk_of
from shared.config import SHIPPED_DATA
from shared.datafiles import DataFileError
from shared.district import District as Map
from shared.district import Village, load_district
from shared.privacy.sealing import new_seal_keys

DISCLOSURE = "disclosure"
OVERSIGHT = "oversight"
SERVICES = (DISCLOSURE, OVERSIGHT)
RESERVED = frozenset({*SERVICES, "feedback", "redis"})


class CannotProvision(Exception):
    """The district cannot be laid out as asked; the text says why."""


@dataclass(frozen=True)
class NodePlace:
    """Where one node's files are, and who it is. ``name`` is ``disclosure``, ``oversight`` or a village's id."""

    name: str
    folder: Path
    village: Village | None = None

    @property
    def service(self) -> str:
        return "feedback" if self.village else self.name

    @property
    def source(self) -> str:
        return f"/feedback/{self.name}" if self.village else f"/{self.name}"

    @property
    def pushes(self) -> bool:
        """Whether nobody can reach it from outside, so that it does all the asking and telling."""
        return self.village is not None and self.village.reach == "push"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def peers(self) -> Path:
        return self.folder / "peers.json"

    @property
    def accounts(self) -> Path:
        """In a folder of its own, the only one of these that a node has to write into."""
        return self.folder / "accounts" / "accounts.json"


def places(folder: Path, district: Map, villages: Sequence[str] | None = None) -> list[NodePlace]:
    """The two township services and the named villages (default: the pilot villages), in that order.

    Raises CannotProvision for a village that data/villages.toml does not know.
    """
    known = {village.id: village for village in district.villages}
    wanted = (
        [each.id for each in district.villages if each.pilot] if villages is None else list(dict.fromkeys(villages))
    )
    for name in wanted:
        if name not in known:
            raise CannotProvision(
                f"There is no village {name!r} in villages.toml; add it there first. It knows: {', '.join(known)}"
            )
        if name in RESERVED:
            raise CannotProvision(f"A village cannot be called {name!r}: a service has that name")
    nodes = folder / "nodes"
    return [
        *(NodePlace(name, nodes / name) for name in SERVICES),
        *(NodePlace(name, nodes / name, known[name]) for name in wanted),
    ]


def provision(
    folder: Path,
    district: Map,
    url_of: Callable[[str], str],
    villages: Sequence[str] | None = None,
    *,
    demo_accounts: bool = False,
) -> list[NodePlace]:
    """Create what is missing for these nodes; keep every secret, account and other village that is there already.

    ``url_of`` gives the address at which other nodes reach a node, by its name. With ``demo_accounts`` the people of
    `pilot.people` may sign in; without it accounts.json is created empty.
    """
    laid_out = places(folder, district, villages)
    cards: dict[str, dict[str, str | None]] = {}
    for place in laid_out:
        place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        cards[place.name] = _card(place, _secrets(place), None if place.pushes else url_of(place.name))
    for place in laid_out:
        _introduce(place, _spoken_with(place, laid_out), cards)
        _accounts(place, demo_accounts)
    return laid_out


def _secrets(place: NodePlace) -> Mapping[str, str]:
    existing = _read(place.secrets) if place.secrets.exists() else {}
    missing: dict[str, Callable[[], str]] = {
        "signing_key": lambda: random.token_hex(32),
        "session_key": lambda: random.token_hex(32),
        "code_key": lambda: random.token_hex(32),
    }
    if place.name == OVERSIGHT:
        missing["seal_key"] = lambda: new_seal_keys()[0]
    complete = existing | {name: make() for name, make in missing.items() if name not in existing}
    if complete != existing:
        _write(place.secrets, complete)
    return complete


def _card(place: NodePlace, secrets: Mapping[str, str], url: str | None) -> dict[str, str | None]:
    """What others have to know about a node: its row in their peers files."""
    signing = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secrets["signing_key"]))
    card: dict[str, str | None] = {
        "source": place.source,
        "verify_key": signing.public_key().public_bytes_raw().hex(),
        "url": url,
    }
    if place.name == OVERSIGHT:
        card["seal_key"] = PrivateKey(secrets["seal_key"].encode(), HexEncoder).public_key.encode(HexEncoder).decode()
    return card


def _spoken_with(place: NodePlace, laid_out: Iterable[NodePlace]) -> list[str]:
    """A village speaks with the two services alone; these speak with each other and with every village."""
    return [each.name for each in laid_out if each.name != place.name and not (place.village and each.village)]


def _introduce(place: NodePlace, names: Iterable[str], cards: Mapping[str, Mapping[str, str | None]]) -> None:
    existing = _read(place.peers)["peers"] if place.peers.exists() else []
    rows = {row["source"]: row for row in existing}
    rows |= {str(cards[name]["source"]): dict(cards[name]) for name in names}
    if list(rows.values()) != existing:
        _write(place.peers, {"peers": list(rows.values())})


def _accounts(place: NodePlace, demo: bool) -> None:
    place.accounts.parent.mkdir(exist_ok=True, mode=0o700)
    earlier = place.folder / "accounts.json"
    if earlier.exists() and not place.accounts.exists():
        earlier.replace(place.accounts)
    document = _read(place.accounts) if place.accounts.exists() else {}
    existing = document.get("accounts")
    if not demo:
        wanted = existing or []
    elif place.village:
        village = place.village
        wanted = account_rows([clerk_of(village.id, village.zh, village.en), OPERATOR], existing or [])
    else:
        wanted = account_rows([*TOWNSHIP_PEOPLE, OPERATOR], existing or [])
    if wanted != existing:
        _write(place.accounts, {**document, "accounts": wanted})


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CannotProvision(f"{path} cannot be read ({error}); mend it or put back a copy") from error
    if not isinstance(loaded, dict):
        raise CannotProvision(f"{path}: one JSON object is expected; mend it or put back a copy")
    return loaded


def _write(path: Path, content: Mapping[str, object]) -> None:
    """Write for the owner's eyes only, and so that a crash leaves the old file or the new one, whole."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pilot.provision", description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, required=True, help="the district's folder; nodes/ is made in it")
    parser.add_argument(
        "--village", action="append", metavar="ID", help="add this village (repeatable; default: the pilot villages)"
    )
    parser.add_argument(
        "--url-pattern",
        default="http://{node}-web:8000",
        help="how nodes reach each other, with {node} for a node's name (default: %(default)s)",
    )
    parser.add_argument("--data", type=Path, default=SHIPPED_DATA, help="the folder with villages.toml")
    parser.add_argument(
        "--demo-accounts", action="store_true", help="let the demo people in (known passwords: for trying out only)"
    )
    given = parser.parse_args(arguments)
    if "{node}" not in given.url_pattern:
        parser.error("--url-pattern must contain {node}")
    try:
        laid_out = provision(
            given.folder,
            load_district(given.data),
            lambda name: str(given.url_pattern).replace("{node}", name),
            given.village,
            demo_accounts=given.demo_accounts,
        )
    except (CannotProvision, DataFileError, OSError) as problem:
        print(f"sunshine: {problem}", file=sys.stderr)
        return 1
    for place in laid_out:
        print(f"{place.source:24} {place.folder}{'  (pushes: set SUNSHINE_PUSH=1)' if place.pushes else ''}")
    if given.demo_accounts:
        print("The demo people can sign in with known passwords: for trying out only.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
