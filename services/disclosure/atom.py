"""Publications as an Atom feed (RFC 4287, paged by RFC 5005): written as a tree, never as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from services.disclosure.views.public_record import Told
from shared.markdown import to_html

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
"""When a feed that has no entry yet was changed last: it has to say something, and nothing has happened."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Feed:
    """``path`` is the feed's own address on the site, ``page`` that of the page it tells of."""

    title: str
    subtitle: str
    author: str
    url: str
    path: str
    page: str


def written(
    feed: Feed, entries: Sequence[Told], items: dict[str, str], *, before: int | None, more: bool
) -> ET.Element:
    """One page of the feed: that from ``before`` on. ``items``: names by id. ``more``: there are older entries."""
    top = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "zh-CN", "xml:base": f"{feed.url}/"})
    own = feed.url + feed.path
    _say(top, "id", own)
    _say(top, "title", feed.title)
    _say(top, "subtitle", feed.subtitle)
    _say(top, "updated", max((entry.moved_at for entry in entries), default=_NEVER).isoformat())
    _say(ET.SubElement(top, "author"), "name", feed.author)
    _link(top, "self", f"{own}?before={before}" if before else own, MEDIA_TYPE)
    _link(top, "alternate", feed.url + feed.page, "text/html")
    _link(top, "first", own, MEDIA_TYPE)
    if more:
        _link(top, "next", f"{own}?before={entries[-1].moved}", MEDIA_TYPE)
    for entry in entries:
        _entry(top, feed, entry, items)
    return top


def _entry(top: ET.Element, feed: Feed, told: Told, items: dict[str, str]) -> None:
    entry, page = ET.SubElement(top, "entry"), f"{feed.url}/publications/{told.publication}"
    _say(entry, "id", page)
    _say(entry, "title", f"【已撤回】{told.title}" if told.withdrawn else told.title)
    _say(entry, "published", told.begun_at.isoformat())
    _say(entry, "updated", told.moved_at.isoformat())
    _link(entry, "alternate", page, "text/html")
    named = items.get(told.item, told.item)
    ET.SubElement(entry, "category", term=told.item, label=named, scheme=f"{feed.url}/items/")
    if told.withdrawn:
        _say(entry, "content", f"本公开已于 {told.withdrawn_on} 撤回。理由：{told.withdrawn_because}", type="text")
        return
    if told.reason:
        _say(entry, "summary", f"第 {told.version} 版，更正说明：{told.reason}")
    _say(entry, "content", str(to_html(told.body)), type="html")


def _say(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _NOT_XML.sub("", text)


def _link(parent: ET.Element, rel: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, "link", rel=rel, href=address, type=media_type)
