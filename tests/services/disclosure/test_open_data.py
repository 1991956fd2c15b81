"""What programs read: the archive whose bytes never change, the tables of the open data, and their catalogue."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from services.disclosure.desk import publications as desk
from services.disclosure.domain.figures import Figure
from services.disclosure.domain.obligation import Period, SetObligation
from services.disclosure.domain.publication_commands import DraftPublication
from services.disclosure.domain.text import Text
from tests.services.disclosure.examples import OWED, OWED_DUE, RECEIPT, TEXT

FIGURES = (
    Figure("born", "出生", "Born", "人", 128),
    Figure("twins", "双胞胎", "Twins", "对", None),
)
BIRTHS = Text("2025年第四季度人口出生情况", "=1+1 本季度出生 128 人。", ("web", "village_board"), ("yangshe",), FIGURES)


@pytest.fixture
def see(app):
    client = app.test_client()

    def look(path, status=200, **headers):
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, answer.text
        return answer

    return look


@pytest.fixture
def births(service):
    """The figures of a quarter, published."""
    quarter = replace(OWED, period=Period(date(2025, 10, 1), date(2025, 12, 31)))
    service.application.handle(
        "obligation", "births.2025-q4", SetObligation(quarter, OWED_DUE, service.now()), actor="clock"
    )
    command = DraftPublication("births", "periodic", None, BIRTHS, "li", service.now(), "births.2025-q4")
    service.application.handle("publication", "b1", command, actor="li")
    desk.submit(service, "li", "b1", {"reason": "已核对。"})
    desk.approve(service, "wang", "b1", {})
    desk.publish(service, "li", "b1", {})
    return "b1"


def table(answer):
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_an_archived_file_never_changes_whatever_comes_of_it_later(see, service, call, publish):
    publication = publish()["id"]
    first = see(f"/archive/{publication}/1.json")
    wanted = {"title": TEXT.title, "body": "均不收费，请举报。", "reason": "补充。"}
    call("li", "POST", f"/api/publications/{publication}/correct", wanted)
    for who, step in (("li", "submit"), ("wang", "approve"), ("li", "publish")):
        call(who, "POST", f"/api/publications/{publication}/{step}", {})
    call("zhao", "POST", f"/api/publications/{publication}/withdraw", {"reason": "依据已废止。"})
    service.application.rebuild()
    again = see(f"/archive/{publication}/1.json")
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert see(f"/archive/{publication}/2.json").data != first.data
    assert first.headers["Cache-Control"] == "public, max-age=86400, immutable"
    assert see(f"/archive/{publication}/1.json", 304, **{"If-None-Match": first.headers["ETag"]}).data == b""


def test_the_sha256_of_an_archived_file_is_the_digest_that_receipts_are_signed_for(see, births):
    answer = see("/archive/b1/1.json")
    digest = hashlib.sha256(answer.data).hexdigest()
    assert answer.headers["ETag"] == f'"{digest}"'
    said = json.loads(answer.data)
    assert (said["title"], said["figures"][1]["value"], said["published_on"]) == (BIRTHS.title, None, "2026-03-02")
    assert digest in see("/publications/b1/versions/1").text
    assert see("/open-data/publications.json").json["publications"][0]["sha256"] == digest


def test_what_is_not_in_the_archive_is_a_problem_document_that_says_what_there_is(see, call, births):
    refused = see("/archive/b1/2.json", 404)
    assert refused.content_type == "application/problem+json"
    assert (refused.json["code"], refused.json["versions"]) == ("unknown-version", 1)
    assert see("/archive/none/1.json", 404).json["code"] == "unknown-publication"
    for number in ("0", "01", "-1", "1.0", "one", "9" * 30):
        assert see(f"/archive/b1/{number}.json", 404).json["code"] == "unknown-version"
    drafted = call("li", "POST", "/api/publications", {"item": "fees", "title": TEXT.title, "body": TEXT.body})[1]
    assert see(f"/archive/{drafted['id']}/1.json", 404).json["code"] == "unknown-publication"


def test_an_items_figures_are_a_long_table_that_says_what_is_withheld(see, births):
    rows = table(see("/open-data/births.csv"))
    assert [(row["期间 period"], row["内容 field"], row["数值 value"], row["隐去 withheld"]) for row in rows] == [
        ("2025-q4", "text", "", ""),
        ("2025-q4", "born", "128", ""),
        ("2025-q4", "twins", "", "隐去 withheld"),
    ]
    # A cell that begins like a formula is made plain text.
    assert rows[0]["文字 text"] == "'=1+1 本季度出生 128 人。"
    data = see("/open-data/births.json").json
    (one,) = data["publications"]
    assert (data["zh"], one["period"], one["text"]) == ("人口出生情况", "2025-q4", BIRTHS.body)
    assert [(each["value"], each["withheld"]) for each in one["figures"]] == [(128, False), (None, True)]


def test_withdrawn_figures_are_nobodys_and_the_list_says_why(see, call, births):
    call("zhao", "POST", "/api/publications/b1/withdraw", {"reason": "数字有误。"})
    assert see("/open-data/births.json").json["publications"] == []
    assert table(see("/open-data/births.csv")) == []
    (row,) = table(see("/open-data/publications.csv"))
    assert (row["状态 state"], row["撤回理由 withdrawn_because"]) == ("withdrawn", "数字有误。")
    assert row["存档 archive"] == "http://disclosure.test/archive/b1/1.json"
    (one,) = see("/open-data/publications.json").json["publications"]
    assert (one["state"], one["withdrawn_on"]) == ("withdrawn", "2026-03-02")


def test_long_lists_are_read_page_by_page_and_nothing_is_missed(see, publish, monkeypatch):
    ids = [publish()["id"] for _ in range(5)]
    whole = see("/open-data/publications.csv").data
    from services.disclosure.views import postings, public_record

    for view in (public_record, postings):
        at_once = view.in_order
        monkeypatch.setattr(view, "in_order", lambda tx, at_once=at_once, **given: at_once(tx, **given, limit=2))
    assert see("/open-data/publications.csv").data == whole
    assert [one["publication"] for one in see("/open-data/publications.json").json["publications"]] == ids
    assert len(table(see("/open-data/postings.csv"))) == 15


def test_postings_say_which_board_posted_what_when(see, publish, hear):
    publication = publish()["id"]
    hear(replace(RECEIPT, data={**RECEIPT.data, "publication": publication, "posted_on": date(2026, 3, 2)}))
    rows = table(see("/open-data/postings.csv"))
    assert [(row["村居代码 village"], row["张榜 posted_on"], row["状态 state"]) for row in rows] == [
        ("hongmei", "", "due"),
        ("township", "", "due"),
        ("yangshe", "2026-03-02", "posted"),
    ]


def test_data_that_has_not_changed_is_not_sent_again(see, publish, births):
    for path in ("/open-data/births.csv", "/open-data/births.json", "/open-data/publications.json"):
        etag = see(path).headers["ETag"]
        assert see(path, 304, **{"If-None-Match": etag}).data == b""
    publish()
    assert see("/open-data/publications.json", 200, **{"If-None-Match": etag}).data
    assert see("/open-data/none.csv", 404).json["code"] == "unknown-item"
    assert see("/open-data/none.json", 404).content_type == "application/problem+json"


def test_the_catalogue_of_the_data_leads_to_every_table(see, births):
    answer = see("/open-data/catalog.jsonld")
    assert answer.content_type == "application/ld+json"
    document = json.loads(answer.data)
    named = {node["@id"]: node for node in document["@graph"]}
    catalog = next(node for node in document["@graph"] if node["@type"] == "dcat:Catalog")
    datasets = [named[each["@id"]] for each in catalog["dcat:dataset"]]
    assert len(datasets) == 19  # sixteen items, circulars, two lists
    assert {prefix for key in _keys(document["@graph"]) if (prefix := key.partition(":")[0]) != key} <= set(
        document["@context"]
    )
    assert named[catalog["dct:publisher"]["@id"]]["foaf:name"][0]["@value"] == "阳光镇"
    for dataset in datasets:
        assert dataset["@type"] == "dcat:Dataset"
        assert dataset["dct:spatial"]["@id"] in named
        for distribution in dataset["dcat:distribution"]:
            path = distribution["dcat:downloadURL"]["@id"].removeprefix("http://disclosure.test")
            kind = distribution["dcat:mediaType"]["@id"].removeprefix("https://www.iana.org/assignments/media-types/")
            assert see(path).mimetype == kind
    births = named["http://disclosure.test/open-data/births"]
    assert births["dct:accrualPeriodicity"]["@id"].endswith("/frequency/QUARTERLY")
    assert births["dct:temporal"]["dcat:startDate"]["@value"] == "2026-03-02T01:00:00+00:00"


def _keys(node):
    for each in node if isinstance(node, list) else [node] if isinstance(node, dict) else []:
        yield from each
        for value in each.values():
            yield from _keys(value)


def test_the_page_explains_the_data_to_people_and_how_to_check_the_archive(see, births):
    shown = see("/open-data").text
    for named in (
        "不受著作权法保护",
        "/open-data/births.csv",
        "/archive/b1/1.json | sha256sum",
        "/open-data/catalog.jsonld",
    ):
        assert named in shown
    assert 'href="/open-data"' in see("/").text


def test_every_file_stands_in_the_openapi_document(app):
    paths = app.test_client().get("/api/openapi.json").json["paths"]
    assert {"/archive/{id}/{number}.json", "/open-data/{item}.csv", "/open-data/catalog.jsonld"} <= set(paths)
