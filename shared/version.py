"""Which version of Sunshine this is: what pyproject.toml, which stands beside the code everywhere, says."""

from __future__ import annotations

import tomllib
from pathlib import Path

VERSION: str = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text())["project"][
    "version"
]
