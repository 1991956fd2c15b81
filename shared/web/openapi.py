"""The API described by OpenAPI 3.1: as JSON, and as a page that can be read without JavaScript."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from flask_smorest import Api
from marshmallow import INCLUDE, Schema, fields

from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow, declared_roles

API_VERSION = "1"
_METHODS = ("get", "post", "put", "patch", "delete")


class Problem(Schema):
    """What every error looks like (RFC 9457); some say more, in members of their own."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True, metadata={"description": "问题类型 · the problem's type, a URN"})
    title = fields.String(required=True, metadata={"description": "类别 · the kind of problem, for people"})
    status = fields.Integer(required=True, metadata={"description": "HTTP 状态码 · the HTTP status"})
    code = fields.String(required=True, metadata={"description": "固定代码 · a stable code, for programs"})
    detail = fields.String(required=True, metadata={"description": "怎么办 · what to do, in your language"})
    instance = fields.String(required=True, metadata={"description": "请求编号 · this request's id, a URN"})
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "每项的错误（422）· sentences by field, with 422"},
    )
    state = fields.String(metadata={"description": "现在的状态（409）· the present state, with 409"})


class _Api(Api):  # type: ignore[misc]
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Errors are shared.web.errors' business."""

    def serve(self, app: Flask, blueprint: ApiBlueprint) -> None:
        """What `register_blueprint` does, but for describing it: that takes half of a start, and few ever ask."""
        app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        app.register_blueprint(blueprint)

    def described(self, app: Flask, blueprints: Sequence[ApiBlueprint]) -> dict[str, Any]:
        for blueprint in blueprints:
            blueprint.register_views_in_doc(self, app, self.spec, name=blueprint.name, parameters=None)
            self.spec.tag({"name": blueprint.name, "description": blueprint.description})
        document: dict[str, Any] = self.spec.to_dict()
        return document


class _Document:
    """Made when somebody asks for it first."""

    def __init__(self, make: Callable[[], dict[str, Any]]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._found: dict[str, Any] | None = None

    def made(self) -> dict[str, Any]:
        with self._lock:
            if self._found is None:
                self._found = self._make()
            return self._found


@dataclass(frozen=True)
class FieldRow:
    """One field or parameter as the page shows it."""

    name: str
    kind: str
    required: bool
    description: str
    schema: str | None
    where: str = ""


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    roles: tuple[str, ...]
    parameters: tuple[FieldRow, ...]
    body: tuple[FieldRow, ...]
    body_kind: str
    responses: tuple[FieldRow, ...]


def register_api(app: Flask, title: str, blueprints: Sequence[ApiBlueprint]) -> None:
    """Register the API blueprints and the two addresses that describe them."""
    app.config.update(API_TITLE=title, API_VERSION=f"v{API_VERSION}", OPENAPI_VERSION="3.1.0")
    api = _Api(app)
    for blueprint in blueprints:
        api.serve(app, blueprint)
    app.extensions["sunshine-openapi"] = _Document(lambda: _finished(app, api.described(app, blueprints)))
    pages = Blueprint("openapi", __name__)

    @pages.get("/api/openapi.json")
    @allow(PUBLIC)
    def as_json() -> Response:
        return jsonify(openapi_document(current_app))

    @pages.get("/api/")
    @allow(PUBLIC)
    def as_page() -> str:
        shown = openapi_document(current_app)
        groups: dict[str, list[Operation]] = {}
        for tag, operation in _operations(shown):
            groups.setdefault(tag, []).append(operation)
        described = {tag["name"]: tag.get("description", "") for tag in shown.get("tags", [])}
        return render_template("openapi.html", title=title, groups=groups, described=described, schemas=_schemas(shown))

    app.register_blueprint(pages)


def openapi_document(app: Flask) -> dict[str, Any]:
    """The whole OpenAPI document, ready for JSON."""
    document: _Document = app.extensions["sunshine-openapi"]
    return document.made()


def _finished(app: Flask, document: dict[str, Any]) -> dict[str, Any]:
    """What flask-smorest cannot know: errors are problem documents, and who may use which operation."""
    components = document.setdefault("components", {})
    for response in components.get("responses", {}).values():
        if "application/json" in response.get("content", {}):
            response["content"]["application/problem+json"] = response["content"].pop("application/json")
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "POST /api/tokens"}}
    for rule in app.url_map.iter_rules():
        path = document.get("paths", {}).get(_openapi_path(rule.rule), {})
        roles = declared_roles(app, rule.endpoint) or frozenset()
        for method in set(path) & {name.lower() for name in rule.methods or ()}:
            path[method]["x-roles"] = sorted(roles)
            path[method]["security"] = [] if PUBLIC in roles else [{"token": []}]
            path[method]["operationId"] = rule.endpoint.replace(".", "-")
    return document


