"""What is published as data for programs: which tables there are, their rows, and the catalogue of them (DCAT 3).

Rows are read a page at a time, each in a short transaction of its own, so that nobody's download holds much memory or
keeps a transaction open; who publishes meanwhile makes nothing come twice or be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, post_load

from services.disclosure.composition import Service
from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.domain.publication import CIRCULAR
from services.disclosure.domain.text import Attached
from services.disclosure.views import postings, public_record
from services.disclosure.views.postings import Posting
from services.disclosure.views.public_record import Told
from shared.datafiles import load_rows
from shared.web.spreadsheets import Cell

ITEM_HEADS = (
    *("公开编号 publication", "版本 version", "文号 number", "期间 period", "公开日期 published_on"),
    *("内容 field", "名称 name_zh", "英文名称 name_en", "单位 unit", "数值 value", "隐去 withheld", "文字 text"),
)
"""Long: a row for the text of each publication, and one for each of its figures."""
PUBLICATION_HEADS = (
    *("公开编号 publication", "事项 item", "文号 number", "期间 period", "标题 title", "状态 state", "版本 version"),
    *("首次公开 first_published_on", "本版公开 published_on", "更正说明 reason"),
    *("撤回日期 withdrawn_on", "撤回理由 withdrawn_because", "网址 address", "存档 archive", "校验 sha256"),
)
POSTING_HEADS = (
    *("公开编号 publication", "版本 version", "标题 title", "村居代码 village", "村居 village_zh"),
    *("应张榜 due_on", "张榜 posted_on", "状态 state", "逾期天数 late_days", "取下 taken_down_on"),
)
WITHHELD = "隐去 withheld"
"""What stands for a figure that is too small to be shown."""


@dataclass(frozen=True)
class Licence:
    """Under which terms everybody may use the data."""

    url: str
    zh: str
    en: str


class _LicenceRow(Schema):
    id = fields.String(required=True)
    url = fields.URL(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)

    @post_load
    def _made(self, row: dict[str, Any], **_: Any) -> Licence:
        return Licence(row["url"], row["zh"], row["en"])


def load_licence(data_dir: Path) -> Licence:
    """Raises DataFileError."""
    licence: Licence = load_rows(data_dir / "open_data.toml", _LicenceRow())[0]
    return licence


def told(service: Service, item: str | None = None) -> Iterator[Told]:
    """Everything that was ever published, oldest first, of an item or of all."""
    last = 0
    while True:
        with service.application.database.read() as tx:
            page = public_record.in_order(tx, item=item, after=last)
        if not page:
            return
        yield from page
        last = page[-1].begun


def posted(service: Service) -> Iterator[Posting]:
    """What every board owes or has posted, by publication, version and village."""
    last = ("", 0, "")
    while True:
        with service.application.database.read() as tx:
            page = postings.in_order(tx, now=service.now(), today=service.today(), after=last)
        if not page:
            return
        yield from page
        last = (page[-1].publication, page[-1].version, page[-1].village)


def address(service: Service, publication: str) -> str:
    return f"{service.node.config.url}/publications/{publication}"


def archived(service: Service, publication: str, version: int) -> str:
    return f"{service.node.config.url}/archive/{publication}/{version}.json"


def period(told: Told) -> str | None:
    """``2026-q3`` of ``births.2026-q3``: the period, fact or law for which it was published."""
    return told.obligation.partition(".")[2] if told.obligation else None


def as_json(service: Service, told: Told) -> dict[str, Any]:
    """A publication as the lists tell it."""
    return {
        "publication": told.publication,
        "item": told.item,
        "timing": told.timing,
        "number": told.number,
        "period": period(told),
        "title": told.title,
        "state": "withdrawn" if told.withdrawn else "published",
        "version": told.version,
        "first_published_on": told.first_published_on.isoformat(),
        "published_on": told.published_on.isoformat(),
        "reason": told.reason,
        "withdrawn_on": told.withdrawn_on.isoformat() if told.withdrawn_on else None,
        "withdrawn_because": told.withdrawn_because,
        "address": address(service, told.publication),
        "archive": archived(service, told.publication, told.version),
        "sha256": told.digest,
    }


def with_content(service: Service, told: Told) -> dict[str, Any]:
    """The same with what it says."""
    return {
        **as_json(service, told),
        "text": told.body,
        "figures": [{**asdict(figure), "withheld": figure.value is None} for figure in told.figures],
        "attachments": [_attached(service, told, each) for each in told.attachments],
    }


def _attached(service: Service, told: Told, attached: Attached) -> dict[str, Any]:
    return {**asdict(attached), "address": f"{address(service, told.publication)}/attachments/{attached.id}"}


def item_rows(told: Iterable[Told]) -> Iterator[list[Cell]]:
    """Of what holds: a withdrawn figure is nobody's figure any more."""
    for one in told:
        if not one.withdrawn:
            of_it: list[Cell] = [one.publication, one.version, one.number, period(one), one.published_on]
            yield [*of_it, "text", one.title, None, None, None, None, one.body]
            for figure in one.figures:
                withheld = WITHHELD if figure.value is None else None
                yield [*of_it, figure.id, figure.zh, figure.en, figure.unit, figure.value, withheld, None]


def publication_rows(service: Service, told: Iterable[Told]) -> Iterator[list[Cell]]:
    for one in told:
        row = as_json(service, one)
        del row["timing"]
        yield list(row.values())


def posting_rows(service: Service, posted: Iterable[Posting]) -> Iterator[list[Cell]]:
    villages = {village.id: village.zh for village in service.district.villages} | {TOWNSHIP: "镇公开栏"}
    for one in posted:
        board: list[Cell] = [one.publication, one.version, one.title, one.village, villages.get(one.village)]
        yield [*board, one.due_on, one.posted_on, one.state, one.late_days, one.taken_down_on]


def names(service: Service) -> Mapping[str, tuple[str, str]]:
    """Each item that has data of its own, in both languages."""
    items = {item.id: (item.zh, item.en) for item in service.catalogue.items.values()}
    return {**items, CIRCULAR: ("通报", "Circulars")}
