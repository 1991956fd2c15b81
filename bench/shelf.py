"""All that a township has published in some years, at the township and on a village's board.

Texts are put together from the founding publications' sentences with other figures and villages, so that most words
stand in thousands of them, as they do in what an office writes. Written into the log directly and projected.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

from services.disclosure import composition as disclosure
from services.disclosure.catalogue_file import load_founding_publications
from services.disclosure.domain import posting as township
from services.disclosure.domain.publication import PublicationDrafted, PublicationPublished
from services.disclosure.domain.text import Text
from services.feedback import composition as feedback
from services.feedback.domain import posting as village
from shared.application import Application
from shared.config import SHIPPED_DATA
from shared.eventlog import Metadata
from shared.timelimits import Deadline
from shared.timelimits.days import china_day, noon

CARRIERS = ("township_board", "village_board", "web")
RARE = "锦旗"
"""Stands in few of them."""
_RECENT = 200
"""So many were told to the boards in the last days; the older ones are for the web."""
_FIRST = date(2019, 1, 2)
_COMMIT = 2_000
_METADATA = Metadata("li", "0" * 20)
_PLACES = [f"{first}{last}村" for first in "东西南北上下大小" for last in "山坑洋畲湖埔厝楼塘岭"]


def texts(count: int) -> Iterator[tuple[str, str, str]]:
    """Item, title and body of so many."""
    drawn, founding = random.Random(7), load_founding_publications(SHIPPED_DATA)
    sentences = [said for one in founding for said in re.split(r"(?<=[。；\n])", one.body_zh) if said.strip()]
    for number in range(count):
        one, place, year = founding[number % len(founding)], drawn.choice(_PLACES), 2019 + number * 8 // count
        said = "".join(drawn.choice(sentences) for _ in range(drawn.randint(3, 16)))
        said += f"{place}{year}年第{drawn.choice('一二三四')}季度办理 {drawn.randint(5, 9999)} 件。"
        said += f"送来{RARE}一面。" if drawn.random() < 0.0004 else ""
        yield one.item, f"{place}{year}年{one.title_zh}", said


def fill_township(service: disclosure.Service, count: int) -> None:
    days = _days(count)

    @cache
    def due(day: date) -> Deadline:
        return service.limits.deadline("posting_receipt", noon(day))

    def streams() -> Iterator[tuple[str, list[object]]]:
        for number, (item, title, body) in enumerate(texts(count)):
            name, at, limit = f"p{number:019d}", noon(days[number]), due(days[number])
            recent = number >= count - _RECENT
            text = Text(title, body, CARRIERS if recent else ("web",), service.villages)
            drafted = PublicationDrafted(item, "long_term", None, text, "li", (), at)
            published = PublicationPublished(
                1, item, "long_term", text, "li", limit, at, f"阳光镇公开〔2026〕{number}号"
            )
            yield f"publication-{name}", [drafted, published]
            for board in service.villages if recent else ():
                told = township.BoardNotified(name, board, 1, title, limit, at)
                posted = township.PublicationPosted(name, board, 1, days[number], at)
                yield f"posting-{name}.{board}", [told, posted]

    _write(service.application, streams())


def fill_village(service: feedback.Service, count: int) -> None:
    days = _days(count)

    def streams() -> Iterator[tuple[str, list[object]]]:
        for number, (item, title, body) in enumerate(texts(count)):
            timing = "long_term" if number % 20 == 0 else "periodic"
            due_on, at = days[number] + timedelta(days=2), noon(days[number])
            notice = village.Notice(1, item, timing, title, body, CARRIERS, days[number], due_on)
            posted = village.PublicationPosted(1, days[number], at)
            yield f"posting-p{number:019d}", [village.PublicationNotified(notice, at), posted]

    _write(service.application, streams())


def _days(count: int) -> list[date]:
    last = china_day(datetime.now(UTC))
    return [_FIRST + timedelta(days=number * (last - _FIRST).days // count) for number in range(count)]


def _write(application: Application, streams: Iterator[tuple[str, list[object]]]) -> None:
    with application.database.read() as tx:
        reached = application.log.tail(tx).position
    left = True
    while left:
        with application.database.write() as tx:
            tail = application.log.tail(tx)
            for _ in range(_COMMIT):
                if (found := next(streams, None)) is None:
                    left = False
                    break
                application.log.append(tx, tail, found[0], 0, found[1], now=datetime.now(UTC), metadata=_METADATA)
    position = -1
    while reached > position:
        position = reached
        with application.database.write() as tx:
            reached = application.project_after(tx, position, _COMMIT)
