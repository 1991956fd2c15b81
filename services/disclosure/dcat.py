"""The catalogue of the open data, as JSON-LD by DCAT 3 (W3C) in the manner of DCAT-AP, for the harvesters of portals.

Not to be confused with the catalogue of what has to be disclosed: each item of that is a dataset of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.domain.catalogue import CatalogueItem
from services.disclosure.domain.publication import CIRCULAR
from services.disclosure.open_data import Licence, names
from services.disclosure.views import public_record

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"
_FREQUENCIES = {"monthly": "MONTHLY", "quarterly": "QUARTERLY", "yearly": "ANNUAL", None: "IRREG"}
_MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}
Span = tuple[datetime, datetime] | None


@dataclass(frozen=True)
class _Entry:
    """One dataset: ``title`` and ``about`` in Chinese and English, ``span`` from its first publication to its last."""

    name: str
    title: tuple[str, str]
    about: tuple[str, str]
    span: Span
    cadence: str | None = None
    formats: tuple[str, ...] = ("json", "csv")


def catalog(service: Service, licence: Licence) -> dict[str, Any]:
    """The whole document."""
    url = service.node.config.url
    found = service.catalogue.items
    with service.application.database.read() as tx:
        whole = public_record.span(tx)
        spans = {item: public_record.span(tx, item) for item in (*found, CIRCULAR)}
    place, publisher = {"@id": f"{url}/#place"}, {"@id": f"{url}/#publisher"}
    shared = {"dct:publisher": publisher, "dct:spatial": place, "dct:language": _named(f"{_EU}/language/ZHO")}
    entries = [
        _Entry(item, named, _about(found.get(item)), spans[item], found[item].cadence if item in found else None)
        for item, named in names(service).items()
    ]
    entries += [
        _Entry("publications", *_PUBLICATIONS, whole),
        _Entry("postings", *_POSTINGS, whole, formats=("csv",)),
    ]
    datasets = [_dataset(url, entry, licence) for entry in entries]
    district = service.district
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@id": f"{url}/open-data",
                "@type": "dcat:Catalog",
                "dct:title": _both(f"{district.township_zh}公开数据", f"Open data of {district.township_en}"),
                "dct:description": _both(
                    "政务公开的文字、数字和张榜情况。",
                    "What is made public: texts, figures, and where they are posted.",
                ),
                "foaf:homepage": _named(f"{url}/open-data"),
                "dct:license": _named(licence.url),
                **shared,
                **_dated(whole),
                "dcat:dataset": [{"@id": dataset["@id"]} for dataset in datasets],
            },
            *({**dataset, **shared} for dataset in datasets),
            {**publisher, "@type": "foaf:Agent", "foaf:name": _both(district.township_zh, district.township_en)},
            {
                **place,
                "@type": "dct:Location",
                "skos:prefLabel": _both(
                    district.district_zh + district.township_zh, f"{district.township_en}, {district.district_en}"
                ),
            },
            {"@id": licence.url, "@type": "dct:LicenseDocument", "dct:title": _both(licence.zh, licence.en)},
        ],
    }


_PUBLICATIONS = (
    ("公开清单", "List of publications"),
    ("每一项公开的标题、日期、状态和网址，含已撤回的。", "Title, days, state and address of each, withdrawn ones too."),
)
_POSTINGS = (
    ("张榜清单", "List of postings"),
    ("哪个村（居）的公开栏何时张贴了什么，逾期多久。", "Which village board posted what when, and how late."),
)


def _dataset(url: str, entry: _Entry, licence: Licence) -> dict[str, Any]:
    return {
        "@id": f"{url}/open-data/{entry.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": entry.name,
        "dct:title": _both(*entry.title),
        "dct:description": _both(*entry.about),
        "dcat:landingPage": _named(f"{url}/open-data#{entry.name}"),
        "dct:accrualPeriodicity": _named(f"{_EU}/frequency/{_FREQUENCIES[entry.cadence]}"),
        "dct:accessRights": _named(f"{_EU}/access-right/PUBLIC"),
        **_dated(entry.span),
        "dcat:distribution": [
            {
                "@id": f"{url}/open-data/{entry.name}.{form}",
                "@type": "dcat:Distribution",
                "dct:title": form.upper(),
                "dcat:accessURL": _named(f"{url}/open-data/{entry.name}.{form}"),
                "dcat:downloadURL": _named(f"{url}/open-data/{entry.name}.{form}"),
                "dcat:mediaType": _named(f"https://www.iana.org/assignments/media-types/{_MEDIA_TYPES[form]}"),
                "dct:format": _named(f"{_EU}/file-type/{form.upper()}"),
                "dct:license": _named(licence.url),
            }
            for form in entry.formats
        ],
    }


def _about(item: CatalogueItem | None) -> tuple[str, str]:
    """What the item has to say, and by which rule; None for circulars."""
    if item is None:
        return "查出的问题和整改结果。", "What was found wrong, and how it was put right."
    content = next(aspect for aspect in item.aspects if aspect.id == "content")
    return f"{content.zh}依据：{item.legal_zh}", f"{content.en} Rule: {item.legal_en}"


def _dated(span: Span) -> Mapping[str, Any]:
    if span is None:
        return {}
    first, last = ({"@type": "xsd:dateTime", "@value": moment.isoformat()} for moment in span)
    return {
        "dct:issued": first,
        "dct:modified": last,
        "dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last},
    }


def _both(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@language": "zh-CN", "@value": zh}, {"@language": "en", "@value": en}]


def _named(address: str) -> dict[str, str]:
    return {"@id": address}
