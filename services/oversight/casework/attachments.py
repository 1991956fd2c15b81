"""Photographs, scans and recordings that belong to a petition: added by the petitioner or by staff, read by few."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from services.oversight import attachments
from services.oversight.access import scope
from services.oversight.attachments import Sealed
from services.oversight.composition import Service
from services.oversight.domain.petition import commands
from services.oversight.domain.petition.particulars import PETITIONER
from services.oversight.views import attachments as listed
from services.oversight.views import petitions
from shared.application import Unit
from shared.decider import Do
from shared.errors import Invalid, NotFound
from shared.privacy.attachments import SUFFIXES
from shared.web.roles import Account

_AT_ONCE = threading.BoundedSemaphore(2)
"""A file takes five times its size while it is encrypted: of many at the same time only two are in work."""


def seal_all(service: Service, petition: str, files: Sequence[bytes]) -> list[Sealed]:
    """Examine and encrypt before anything is stored. Raises Invalid for the first file that may not be kept."""
    if not files:
        return []
    with _AT_ONCE:
        ids = service.application.ids
        return [attachments.seal(service.keys, ids, petition, content) for content in files]


def add(unit: Unit, petition: str, sealed: Sequence[Sealed], by: str) -> None:
    """Event and content in one transaction. Raises Invalid for too many, WrongState once the petition has ended."""
    for one in sealed:
        adding = commands.AddAttachment(one.id, one.media_type, one.size, by, unit.now)
        unit.do(Do("petition", petition, adding))
        attachments.store(unit.tx, petition, one)


def attach(service: Service, petition: str, files: Sequence[bytes], by: str) -> int:
    """All of the files or none; returns how many. Raises Invalid for what may not be kept, or nothing at all."""
    if not files:
        raise Invalid("attachment-missing", "请选择要传的文件。", "Choose a file to send.")
    sealed = seal_all(service, petition, files)
    with service.application.unit(actor="public" if by == PETITIONER else by) as unit:
        add(unit, petition, sealed, by)
    return len(sealed)


def attach_as_staff(service: Service, account: Account, petition: str, files: Sequence[bytes]) -> int:
    """What came by letter or over the counter. Raises NotFound for a petition that this person may not see."""
    with service.application.database.read() as tx:
        petitions.one(tx, petition, scope(service.district, account))
    return attach(service, petition, files, account.name)


@dataclass(frozen=True)
class Read:
    """A file for a download, under a name that says nothing."""

    name: str
    media_type: str
    content: bytes


def read(service: Service, account: Account, petition: str, attachment: str, reason: str) -> Read:
    """For those who may read the petition's text, after it is recorded who reads and why. Raises NotFound."""
    with service.application.database.read() as tx:
        petitions.one(tx, petition, scope(service.district, account))
        kinds = {one["id"]: one["media_type"] for one in listed.of_petition(tx, petition)}
    if attachment not in kinds:
        raise _unknown()
    reading = commands.ReadIdentity(reason, account.name, service.clock.now())
    service.application.handle("petition", petition, reading, actor=account.name)
    with service.application.database.read() as tx:
        content = attachments.opened(tx, service.keys, petition, attachment)
    if content is None:
        raise _unknown()
    return Read(f"attachment-{attachment[:8]}{SUFFIXES[kinds[attachment]]}", kinds[attachment], content)


def _unknown() -> NotFound:
    return NotFound("unknown-attachment", "没有这个附件，或已删除。", "There is no such attachment, or it was erased.")
