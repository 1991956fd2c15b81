"""The Nu HTML checker over pages that were kept, where Java and npm are there to fetch and run it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.accessibility.complaints import Complaint

PACKAGE = "vnu-jar"
ADVICE = ".*lacks heading.*|.*appears to be written in.*"
"""Not rules but hints: that an article or a section might have a heading, and a guess at a page's language."""
PATIENCE = 300
"""Seconds for fetching it, and for checking all pages."""


class Unavailable(Exception):
    """The checker cannot be run here; the text says what is missing."""


def jar(folder: Path) -> Path:
    """Fetch the checker into a folder. Raises Unavailable."""
    for program in ("java", "npm"):
        if shutil.which(program) is None:
            raise Unavailable(f"{program} is not installed")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), PACKAGE]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as slow:
        raise Unavailable(f"npm did not fetch {PACKAGE} within {PATIENCE} s") from slow
    found = next(folder.rglob("vnu.jar"), None)
    if done.returncode or found is None:
        raise Unavailable(f"npm could not fetch {PACKAGE}: {done.stderr.strip()[-200:]}")
    return found


def check(jar: Path, folder: Path, pages: Sequence[tuple[str, str]]) -> Iterator[Complaint]:
    """All pages, each a name and its text, in one process."""
    names = {}
    for number, (name, text) in enumerate(pages):
        file = folder / f"{number}.html"
        file.write_text(text, encoding="utf-8")
        names[file.name] = name
    files = [str(folder / f"{number}.html") for number in range(len(pages))]
    command = ["java", "-Xss2m", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]
    command += ["--filterpattern", ADVICE, *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    for message in json.loads(done.stdout)["messages"]:
        kind = message.get("subType", message["type"])
        where = message.get("extract", "").strip().replace("\n", " ")
        yield Complaint(f"nu {kind}", names[Path(message["url"]).name], f"{message['message']} — {where[-80:]}")
