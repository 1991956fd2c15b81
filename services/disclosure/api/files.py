"""What stands at file addresses: the archive, whose bytes never change, and the open data."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from services.disclosure import open_data
from services.disclosure.composition import Service
from services.disclosure.dcat import catalog
from services.disclosure.desk.closing import refuse_closed
from services.disclosure.domain.publication import PublicationPublished
from services.disclosure.domain.said import canonical, digest
from services.disclosure.schemas.open_data import ItemData, PublicationsData, VersionSaid
from services.disclosure.views import public_record, publications
from shared.errors import NotFound
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow
from shared.web.spreadsheets import CSV_TYPE, csv_lines

UNCHANGING = "public, max-age=86400, immutable"
"""The bytes never change, but they may be closed one day, and no cache shall go on showing them for a year then."""
_FRESH = "public, max-age=300"
_JSON = "application/json"
_LD = "application/ld+json"
_CSV = {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "OK"}


def register(files: ApiBlueprint, service: Service) -> None:
    _archive(files, service)
    _data(files, service)


def _archive(files: ApiBlueprint, service: Service) -> None:
    @files.route("/archive/<string:id>/<string:number>.json")
    @allow(PUBLIC)
    @files.response(200, VersionSaid)
    def archived(id: str, number: str) -> AnyResponse:
        """一版公开的原文，字节永不改变 · What one version said; its bytes never change

        对文件计算 SHA-256，就是回执所签的校验值 · The SHA-256 of the file is what posting receipts are signed for.
        """
        with service.application.database.read() as tx:
            whole = publications.one(tx, id)
        said = published_version(service, id, number)
        for version in whole.versions if whole else ():
            if version.version == said.version:
                refuse_closed(version)
        checked = digest(id, said)
        answer = Response(canonical(id, said), content_type=_JSON)
        answer.headers["Cache-Control"] = UNCHANGING
        answer.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(checked)).decode()}:"
        answer.set_etag(checked)
        return answer.make_conditional(request)


def _data(files: ApiBlueprint, service: Service) -> None:
    licence = open_data.load_licence(service.node.config.data)

    def fresh(item: str | None, make: Callable[[], Iterable[bytes]], content_type: str) -> AnyResponse:
        """Streamed, unless the asker has it already: nothing has been published, corrected or withdrawn since."""
        with service.application.database.read() as tx:
            etag = f"{public_record.head(tx, item)}.{service.catalogue_in(tx).version}"
        answer = Response(content_type=content_type, headers={"Cache-Control": _FRESH})
        answer.set_etag(etag, weak=True)
        conditional = answer.make_conditional(request)
        if conditional.status_code == 200:
            conditional.response = make()
        return conditional

    @files.route("/open-data/catalog.jsonld")
    @allow(PUBLIC)
    @files.response(200, {"type": "object"}, content_type=_LD)
    def data_catalog() -> AnyResponse:
        """数据目录，DCAT 3 · The catalogue of the data"""
        content = json.dumps(catalog(service, licence), ensure_ascii=False).encode()
        answer = Response(content, content_type=_LD, headers={"Cache-Control": _FRESH})
        answer.add_etag()
        return answer.make_conditional(request)

    @files.route("/open-data/publications.json")
    @allow(PUBLIC)
    @files.response(200, PublicationsData)
    def publications_as_json() -> AnyResponse:
        """全部公开的清单，含已撤回的 · A list of everything ever published, withdrawn or not"""
        head = {"licence": licence.url}
        rows = (open_data.as_json(service, each) for each in open_data.told(service))
        return fresh(None, lambda: _json_lines(head, rows), _JSON)

    @files.route("/open-data/publications.csv")
    @allow(PUBLIC)
    @files.doc(responses={"200": _CSV})
    def publications_as_csv() -> AnyResponse:
        """同上，CSV · The same as CSV"""
        rows = open_data.publication_rows(service, open_data.told(service))
        return fresh(None, lambda: csv_lines(open_data.PUBLICATION_HEADS, rows), CSV_TYPE)

    @files.route("/open-data/postings.csv")
    @allow(PUBLIC)
    @files.doc(responses={"200": _CSV})
    def postings_as_csv() -> AnyResponse:
        """哪个公开栏何时张贴了什么 · Which board posted what when"""
        rows = open_data.posting_rows(service, open_data.posted(service))
        headers = {"Cache-Control": _FRESH}
        return Response(csv_lines(open_data.POSTING_HEADS, rows), content_type=CSV_TYPE, headers=headers)

    @files.route("/open-data/<string:item>.json")
    @allow(PUBLIC)
    @files.response(200, ItemData)
    def item_as_json(item: str) -> AnyResponse:
        """一个事项的全部文字和数字，按期 · All texts and figures of one item, by period"""
        zh, en = _names(service, item)
        head = {"item": item, "zh": zh, "en": en, "licence": licence.url}
        holding = (each for each in open_data.told(service, item) if not each.withdrawn)
        rows = (open_data.with_content(service, each) for each in holding)
        return fresh(item, lambda: _json_lines(head, rows), _JSON)

    @files.route("/open-data/<string:item>.csv")
    @allow(PUBLIC)
    @files.doc(responses={"200": _CSV})
    def item_as_csv(item: str) -> AnyResponse:
        """同上，一行一个数字 · The same as CSV, a row for each figure"""
        _names(service, item)
        rows = open_data.item_rows(open_data.told(service, item))
        return fresh(item, lambda: csv_lines(open_data.ITEM_HEADS, rows), CSV_TYPE)


def published_version(service: Service, id: str, number: str) -> PublicationPublished:
    """What was published as that version. Raises NotFound: unknown-publication, unknown-version."""
    with service.application.database.read() as tx:
        history = service.application.history(tx, "publication", id)
    versions = [recorded.event for recorded in history if isinstance(recorded.event, PublicationPublished)]
    if not versions:
        raise NotFound(
            "unknown-publication", "没有这项公开，请核对编号。", "There is no such publication. Check its id."
        )
    for version in versions:
        if str(version.version) == number:
            return version
    raise NotFound(
        "unknown-version",
        f"没有这一版。这项公开有第 1 到第 {len(versions)} 版，请改用其中的编号。",
        f"There is no such version. This publication has versions 1 to {len(versions)}.",
        versions=len(versions),
    )


def _names(service: Service, item: str) -> tuple[str, str]:
    """The item's names. Raises NotFound (``unknown-item``)."""
    known = open_data.names(service)
    if item not in known:
        raise NotFound(
            "unknown-item",
            "公开目录里没有这个事项；有哪些，见 /open-data。",
            "There is no such item in the catalogue. /open-data says which there are.",
        )
    return known[item]


def _json_lines(head: dict[str, Any], rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """One JSON document with its ``publications`` last, written as they come, a line for each."""
    yield json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "publications": ['
    separator = b"\n"
    for row in rows:
        yield separator + json.dumps(row, ensure_ascii=False).encode()
        separator = b",\n"
    yield b"\n]}\n"
