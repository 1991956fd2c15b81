"""Data to PDF by typst. As a program: a request from its input, the PDF to its output; see `apart`."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import manimgx_fonts_cjk

if TYPE_CHECKING:
    import typst

LONGEST = 50
"""Seconds, after which a process of its own is given up."""


@cache
def template(name: str) -> bytes:
    """One of the .typ files beside this one: ``notice``, ``slips``, ``questionnaire``."""
    return Path(__file__).with_name(f"{name}.typ").read_bytes()


def pdf(name: str, data: str, day: str) -> bytes:
    """``data``: JSON as the template wants it; ``day``: ISO text, the file's date. The same gives the same bytes."""
    # A compiler of its own each time: one that is shared keeps the words of the last notice, and serves one thread.
    # What costs time, the fonts and what was set before, is shared all the same.
    import typst  # large, and a process that prints nothing shall not carry it

    compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
    made = compiler.compile(
        input=template(name),
        format="pdf",
        sys_inputs={"data": data},
        timestamp=datetime.fromisoformat(day).replace(tzinfo=UTC),
    )
    assert isinstance(made, bytes)
    return made


def apart(name: str, data: str, day: str) -> bytes:
    """The same in a process of its own: typst keeps what it has set, 4 MB a notice, or the codes of slips, and only a
    process that ends gives it back. Raises subprocess.TimeoutExpired.
    """
    done = subprocess.run(  # noqa: S603 - our own program, and the words go to its input
        [sys.executable, "-I", __file__],
        input=json.dumps({"name": name, "data": data, "day": day}).encode(),
        stdout=subprocess.PIPE,
        timeout=LONGEST,
        check=True,
    )
    return done.stdout


@cache
def fonts() -> typst.Fonts:
    """Those of the wheel alone: a notice looks the same wherever it is made."""
    import typst

    folder = str(Path(manimgx_fonts_cjk.__file__).parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


if __name__ == "__main__":
    request = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pdf(request["name"], request["data"], request["day"]))
