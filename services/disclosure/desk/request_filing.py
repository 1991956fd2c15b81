"""Registering a request for information that comes in from the public, by letter, by fax or over the counter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.disclosure.composition import INFORMATION_OFFICE, Service
from services.disclosure.domain.information_request.commands import RegisterRequest
from services.disclosure.domain.information_request.particulars import APPLICANT, Particulars
from shared.errors import Forbidden, Invalid, Unauthorised, WrongState
from shared.privacy.codes import fingerprint, grouped, new_receipt_code
from shared.web.roles import LEADER, OFFICER, Account

TEXT_FIELDS = ("name", "contact", "wanted")
"""What is encrypted under the request's own key."""
_IDENTITY = "identity-number"


def file_request(
    service: Service, given: Mapping[str, Any], account: Account | None, key: str | None
) -> dict[str, Any]:
    """Register a request; it is on disk when this returns. The receipt code in the answer is told this once.

    Raises Invalid, and WrongState (``already-filed``) for a ``key`` used before.
    """
    staff = account is not None and account.role in {OFFICER, LEADER}
    if not staff and (given["channel"] != "web" or given.get("received_on") or given.get("identity_checked")):
        if account is None:
            raise Unauthorised("not-signed-in", "这由工作人员登记，请先登录。", "Sign in: this is for staff only.")
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    refuse_identity_numbers(service, {name: given[name] for name in TEXT_FIELDS})
    by = account.name if account and staff and given["channel"] != "web" else APPLICANT
    now, new, code = service.now(), service.subjects.new(), new_receipt_code()
    particulars = Particulars(
        channel=given["channel"],
        applicant=given["applicant"],
        form=given["form"],
        office=INFORMATION_OFFICE,
        received_on=given.get("received_on") or service.today(),
        text=service.keys.encrypt(new, {name: given[name] for name in TEXT_FIELDS}),
        receipt_hash=fingerprint(service.node.secrets.code_key, code),
        registered_by=by,
        identity_checked=given["identity_checked"],
    )
    once = f"{by}:request:{key}" if key else None
    recorded = service.application.start("request", new, RegisterRequest(particulars, now), actor=by, key=once)
    if recorded[0].id != new:
        raise WrongState(
            "already-filed",
            "这一份已经收到，查询码在第一次提交时已给出。如果没有记下，请再提交一份。",
            "This one has been received; its receipt code was shown the first time. If it is lost, file anew.",
            state="registered",
        )
    registered = recorded[0].event
    return {
        "request": new,
        "receipt_code": grouped(code),
        "received_on": registered.particulars.received_on,
        "due_on": registered.deadline.due_on,
    }


def refuse_identity_numbers(service: Service, words: Mapping[str, str]) -> None:
    """What is not needed is not kept, not even encrypted. Raises Invalid (``identity-number-not-needed``)."""
    for field, said in words.items():
        if any(hit.kind.startswith(_IDENTITY) for hit in service.screen(said)):
            raise Invalid(
                "identity-number-not-needed",
                "请不要写身份证号码：只要当面出示证件，号码我们不留。",
                "Leave identity numbers out: the document is only shown, and its number is not kept.",
                field=field,
            )
