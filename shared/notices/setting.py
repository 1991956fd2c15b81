"""Data to PDF by typst. As a program: a request from its input, the PDF to its output; see `printing.print_run`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import manimgx_fonts_cjk
import typst

TEMPLATE = Path(__file__).with_name("notice.typ").read_bytes()


def pdf(data: str, day: str) -> bytes:
    """``data``: JSON as notice.typ wants it; ``day``: ISO text, the file's date. The same gives the same bytes."""
    # A compiler of its own each time: one that is shared keeps the words of the last notice, and serves one thread.
    # What costs time, the fonts and what was set before, is shared all the same.
    compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
    made = compiler.compile(
        input=TEMPLATE,
        format="pdf",
        sys_inputs={"data": data},
        timestamp=datetime.fromisoformat(day).replace(tzinfo=UTC),
    )
    assert isinstance(made, bytes)
    return made


@cache
def fonts() -> typst.Fonts:
    """Those of the wheel alone: a notice looks the same wherever it is made."""
    folder = str(Path(manimgx_fonts_cjk.__file__).parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


if __name__ == "__main__":
    request = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pdf(request["data"], request["day"]))
