"""flask-smorest's blueprint with types, so that API modules stay strict without a comment at every decorator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask_smorest import Blueprint
from flask_smorest.fields import Upload
from marshmallow import Schema

__all__ = ["ApiBlueprint", "Upload"]

View = TypeVar("View", bound=Callable[..., Any])
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class ApiBlueprint(Blueprint):  # type: ignore[misc]
    """``ApiBlueprint("petitions", __name__, url_prefix="/api/petitions", description="信访 · Petitions")``."""

    def route(self, rule: str, *, methods: tuple[str, ...] = ("GET",), **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().route(rule, methods=list(methods), **options))

    def arguments(self, schema: type[Schema] | Schema, *, location: str = "json", **options: Any) -> Decorator:
        """Check the body (or ``location="query"``) and hand it to the view as its first argument."""
        return cast("Decorator", super().arguments(schema, location=location, **options))

    def response(
        self, status: int, schema: type[Schema] | Schema | dict[str, str] | None = None, **options: Any
    ) -> Decorator:
        return cast("Decorator", super().response(status, schema, **options))

    def doc(self, **described: Any) -> Decorator:
        """What the OpenAPI document shall say beside what the other decorators tell it."""
        return cast("Decorator", super().doc(**described))
