"""What the view of publications answers with, and how its rows become that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.disclosure.domain.figures import Figure
from services.disclosure.domain.text import Attached, ScreeningHit, Text
from shared.eventlog.database import Row

CLOSED = "（已封存）"
"""Stands for the title of a version that nobody may read any more."""
VERSION_COLUMNS = (
    "version, revision, state, title, body, carriers, villages, reason, drafted_by, screening, warnings_stand_because,"
    " returned_because, approved_by, published_on, posting_due_on, figures, attachments, obligation, publish_at,"
    " digest, closed_on, closed_because"
)


@dataclass(frozen=True)
class Summary:
    id: str
    item: str
    timing: str
    number: str | None
    title: str
    state: str
    draft_state: str | None
    version: int | None
    published_on: date | None


@dataclass(frozen=True)
class Version:
    """``state`` is ``published`` or where its draft stands. ``revision`` counts the rewritings from 1."""

    version: int
    revision: int
    state: str
    title: str
    body: str
    carriers: tuple[str, ...]
    villages: tuple[str, ...]
    reason: str | None
    drafted_by: str
    screening: tuple[ScreeningHit, ...]
    warnings_stand_because: str | None
    returned_because: str | None
    approved_by: str | None
    published_on: date | None
    posting_due_on: date | None
    figures: tuple[Figure, ...]
    attachments: tuple[Attached, ...]
    obligation: str | None
    publish_at: datetime | None
    """When the clock will publish it; None where nobody has said."""
    digest: str | None
    closed_on: date | None
    """Since when nobody may read it: title, text, figures and attachments are gone from here."""
    closed_because: str | None

    @property
    def text(self) -> Text:
        return Text(self.title, self.body, self.carriers, self.villages, self.figures, self.attachments)


@dataclass(frozen=True)
class Whole:
    """``versions``: the published ones, newest first; ``draft``: the next one in the making."""

    id: str
    item: str
    aspect: str | None
    timing: str
    number: str | None
    about: str | None
    state: str
    withdrawn_on: date | None
    withdrawn_because: str | None
    versions: tuple[Version, ...]
    draft: Version | None

    @property
    def present(self) -> Version:
        """The published version; of one that never was, the draft."""
        return self.versions[0] if self.versions else self._draft()

    @property
    def attached(self) -> frozenset[str]:
        """The ids of the attachments that a version or the draft names."""
        texts = (*self.versions, *((self.draft,) if self.draft else ()))
        return frozenset(attached.id for text in texts for attached in text.attachments)

    @property
    def public(self) -> bool:
        return bool(self.versions)

    def _draft(self) -> Version:
        assert self.draft is not None, "a publication begins with a draft"
        return self.draft


@dataclass(frozen=True)
class Listed:
    rows: tuple[Summary, ...]
    total: int


def summary(row: Row) -> Summary:
    publication, item, timing, number, title, state, draft_state, version, day = row
    return Summary(publication, item, timing, number, title, state, draft_state or None, version or None, day_of(day))


def version_of(row: Row) -> Version:
    values: dict[str, Any] = dict(zip(VERSION_COLUMNS.split(", "), row, strict=True))
    return Version(
        **{
            **values,
            "carriers": tuple(json.loads(values["carriers"])),
            "villages": tuple(json.loads(values["villages"])),
            "screening": tuple(ScreeningHit(**hit) for hit in json.loads(values["screening"])),
            "published_on": day_of(values["published_on"]),
            "posting_due_on": day_of(values["posting_due_on"]),
            "figures": figures_of(values["figures"]),
            "attachments": tuple(Attached(**each) for each in json.loads(values["attachments"])),
            "publish_at": datetime.fromisoformat(values["publish_at"]) if values["publish_at"] else None,
            "digest": values["digest"] or None,
            "closed_on": day_of(values["closed_on"]),
            "closed_because": values["closed_because"] or None,
        }
    )


def figures_of(text: str) -> tuple[Figure, ...]:
    return tuple(Figure(**each) for each in json.loads(text))


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
