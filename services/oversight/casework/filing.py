"""Registering a petition that comes in from the public or over the counter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.oversight import dossier
from services.oversight.access import related
from services.oversight.casework.places import known
from services.oversight.composition import INTAKE, TEXT_FIELDS, Service
from services.oversight.domain.days import china_day
from services.oversight.domain.petition.commands import RegisterPetition
from services.oversight.domain.petition.events import PetitionRegistered
from services.oversight.domain.petition.particulars import Particulars
from shared.errors import Forbidden, Unauthorised, WrongState
from shared.privacy.codes import fingerprint, grouped, new_receipt_code
from shared.web.roles import LEADER, OFFICER, Account


def file_petition(
    service: Service, given: Mapping[str, Any], account: Account | None, key: str | None
) -> dict[str, Any]:
    """Register a petition; it is on disk when this returns. The receipt code in the answer is told this once."""
    staff = account is not None and account.role in {OFFICER, LEADER}
    if not staff and (given["channel"] != "web" or "received_on" in given):
        if account is None:
            raise Unauthorised("not-signed-in", "这由工作人员登记，请先登录。", "Sign in: this is for staff only.")
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    known(service.district.office, given["about"])
    if given.get("village"):
        known(service.district.village, given["village"])
    now, new, code = service.clock.now(), service.subjects.new(), new_receipt_code()
    by = account.name if account else "public"
    particulars = Particulars(
        channel=given["channel"],
        kind=given["kind"],
        about=given["about"],
        office=_owner(given["kind"], given["about"], account if staff else None, service),
        village=given.get("village"),
        received_on=given.get("received_on") or china_day(now),
        text=service.keys.encrypt(new, {name: given.get(name) for name in TEXT_FIELDS}),
        receipt_hash=fingerprint(service.node.secrets.code_key, code),
        registered_by=by,
    )
    registering = RegisterPetition(particulars, now)
    recorded = service.application.start("petition", new, registering, actor=by, key=f"{by}:{key}" if key else None)
    if recorded[0].id != new:
        raise WrongState(
            "already-filed",
            "这一份已经收到，查询码在第一次提交时已给出。如果没有记下，请再提交一份。",
            "This one has been received; its receipt code was shown the first time. If it is lost, file anew.",
            state="registered",
        )
    event: PetitionRegistered = recorded[0].event
    return {
        "petition": new,
        "receipt_code": grouped(code),
        "registered_on": china_day(now).isoformat(),
        "deadline": dossier.Clock(f"{new}.1", event.deadline).as_dict(),
    }


def _owner(kind: str, about: str, registrar: Account | None, service: Service) -> str:
    """First-asked responsibility: who takes it in owns it, but never a report about those around the own office."""
    if registrar is None or registrar.office is None:
        return INTAKE
    if kind == "report" and related(service.district, registrar.office, about):
        return INTAKE
    return registrar.office
