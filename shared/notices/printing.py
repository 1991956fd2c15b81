"""From notices to PDF: one by itself, or a whole board in one file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from shared.notices import setting
from shared.notices.notice import Notice, day, for_template

Size = Literal["A4", "A3"]
SIZES: tuple[Size, ...] = ("A4", "A3")
MOST_IN_A_RUN = 100

_SUN = (Path(__file__).parents[1] / "web" / "static" / "sun.svg").read_text()


def notice_pdf(notice: Notice, size: Size) -> bytes:
    """The same notice gives the same bytes, dated with its day of publication."""
    return setting.pdf("notice", _data([notice], size, notice.title, None), str(notice.published_on))


def print_run(notices: Sequence[Notice], size: Size, *, board: str, township: str, on: date) -> bytes:
    """A cover sheet that lists all with their sheets, then every notice on sheets of its own.

    ``board``: whose it is (洋畲村); ``on``: the day on which it is printed. Raises subprocess.TimeoutExpired.
    """
    title = f"{board}公开栏张榜清单"
    cover = {
        "heading": f"{township} · 政务公开",
        "board": f"{board}公开栏",
        "title": title,
        "said": f"{day(on)}应当在公开栏上的，共 {len(notices)} 份。贴好一份，勾一份。",
    }
    return setting.apart("notice", _data(notices, size, title, cover), str(on))


def _data(notices: Sequence[Notice], size: Size, title: str, cover: dict[str, str] | None) -> str:
    data = {
        "size": size,
        "title": title,
        "author": notices[0].office if notices else "",
        "sun": _SUN,
        "cover": cover,
        "notices": [for_template(notice) for notice in notices],
    }
    return json.dumps(data, ensure_ascii=False)
