"""Registering a petition that comes in from the public or over the counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.oversight.access import named_in, related
from services.oversight.casework import attachments
from services.oversight.casework.places import known
from services.oversight.clocks import Clock
from services.oversight.composition import Service
from services.oversight.domain.petition.commands import RegisterPetition
from services.oversight.domain.petition.events import PetitionRegistered
from services.oversight.domain.petition.particulars import PETITIONER, Particulars
from services.oversight.sealed_petitions import INTAKE, TEXT_FIELDS
from shared.decider import Do
from shared.errors import Forbidden, Unauthorised, WrongState
from shared.eventlog import Recorded
from shared.privacy.codes import fingerprint, grouped, new_receipt_code
from shared.timelimits.days import china_day
from shared.web.roles import LEADER, OFFICER, Account

_FOR_STAFF = ("received_on", "received_at")


@dataclass(frozen=True)
class Prepared:
    """A petition that can be registered: its text is locked already. ``code`` is told to the petitioner alone."""

    id: str
    code: str
    command: RegisterPetition

    @property
    def do(self) -> Do:
        return Do("petition", self.id, self.command)

    def receipt(self, registered: PetitionRegistered) -> dict[str, Any]:
        return {
            "petition": self.id,
            "receipt_code": grouped(self.code),
            "registered_on": china_day(registered.at).isoformat(),
            "deadline": Clock(f"{self.id}.1", registered.deadline).as_dict(),
        }


def file_petition(
    service: Service,
    given: Mapping[str, Any],
    account: Account | None,
    key: str | None,
    files: Sequence[bytes] = (),
) -> dict[str, Any]:
    """Register a petition; it is on disk when this returns. The receipt code in the answer is told this once.

    ``files`` are attached to it, all or the petition is not registered either. Raises Invalid, and WrongState
    (``already-filed``) for a ``key`` used before.
    """
    prepared = prepare(service, given, account)
    by = account.name if account else "public"
    once = f"{by}:{key}" if key else None
    if files:
        recorded = _with_files(service, prepared, files, by, once)
    else:
        starting = service.application.start
        recorded = starting("petition", prepared.id, prepared.command, actor=by, key=once)
    if recorded[0].id != prepared.id:
        raise WrongState(
            "already-filed",
            "这一份已经收到，查询码在第一次提交时已给出。如果没有记下，请再提交一份。",
            "This one has been received; its receipt code was shown the first time. If it is lost, file anew.",
            state="registered",
        )
    return prepared.receipt(recorded[0].event)


def prepare(service: Service, given: Mapping[str, Any], account: Account | None) -> Prepared:
    """What is to be registered, checked as far as that can be without the log. Raises Invalid."""
    staff = account is not None and account.role in {OFFICER, LEADER}
    if not staff and (given["channel"] != "web" or any(name in given for name in _FOR_STAFF)):
        if account is None:
            raise Unauthorised("not-signed-in", "这由工作人员登记，请先登录。", "Sign in: this is for staff only.")
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    known(service.district.office, given["about"])
    if given.get("village"):
        known(service.district.village, given["village"])
    now, new, code = service.clock.now(), service.subjects.new(), new_receipt_code()
    received_at = given.get("received_at")
    received_on = given.get("received_on") or china_day(received_at or now)
    particulars = Particulars(
        channel=given["channel"],
        kind=given["kind"],
        about=given["about"],
        office=_owner(given["kind"], given["about"], account if staff else None, service),
        village=given.get("village"),
        received_on=received_on,
        text=service.keys.encrypt(new, {name: given.get(name) for name in TEXT_FIELDS}),
        receipt_hash=fingerprint(service.node.secrets.code_key, code),
        registered_by=account.name if account else "public",
        people=given["people"],
        named=named_in(service.handlers.values(), given),
        received_at=received_at,
    )
    return Prepared(new, code, RegisterPetition(particulars, now))


def _with_files(
    service: Service, prepared: Prepared, files: Sequence[bytes], by: str, once: str | None
) -> list[Recorded]:
    sealed = attachments.seal_all(service, prepared.id, files)
    with service.application.unit(actor=by) as unit:
        recorded = unit.once(once, lambda: prepared.do) if once else unit.do(prepared.do)
        if recorded[0].id == prepared.id:
            attachments.add(unit, prepared.id, sealed, PETITIONER if by == "public" else by)
    return recorded


def _owner(kind: str, about: str, registrar: Account | None, service: Service) -> str:
    """First-asked responsibility: who takes it in owns it, but never a report about those around the own office."""
    if registrar is None or registrar.office is None:
        return INTAKE
    if kind == "report" and related(service.district, registrar.office, about):
        return INTAKE
    return registrar.office
