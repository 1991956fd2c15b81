"""Between a domain event and what is written: a stable name, a schema version, JSON. Never a module path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import cattrs
from cattrs.preconf.orjson import OrjsonConverter, make_converter

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEventError(RuntimeError):
    """The log holds an event that this version of the software does not know; guessing would be worse."""


@dataclass(frozen=True)
class StoredType:
    """How one event class is stored. ``upcasters[n]`` turns the JSON of version n into that of n + 1."""

    name: str
    version: int
    cls: type[Any]
    upcasters: Mapping[int, Upcaster] = field(default_factory=dict)


class Codec:
    def __init__(self, types: Iterable[StoredType]) -> None:
        self._converter: OrjsonConverter = make_converter()
        self._by_class: dict[type[Any], StoredType] = {}
        self._by_name: dict[str, StoredType] = {}
        for stored in types:
            if stored.name in self._by_name or stored.cls in self._by_class:
                raise ValueError(f"{stored.name} is stored twice")
            if set(stored.upcasters) != set(range(1, stored.version)):
                raise ValueError(f"{stored.name} needs one upcaster from each version before {stored.version}")
            self._by_class[stored.cls] = stored
            self._by_name[stored.name] = stored

    @property
    def types(self) -> tuple[StoredType, ...]:
        return tuple(self._by_name.values())

    @property
    def shape(self) -> str:
        """Which events in which versions this software knows: another text, another software."""
        return " ".join(sorted(f"{stored.name}:{stored.version}" for stored in self.types))

    def known(self, name: str, version: int) -> StoredType:
        """How the event is stored. Raises UnknownEventError for a name or version not known."""
        stored = self._by_name.get(name)
        if stored is None or version > stored.version:
            raise UnknownEventError(
                f"日志里有事件 {name!r} 第 {version} 版，本版本软件不认识。请先升级软件，再用这个数据库。 / "
                f"The log holds the event {name!r} in version {version}, which this software does not know. "
                "Update it before you use it on this database."
            )
        return stored

    def dump(self, event: object) -> tuple[str, int, str]:
        """The event's stored name, schema version and JSON."""
        stored = self._by_class[type(event)]
        return stored.name, stored.version, self._converter.dumps(event).decode()

    def load(self, name: str, version: int, data: str) -> Any:
        """The event, brought up to today's version. Raises UnknownEventError for a name or version not known."""
        stored = self.known(name, version)
        if version == stored.version:
            return self._converter.loads(data, stored.cls)
        loaded: dict[str, Any] = self._converter.loads(data, dict[str, Any])
        for step in range(version, stored.version):
            loaded = stored.upcasters[step](loaded)
        try:
            return self._converter.structure(loaded, stored.cls)
        except cattrs.BaseValidationError as error:
            raise UnknownEventError(f"{name!r} version {version} could not be brought up to date") from error
