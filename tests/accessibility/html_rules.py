"""The HTML of a page: its syntax as html5lib's strict parser sees it, and rules that no parser knows.

Pages run no inline script or style, so an attribute that holds one is an error here: the browser would refuse it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E

Problem = tuple[str, str]
"""The rule, and the element with what is wrong."""
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "form")
LABELLED = frozenset({"input", "select", "textarea", "meter", "output", "progress", "button"})
INTERACTIVE = frozenset({"a", "button", "select", "textarea", "input", "summary", "label", "details"})


def problems(page: str, lang: str) -> Iterator[Problem]:
    """Everything wrong with the text of a page that is to be in ``lang``, ``zh-CN`` or ``en``."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(page)
    for (line, column), code, values in parser.errors:
        yield "html syntax", f"line {line}, column {column}: {E[code] % values}"
    for rule in _RULES:
        yield from ((f"html {rule.__name__.strip('_').replace('_', '-')}", said) for said in rule(root))
    if root.get("lang") != lang:
        yield "html lang", f"<html lang={root.get('lang')!r}>, not {lang!r}"


def _text(element: Element) -> str:
    """What a screen reader has to say of an element: its text, its pictures' and its own name."""
    said = [element.get("aria-label") or "", *element.itertext()]
    said += [picture.get("alt") or "" for picture in element.iter("img")]
    return "".join(said).strip()


def _told(element: Element) -> str:
    kept = " ".join(f'{name}="{value}"' for name, value in element.items() if name in ("id", "class", "href", "name"))
    return f"<{element.tag}{' ' if kept else ''}{kept}> {_text(element)[:40]}".rstrip()


def _unique_ids(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    yield from (f"id {one!r} stands {count} times" for one, count in ids.items() if count > 1 or not one)


def _references(root: Element) -> Iterator[str]:
    """Labels, descriptions and links within the page lead to something that is there."""
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    for element in root.iter():
        for name in REFERENCES:
            for named in (element.get(name) or "").split():
                if named not in ids:
                    yield f"{_told(element)}: {name} names {named!r}, which is not there"
        field = element.get("for") if element.tag == "label" else None
        if field is not None and (field not in ids or ids[field].tag not in LABELLED):
            yield f"{_told(element)}: for names {field!r}, which is no field"
        address = element.get("href") or ""
        if element.tag == "a" and address.startswith("#") and address[1:] not in ids:
            yield f"{_told(element)}: leads nowhere"


def _labelled_fields(root: Element) -> Iterator[str]:
    labels = {label.get("for") for label in root.iter("label")}
    within = {field for label in root.iter("label") for field in label.iter()}
    for field in root.iter():
        if field.tag not in ("input", "select", "textarea") or field.get("type") in ("hidden", "submit", "button"):
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        if not named and field.get("id") not in labels and field not in within:
            yield _told(field)


def _nested_controls(root: Element) -> Iterator[str]:
    for outer in root.iter():
        if outer.tag in ("a", "button", "summary") or (outer.tag == "label" and outer.get("for") is not None):
            inner = [one for one in outer.iter() if one is not outer and one.tag in INTERACTIVE]
            yield from (f"{_told(one)} within {_told(outer)}" for one in inner)


def _headings(root: Element) -> Iterator[str]:
    """One h1, and no level left out on the way down."""
    seen = [element for element in root.iter() if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    first = sum(heading.tag == "h1" for heading in seen)
    if first != 1:
        yield f"{first} h1"
    level = 0
    for heading in seen:
        if int(heading.tag[1]) > level + 1:
            yield f"{_told(heading)} follows h{level}" if level else f"{_told(heading)} comes first"
        level = int(heading.tag[1])


def _empty(root: Element) -> Iterator[str]:
    """Links, buttons, headings and the page's own title say something."""
    for element in root.iter():
        speaks = element.tag in ("a", "button", "summary", "legend", "label", "title", "h1", "h2", "h3", "h4", "th")
        if speaks and not _text(element) and not element.get("aria-labelledby"):
            yield _told(element)


def _inline(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield _told(element)
        yield from (f"{_told(element)}: {name}" for name in element.attrib if name == "style" or name.startswith("on"))


_RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    _unique_ids,
    _references,
    _labelled_fields,
    _nested_controls,
    _headings,
    _empty,
    _inline,
)
