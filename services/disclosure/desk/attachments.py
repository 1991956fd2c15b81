"""What belongs to a publication beside its text: photographs and PDF, put to a draft and taken off it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from services.disclosure import attachments
from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.domain.publication_commands import RewriteDraft
from services.disclosure.domain.text import Attached, Text
from services.disclosure.views import publications
from services.disclosure.views.publication_shapes import Version, Whole
from shared.decider import Do
from shared.errors import NotFound, WrongState
from shared.eventlog import Transaction

Rewritten = Callable[[Text], Text]


@dataclass(frozen=True)
class Read:
    """``published``: everybody may read it, and its address will never show anything else."""

    attached: Attached
    content: bytes
    published: bool


def attach(service: Service, who: str, id: str, title: str, sent: bytes) -> str:
    """Put a file to the draft; return its id. The same file again has its new title.

    Raises Invalid for what may not be kept (`attachments.taken`), too many, or a title that screening blocks;
    WrongState where nothing is being drafted.
    """
    file = attachments.taken(sent)
    attached = Attached(file.id, title, file.media_type, len(file.content))

    def added(text: Text) -> Text:
        if any(one.id == file.id for one in text.attachments):
            return replace(text, attachments=tuple(attached if one.id == file.id else one for one in text.attachments))
        return replace(text, attachments=(*text.attachments, attached))

    _rewrite(service, who, id, added, lambda tx: attachments.store(tx, id, file))
    return file.id


def detach(service: Service, who: str, id: str, attachment: str) -> None:
    """Take a file off the draft; where no published version has it, it is deleted. Raises NotFound, WrongState."""
    whole = desk.found(service, id)
    if whole.draft is None or attachment not in _ids(whole.draft.attachments):
        raise _unknown()

    def without(text: Text) -> Text:
        return replace(text, attachments=tuple(one for one in text.attachments if one.id != attachment))

    def forget(tx: Transaction) -> None:
        if left := publications.one(tx, id):
            attachments.keep_only(tx, id, left.attached)

    _rewrite(service, who, id, without, forget)


def read(service: Service, id: str, attachment: str, *, staff: bool) -> Read:
    """What a published version names; for staff, what the draft names too. Raises NotFound."""
    with service.application.database.read() as tx:
        whole = publications.one(tx, id)
        named = {one.id: one for one in whole.draft.attachments} if whole and whole.draft and staff else {}
        public = {one.id: one for version in _published(whole) for one in version.attachments}
        found = public.get(attachment) or named.get(attachment)
        content = attachments.stored(tx, id, attachment) if found else None
    if found is None or content is None:
        raise _unknown()
    return Read(found, content, attachment in public)


def _rewrite(service: Service, who: str, id: str, rewritten: Rewritten, beside: Callable[[Transaction], None]) -> None:
    """The draft with another list of attachments, and what is kept of them, in one transaction."""
    whole = desk.found(service, id)
    if whole.draft is None:
        raise WrongState(
            "nothing-drafted",
            "附件只能加在草稿上；要给已公开的内容加附件，请先起草更正。",
            "Attachments belong to a draft. To change those of what is published, begin a correction first.",
            state=whole.state,
        )
    text = rewritten(whole.draft.text)
    command = RewriteDraft(text, who, service.now(), desk.beside(service, whole.item, text, but=id))
    with service.application.unit(actor=who) as unit:
        unit.do(Do("publication", id, command))
        beside(unit.tx)


def _published(whole: Whole | None) -> tuple[Version, ...]:
    return whole.versions if whole else ()


def _ids(attached: tuple[Attached, ...]) -> set[str]:
    return {one.id for one in attached}


def _unknown() -> NotFound:
    return NotFound(
        "unknown-attachment", "没有这个附件，请核对地址。", "There is no such attachment. Check the address."
    )
