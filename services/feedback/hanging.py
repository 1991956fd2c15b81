"""What the clerk confirms of the paper board, with a photograph where one was taken."""

from __future__ import annotations

from collections.abc import Callable

from services.feedback.composition import Service
from services.feedback.domain.posting import Post, TakeDown
from services.feedback.views import board
from shared import photographs
from shared.decider import Do
from shared.errors import NotFound
from shared.photographs import Photograph


def post(service: Service, publication: str, version: int | None, sent: bytes | None, actor: str) -> None:
    """It hangs there. Raises NotFound, WrongState; Invalid for what is no photograph."""
    _confirm(service, publication, sent, actor, lambda found: Post(version, service.today(), service.now(), found))


def take_down(service: Service, publication: str, sent: bytes | None, actor: str) -> None:
    """It hangs there no more. Raises as `post` does."""
    _confirm(service, publication, sent, actor, lambda found: TakeDown(service.today(), service.now(), found))


def photograph(service: Service, publication: str) -> Photograph:
    """That of the paper board as it hangs now. Raises NotFound (``unknown-publication``, ``no-photograph``)."""
    with service.application.database.read() as tx:
        found = board.one(tx, publication)["photograph"]
        kept = photographs.stored(tx, found) if found else None
    if kept is None:
        raise NotFound("no-photograph", "这条内容没有张贴照片。", "There is no photograph of this.")
    return kept


def _confirm(
    service: Service, publication: str, sent: bytes | None, actor: str, asks: Callable[[str], Post | TakeDown]
) -> None:
    # Examined before the transaction begins: that takes its time.
    taken = photographs.taken(sent) if sent else None
    with service.application.unit(actor=actor) as unit:
        done = unit.do(Do("posting", publication, asks(taken.id if taken else "")))
        if taken and done:
            photographs.store(unit.tx, taken)
