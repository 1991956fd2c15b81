"""Paper for whoever asks: notices and print runs as PDF, without letting them take the machine from the pages."""

from __future__ import annotations

import hashlib
import subprocess
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from threading import BoundedSemaphore, Lock
from urllib.parse import quote

from flask import Response as FlaskResponse
from flask import request
from werkzeug.wrappers import Response

from shared.errors import Invalid
from shared.notices import (
    SIZES,
    Notice,
    Questionnaire,
    Size,
    Slips,
    notice_pdf,
    print_run,
    questionnaire_pdf,
    slips_pdf,
)
from shared.web.errors import NotReady

AT_ONCE = 2
PATIENCE = 1.0
"""Seconds that a request waits for its turn at the press."""
KEPT = 32 * 1024 * 1024
"""Bytes of sheets that a process keeps, so that one which all villages ask for is set once."""
LONGEST_TEXT = 300_000
"""Characters of a print run; more would need a gigabyte while it is set."""


def size_asked() -> Size:
    """The ``?size=`` of an address, A4 where it is left out. Raises Invalid (``unknown-size``)."""
    asked = request.args.get("size", "A4").upper()
    for size in SIZES:
        if size == asked:
            return size
    raise Invalid("unknown-size", "纸张只有 A4 和 A3，请选一种。", "Paper is A4 or A3: choose one of them.")


class Press:
    """One a process."""

    def __init__(self) -> None:
        self._notices, self._runs = BoundedSemaphore(AT_ONCE), BoundedSemaphore(1)
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    def notice(self, notice: Notice, size: Size) -> Response:
        """Raises NotReady (``busy``)."""
        key = _key(notice, size)
        return _paper(self._set(key, self._notices, lambda: notice_pdf(notice, size)), f"{notice.title}-{size}", key)

    def run(self, notices: Sequence[Notice], size: Size, *, board: str, township: str, on: date) -> Response:
        """Raises Invalid (``run-too-long``), NotReady (``busy``)."""
        if sum(len(notice.body) for notice in notices) > LONGEST_TEXT:
            raise _too_long()
        key = _key(tuple(notices), size, board, on)

        def do() -> bytes:
            try:
                return print_run(notices, size, board=board, township=township, on=on)
            except subprocess.TimeoutExpired as late:
                raise _too_long() from late

        return _paper(self._set(key, self._runs, do), f"{board}公开栏-{on}-{size}", key)

    def questionnaire(self, asked: Questionnaire) -> Response:
        """Raises NotReady (``busy``)."""
        key = _key(asked)
        name = f"{asked.village[0]}问卷-{asked.title}"
        return _paper(self._set(key, self._notices, lambda: questionnaire_pdf(asked)), name, key)

    def slips(self, draw: Callable[[], Slips], on: date) -> Response:
        """Slips with codes, handed over this once and kept nowhere: see `slips_pdf`.

        ``draw`` is called when there is room at the press. Raises Invalid (``slips-too-many``), NotReady (``busy``).
        """
        with _turn(self._runs):
            drawn = draw()
            try:
                made = slips_pdf(drawn, on)
            except subprocess.TimeoutExpired as late:
                raise Invalid(
                    "slips-too-many",
                    "这台电脑一次排不了这么多凭条，请少要几张。刚才的评议码没有人拿到，不用管。",
                    "This computer cannot set so many slips at once. Ask for fewer. Nobody has the codes that were just"
                    " drawn; they do no harm.",
                ) from late
        answer = _saved(made, f"{drawn.village}{'评价' if drawn.visit else '评议'}码凭条-{on}")
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _set(self, key: str, turn: BoundedSemaphore, do: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with _turn(turn):
            made = do()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += len(made)
            while self._bytes > KEPT:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return made


@contextmanager
def _turn(turn: BoundedSemaphore) -> Iterator[None]:
    if not turn.acquire(timeout=PATIENCE):
        raise NotReady(
            "busy",
            "正在排版的人太多，请过几秒再试。",
            "Too many sheets are being set at the moment. Try again in a few seconds.",
            retry_after=5,
        )
    try:
        yield
    finally:
        turn.release()


def _too_long() -> Invalid:
    return Invalid(
        "run-too-long",
        "这一批文字太多，不能排成一个文件，请打开各件分别打印。",
        "There is too much text for one file. Open the publications and print each by itself.",
    )


def _key(*of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()


def _saved(content: bytes, name: str) -> FlaskResponse:
    # Saved, then opened: a reader of PDF within the browser has scripts of its own, which our policy for pages stops.
    answer = FlaskResponse(content, mimetype="application/pdf", headers={"X-Content-Type-Options": "nosniff"})
    saved_as = quote(f"{name}.pdf".replace("/", "／"), safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{saved_as}"
    return answer


def _paper(content: bytes, name: str, key: str) -> Response:
    answer = _saved(content, name)
    answer.set_etag(key[:32])
    answer.headers["Cache-Control"] = "no-cache"
    return answer.make_conditional(request)