def _openapi_path(rule: str) -> str:
    """``/petitions/<string:id>`` as ``/petitions/{id}``."""
    parts = [part.split(":")[-1] for part in rule.replace("<", "{<").replace(">", ">}").split("<")]
    return "".join(parts).replace(">", "")


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, item in document.get("paths", {}).items():
        for method in _METHODS:
            if method not in item:
                continue
            found = item[method]
            body = next(iter(found.get("requestBody", {}).get("content", {}).items()), None)
            yield (
                found.get("tags", [""])[0],
                Operation(
                    anchor=found["operationId"] + "-" + method,
                    method=method.upper(),
                    path=path,
                    summary=found.get("summary", ""),
                    description=found.get("description", ""),
                    roles=tuple(found.get("x-roles", ())),
                    parameters=tuple(
                        _parameter(_resolved(document, parameter))
                        for parameter in (*item.get("parameters", ()), *found.get("parameters", ()))
                    ),
                    body=_fields_of(document, body[1]["schema"]) if body else (),
                    body_kind=body[0] if body else "",
                    responses=tuple(
                        _response(str(status), _resolved(document, response))
                        for status, response in found.get("responses", {}).items()
                    ),
                ),
            )


def _schemas(document: Mapping[str, Any]) -> dict[str, tuple[FieldRow, ...]]:
    return {
        name: _fields_of(document, schema)
        for name, schema in sorted(document.get("components", {}).get("schemas", {}).items())
    }


def _fields_of(document: Mapping[str, Any], schema: Mapping[str, Any]) -> tuple[FieldRow, ...]:
    resolved = _resolved(document, schema)
    if resolved.get("type") == "array":
        resolved = _resolved(document, resolved.get("items", {}))
    required = resolved.get("required", ())
    return tuple(
        FieldRow(name, _kind(field), name in required, field.get("description", ""), _schema_named(field))
        for name, field in resolved.get("properties", {}).items()
    )


def _parameter(parameter: Mapping[str, Any]) -> FieldRow:
    schema = parameter.get("schema", {})
    described = parameter.get("description") or schema.get("description", "")
    required = bool(parameter.get("required"))
    return FieldRow(parameter["name"], _kind(schema), required, described, _schema_named(schema), parameter["in"])


def _response(status: str, response: Mapping[str, Any]) -> FieldRow:
    contents: Mapping[str, Any] = response.get("content", {})
    kind = next(iter(contents), "")
    schema = contents.get(kind, {}).get("schema", {})
    described = response.get("description", "")
    return FieldRow("其他 · other" if status == "default" else status, kind, False, described, _schema_named(schema))


def _resolved(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def _schema_named(schema: Mapping[str, Any]) -> str | None:
    """The name of the schema that a field points to, itself, as list item or as one of several."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    below = [schema.get("items"), *schema.get("allOf", ()), *schema.get("anyOf", ())]
    return next((name for part in below if part for name in [_schema_named(part)] if name), None)


def _kind(schema: Mapping[str, Any]) -> str:
    """A field's type and limits in a few words."""
    named = _schema_named(schema)
    types = schema.get("type", "object" if named else "any")
    kind = " | ".join(types) if isinstance(types, list) else str(types)
    if kind == "array" and not named:
        kind = f"{_kind(schema.get('items', {}))} []"
    said = [kind]
    if "format" in schema:
        said.append(str(schema["format"]))
    for limit, sign in (("minimum", "≥"), ("maximum", "≤"), ("minLength", "length ≥"), ("maxLength", "length ≤")):
        if limit in schema:
            said.append(f"{sign} {schema[limit]}")
    if "enum" in schema:
        said.append(" / ".join(str(value) for value in schema["enum"]))
    if "pattern" in schema:
        said.append(f"/{schema['pattern']}/")
    return ", ".join(said)
