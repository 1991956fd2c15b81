"""For programs that follow the site: Atom feeds, the site map, and what search engines should leave alone."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from services.disclosure import atom
from services.disclosure.atom import Feed
from services.disclosure.composition import Service
from services.disclosure.domain.publication import CIRCULAR
from services.disclosure.open_data import names
from services.disclosure.views import public_record
from shared.errors import NotFound
from shared.web.roles import PUBLIC, allow
from shared.web.site_map import LARGEST, Address, as_xml, fixed_pages, robots, site_map, site_map_index

ENTRIES = 50
"""Of one page of a feed."""
_CLOSED = ("/desk", "/requests/follow")


def register(pages: Blueprint, service: Service) -> None:
    _feeds(pages, service)
    _site_map(pages, service)


def _feeds(pages: Blueprint, service: Service) -> None:
    township, url = service.district.township_zh, service.node.config.url

    def feed(named: str, of: str, page: str, *, item: str | None = None, village: str | None = None) -> AnyResponse:
        before = _before()
        items = {item: zh for item, (zh, _) in names(service).items()}
        with service.application.database.read() as tx:
            found = public_record.latest(tx, item=item, village=village, before=before, limit=ENTRIES + 1)
        entries, more = found[:ENTRIES], len(found) > ENTRIES
        about = f"新公开、更正和撤回的都在这里 · Published, corrected and withdrawn by {service.district.township_en}"
        told = Feed(f"{township}{named}", about, township, url, f"{of}/atom.xml", page)
        answer = as_xml(atom.written(told, entries, items, before=before, more=more), atom.MEDIA_TYPE)
        answer.add_etag()
        return answer.make_conditional(request)

    @pages.get("/atom.xml")
    @allow(PUBLIC)
    def feed_of_all() -> AnyResponse:
        return feed("公开", "", "/")

    @pages.get("/villages/<string:id>/atom.xml")
    @allow(PUBLIC)
    def feed_of_village(id: str) -> AnyResponse:
        village = service.district.village(id)
        return feed(f"公开：{village.zh}", f"/villages/{id}", f"/villages/{id}", village=id)

    @pages.get("/items/<string:id>/atom.xml")
    @allow(PUBLIC)
    def feed_of_item(id: str) -> AnyResponse:
        named = names(service).get(id)
        if named is None:
            raise NotFound("unknown-item", "公开目录里没有这个事项。", "There is no such item in the catalogue.")
        return feed(f"公开：{named[0]}", f"/items/{id}", f"/items/{id}", item=id)


def _site_map(pages: Blueprint, service: Service) -> None:
    url = service.node.config.url

    @pages.get("/sitemap.xml")
    @allow(PUBLIC)
    def site_map_of_all() -> Response:
        with service.application.database.read() as tx:
            files = -(-public_record.count(tx) // LARGEST)
        return site_map_index(url, [Address(f"/sitemaps/{name}.xml") for name in ("pages", *range(1, files + 1))])

    @pages.get("/sitemaps/<string:name>.xml")
    @allow(PUBLIC)
    def site_map_file(name: str) -> Response:
        if name == "pages":
            items = [Address(f"/items/{item}") for item in (*service.catalogue.items, CIRCULAR)]
            open_pages = [page for page in fixed_pages(current_app) if not page.path.startswith(_CLOSED)]
            villages = [Address(f"/villages/{village.id}") for village in service.joined.villages]
            return site_map(url, [*open_pages, *items, *villages])
        number = int(name) if name.isascii() and name.isdigit() and len(name) < 6 else 0
        with service.application.database.read() as tx:
            rows = public_record.addresses(tx, limit=LARGEST, offset=(number - 1) * LARGEST) if number else []
        if not rows:
            raise NotFound(
                "no-such-site-map",
                "没有这一份网站地图，请从 /sitemap.xml 开始。",
                "There is no such part of the site map. Begin with /sitemap.xml.",
            )
        return site_map(url, [Address(f"/publications/{publication}", at) for publication, at in rows])

    @pages.get("/robots.txt")
    @allow(PUBLIC)
    def for_robots() -> Response:
        return robots(url, _CLOSED)


def _before() -> int | None:
    """Where the asked-for page of a feed begins; what is no position begins at the front."""
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
