"""What a receipt code shows of a request for information, and what the applicant can do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.desk import clock, request_dossier
from services.disclosure.desk.request_filing import refuse_identity_numbers
from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request.particulars import APPLICANT
from services.disclosure.domain.information_request.state import Request
from services.disclosure.views import publications, requests
from shared.errors import NotFound
from shared.privacy.codes import fingerprint
from shared.timelimits.days import china_day

STEPS = ("correct", "withdraw", "erase")


def find(service: Service, code: str, address: str) -> str:
    """The request of a receipt code. Raises Invalid, NotFound, or TooMany for too many wrong ones from one address."""
    now = service.now()
    service.guesses.check(address, now)
    receipt_hash = fingerprint(service.node.secrets.code_key, code)
    with service.application.database.read() as tx:
        found = requests.by_receipt(tx, receipt_hash)
    if found is None:
        service.guesses.wrong(address, now)
        raise NotFound(
            "unknown-code",
            "没有查到这个查询码，请对照凭条，把每一位数字再核对一遍。",
            "No request has this code. Check every digit against your slip.",
        )
    return found


def follow(service: Service, code: str, address: str, *, explain: bool) -> dict[str, Any]:
    """What has become of it. An answer that was wanted electronically has reached the applicant when it is read here.

    Raises as `find` does.
    """
    found = find(service, code, address)
    with service.application.database.read() as tx:
        row = requests.one(tx, found)
    if row["status"] == "answered" and row["form"] == "electronic" and row["delivered_on"] is None:
        now = service.now()
        read = c.RecordDelivery("read_online", china_day(now), APPLICANT, now)
        service.application.handle("request", found, read, actor=APPLICANT)
    return shown(service, found, explain=explain)


def shown(service: Service, id: str, *, explain: bool) -> dict[str, Any]:
    with service.application.database.read() as tx:
        row = requests.one(tx, id)
        history = service.application.history(tx, "request", id)
        state: Request = service.application.state(tx, "request", id)
        public = _published(tx, row["publication"])
    limits = service.limits
    return {
        **row,
        "publication": public,
        "correction": request_dossier.asked_correction(service.keys, id, history),
        "answer": request_dossier.answer(service.keys, id, history),
        "clocks": [request_dossier.shown(limits, each, explain=explain) for each in request_dossier.clocks(history)],
        "history": request_dossier.told_to_the_applicant(history),
        "may": _may(state),
    }


def act(service: Service, name: str, given: Mapping[str, Any], address: str) -> dict[str, Any]:
    """correct, withdraw or erase, by whoever has the code. Raises as `find`, and what is refused."""
    found = find(service, given["code"], address)
    now = service.now()
    command: c.Command
    if name == "correct":
        refuse_identity_numbers(service, {"text": given["text"]})
        text = service.keys.encrypt(found, {"text": given["text"]})
        command = c.CorrectRequest(text, china_day(now), None, APPLICANT, now)
    elif name == "withdraw":
        command = c.WithdrawRequest(now)
    else:
        command = c.OrderErasure("申请人要求删除", APPLICANT, now)
    service.application.handle("request", found, command, actor=APPLICANT)
    if name == "erase":
        clock.erase_keys(service)
    return shown(service, found, explain=False)


def _may(state: Request) -> list[str]:
    wanted = {
        "correct": state.status == "correcting",
        "withdraw": not state.ended,
        "erase": state.ended and not state.erasure_ordered and "pending" not in state.cases.values(),
    }
    return [name for name, possible in wanted.items() if possible]


def _published(tx: Any, id: str | None) -> str | None:
    """The publication drafted from the answer, once everybody may read it."""
    whole = publications.one(tx, id) if id else None
    return id if whole and whole.public else None
