"""What a receipt code shows, and what the petitioner can do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.oversight import clocks, dossier
from services.oversight.casework import attachments, clock
from services.oversight.composition import Service
from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition.particulars import PETITIONER
from services.oversight.domain.petition.state import Petition
from services.oversight.views import attachments as listed
from services.oversight.views import bad_ratings, petitions
from shared.errors import NotFound
from shared.privacy.codes import fingerprint
from shared.timelimits.days import china_day

_UNDELIVERED = ("opinion_issued", "review_decided", "re_review_decided")


def look_up(service: Service, code: str, address: str) -> tuple[str, str]:
    """Whether a receipt code is that of a ``petition`` or of a ``bad_rating``, and its id.

    Raises Invalid, NotFound, or TooMany for too many wrong ones from one address.
    """
    now = service.clock.now()
    service.guesses.check(address, now)
    receipt_hash = fingerprint(service.node.secrets.code_key, code)
    with service.application.database.read() as tx:
        petition = petitions.by_receipt(tx, receipt_hash)
        bad_rating = None if petition else bad_ratings.by_receipt(tx, receipt_hash)
    if petition:
        return "petition", petition
    if bad_rating:
        return "bad_rating", bad_rating
    service.guesses.wrong(address, now)
    raise unknown_code()


def find(service: Service, code: str, address: str) -> str:
    """The petition of a receipt code. Raises as `look_up`, and NotFound for the code of a bad rating."""
    kind, found = look_up(service, code, address)
    if kind != "petition":
        raise unknown_code()
    return found


def unknown_code() -> NotFound:
    return NotFound(
        "unknown-code",
        "没有查到这个查询码。请对照凭条核对；刚在村里提交的，请过几分钟再查。",
        "Nothing has this code. Check your slip; if you filed at a village just now, wait a little.",
    )


def follow(service: Service, code: str, address: str, *, explain: bool) -> dict[str, Any]:
    """What has become of it. An opinion read here has been delivered, which starts the time to ask for a review.

    Raises as `find` does.
    """
    found = find(service, code, address)
    with service.application.database.read() as tx:
        row = petitions.one(tx, found, petitions.EVERYTHING)
    if row["status"] in _UNDELIVERED:
        now = service.clock.now()
        delivery = c.DeliverOpinion("read_online", china_day(now), PETITIONER, now)
        service.application.handle("petition", found, delivery, actor=PETITIONER)
    return shown(service, found, explain=explain)


def shown(service: Service, id: str, *, explain: bool) -> dict[str, Any]:
    with service.application.database.read() as tx:
        row = petitions.one(tx, id, petitions.EVERYTHING)
        history = service.application.history(tx, "petition", id)
        attached = len(listed.of_petition(tx, id))
        state: Petition = service.application.state(tx, "petition", id)
    running = clocks.of_petition(history)
    opinions = dossier.opinions(service.keys, id, history)
    return {
        **row,
        "clocks": [clocks.explained(service.limits, each) if explain else each.as_dict() for each in running],
        "history": dossier.told_to_the_petitioner(history),
        "opinions": opinions,
        "opinion": opinions[-1]["text"] if opinions else None,
        "supplements": dossier.supplements(service.keys, id, history),
        "attachments": attached,
        "may": _may(state),
    }


def _may(state: Petition) -> list[str]:
    """What the petitioner can do now."""
    wanted = {
        "supplement": not state.ended,
        "review": state.status in {"delivered", "review_delivered"},
        "rate": state.score is None and state.opinion_at is not None and state.status not in _UNDELIVERED,
        "withdraw": not state.ended,
        "erase": state.ended and not state.erased and not state.erasure_ordered,
    }
    return [name for name, possible in wanted.items() if possible]


def _command(service: Service, found: str, name: str, given: Mapping[str, Any]) -> c.Command:
    now = service.clock.now()
    match name:
        case "supplement":
            return c.GiveSupplement(service.keys.encrypt(found, {"text": given["text"]}), now)
        case "review":
            return c.RequestReview(service.keys.encrypt(found, {"grounds": given["grounds"]}), now)
        case "rate":
            return c.RateOutcome(given["score"], now)
        case "withdraw":
            return c.WithdrawPetition(now)
        case _:
            return c.OrderErasure("信访人要求删除", PETITIONER, now)


def act(service: Service, name: str, given: Mapping[str, Any], address: str) -> dict[str, Any]:
    """supplement, review, rate, withdraw or erase, by whoever has the code. Raises as `find`, and what is refused."""
    found = find(service, given["code"], address)
    service.application.handle("petition", found, _command(service, found, name, given), actor=PETITIONER)
    if name == "erase":
        clock.erase_keys(service)
    return shown(service, found, explain=False)


def attach(service: Service, code: str, address: str, files: Sequence[bytes]) -> int:
    """Files from whoever has the code; how many were taken. Raises as `find`, and Invalid for what may not be kept."""
    return attachments.attach(service, find(service, code, address), files, PETITIONER)
