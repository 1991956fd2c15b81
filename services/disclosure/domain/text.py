"""What is posted, for whom, and what screening says about it. Screening itself is injected: it is a pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from services.disclosure.domain.figures import Figure
from shared.errors import Invalid

VILLAGE_BOARD = "village_board"
TOWNSHIP_BOARD = "township_board"
MOST_ATTACHMENTS = 10


@dataclass(frozen=True)
class Attached:
    """A picture or PDF that belongs to a publication. ``id`` is the sha256 of its content, ``size`` in bytes."""

    id: str
    title: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Text:
    """One version's content and where it is meant to be posted: ids of carriers and of villages.

    ``body`` is Markdown; its figures and attachments stand beside it.
    """

    title: str
    body: str
    carriers: tuple[str, ...]
    villages: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    attachments: tuple[Attached, ...] = ()

    @property
    def boards(self) -> tuple[str, ...]:
        """The villages whose boards owe a posting receipt: none where it is meant for other carriers alone."""
        return self.villages if VILLAGE_BOARD in self.carriers else ()


class Found(Protocol):
    """What the screening function reports: ``block`` must be taken out, ``warn`` is for a person to decide."""

    @property
    def kind(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


@dataclass(frozen=True)
class ScreeningHit:
    """What was found, at ``field[start:end]``. Never the words themselves: they may be personal data."""

    field: str
    kind: str
    severity: str
    start: int
    end: int
    zh: str
    en: str


Screen = Callable[[str], Iterable[Found]]


def screened(screen: Screen, text: Text) -> tuple[ScreeningHit, ...]:
    """Everything found in title, body and the titles of attachments, in this order, and that these cannot be read."""
    hits = _hits(screen, "title", text.title) + _hits(screen, "body", text.body)
    for number, attached in enumerate(text.attachments, start=1):
        hits += [*_hits(screen, "attachments", attached.title), _unread(number)]
    return tuple(hits)


def _unread(number: int) -> ScreeningHit:
    return ScreeningHit(
        "attachments",
        "attachment-unread",
        "warn",
        0,
        0,
        f"第 {number} 个附件，筛查读不了里面的内容：请打开看过，里面不能有人脸、人名、证件和病历。",
        f"Attachment {number} cannot be screened: open it and look that there is no face, name, paper or record in it.",
    )


def admitted(screen: Screen, text: Text) -> tuple[ScreeningHit, ...]:
    """The warnings. Raises Invalid: ``screening-blocked`` where something has to be taken out first;
    ``too-many-attachments``.
    """
    if len(text.attachments) > MOST_ATTACHMENTS:
        raise Invalid(
            "too-many-attachments",
            f"附件最多 {MOST_ATTACHMENTS} 个，请去掉几个，或合成一个 PDF。",
            f"At most {MOST_ATTACHMENTS} attachments: take some off, or put them into one PDF.",
        )
    hits = screened(screen, text)
    _refuse_blocked(hits)
    return hits


def admit_reason(screen: Screen, reason: str) -> None:
    """A reason is published or kept for ever like the text itself. Raises Invalid (``screening-blocked``)."""
    _refuse_blocked(_hits(screen, "reason", reason))


def admitted_words(screen: Screen, words: Mapping[str, str]) -> tuple[ScreeningHit, ...]:
    """The warnings in words by their field. Raises Invalid (``screening-blocked``) as `admitted` does."""
    hits = tuple(hit for field, said in words.items() for hit in _hits(screen, field, said))
    _refuse_blocked(hits)
    return hits


def masked(text: Text, hits: Iterable[ScreeningHit]) -> Text:
    """The text with everything that is blocked made unreadable, character by character."""
    fields = {"title": text.title, "body": text.body}
    for hit in hits:
        if hit.severity == "block":
            said = fields[hit.field]
            fields[hit.field] = said[: hit.start] + "■" * (hit.end - hit.start) + said[hit.end :]
    return replace(text, title=fields["title"], body=fields["body"])


def _hits(screen: Screen, field: str, said: str) -> list[ScreeningHit]:
    return [
        ScreeningHit(field, found.kind, found.severity, found.start, found.end, found.zh, found.en)
        for found in screen(said)
    ]


def _refuse_blocked(hits: Iterable[ScreeningHit]) -> None:
    if blocked := [asdict(hit) for hit in hits if hit.severity == "block"]:
        raise Invalid(
            "screening-blocked",
            "内容里有不能公开的个人信息，请照提示删除后再试。",
            "There is personal data in it that must not be published. Take it out as shown, then try again.",
            hits=blocked,
        )
