"""Every address of the service that takes a petition's id, with a body that holds: drawn from its own OpenAPI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.web.openapi import openapi_document

_AROUND_ID = re.compile(r"(/(?:petitions|deadlines)/)<(?:string:)?(?:id|petition)>")


@dataclass(frozen=True)
class Given:
    """How an address is asked: its path around the id, and what is sent."""

    before: str
    after: str
    body: dict[str, Any]

    @property
    def machine(self) -> bool:
        return self.before.startswith("/api/")

    def path(self, id: str) -> str:
        return self.before + id + self.after


def petition_rules(app: Any) -> list[tuple[Any, str]]:
    """Every rule with a petition's id in it, and each of its methods."""
    rules = [rule for rule in app.url_map.iter_rules() if _AROUND_ID.search(rule.rule)]
    return [(rule, method) for rule in rules for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]


def filled(app: Any, rule: Any) -> Iterator[Given]:
    """The addresses of a rule: one for each word of a choice (``any``) in it."""
    choice = re.search(r"<any\(([^)]+)\):\w+>", rule.rule)
    for word in choice[1].replace('"', "").split(", ") if choice else [""]:
        path = rule.rule.replace(choice[0], word) if choice else rule.rule
        before, _, after = _AROUND_ID.sub(r"\1" + "\0", path, count=1).partition("\0")
        after = re.sub(r"<(?:\w+:)?\w+>", "acceptance", after)
        yield Given(before, after, body_of(app, before, after))


def body_of(app: Any, before: str, after: str) -> dict[str, Any]:
    """What the JSON address of that name takes; a page's form takes the same."""
    document = openapi_document(app)
    prefix = before if before.startswith("/api/") else "/api" + before
    for name, path in document["paths"].items():
        if re.fullmatch(re.escape(prefix) + r"\{\w+\}" + re.escape(after), name) and "post" in path:
            content = path["post"].get("requestBody", {}).get("content", {})
            if "application/json" in content:
                made: dict[str, Any] = example(document, content["application/json"]["schema"])
                return made
    return {}


def example(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """The least that holds: what is required, each the first that fits."""
    if "$ref" in schema:
        return example(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "examples" in schema:
        return schema["examples"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if "enum" in schema:
        return next(value for value in schema["enum"] if value is not None)
    if kind == "object":
        required = schema.get("required", [])
        return {
            name: example(document, part) for name, part in schema.get("properties", {}).items() if name in required
        }
    if kind == "array":
        return [example(document, schema["items"])]
    if kind == "string":
        return {"date": "2026-03-01", "date-time": "2026-03-01T01:00:00+00:00"}.get(schema.get("format", ""), "核查")
    return {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1), "boolean": True}[kind]
