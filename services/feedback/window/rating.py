"""A visit rated at this village: checked, sealed to oversight, and on its way when this returns.

Everything is sealed, the level too, and every box has one length: whoever stands behind the window cannot see who gave
a bad rating. All in one transaction: unlike an answer to a survey, a bad rating is there to be followed.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.feedback.ballots.giving import PADDED, refuse_personal_data
from services.feedback.ballots.guessing import no_guessing
from services.feedback.composition import Service
from services.feedback.domain.visit import RateVisit
from services.feedback.filing import PUBLIC
from services.feedback.receipts import occasion
from services.feedback.window import kiosks, slips
from shared.decider import Do
from shared.errors import Invalid
from shared.privacy.codes import normalise
from shared.privacy.sealing import seal
from shared.timelimits.deadline import end_of
from shared.visit_reasons import BAD, offered

LONGEST_TEXT = 300
LONGEST_CONTACT = 100


@dataclass(frozen=True)
class Rated:
    """``receipt_code``: of a bad rating alone; shown and kept nowhere. ``contact``: whether one was left."""

    visit: str
    rated_on: date
    receipt_code: str | None
    contact: bool
    follow_url: str | None


def rate_visit(service: Service, given: Mapping[str, Any], form_key: str | None, address: str) -> Rated:
    """Take one rating; on disk when this returns. Repeating the same form is harmless: see receipts.

    ``given``: code or kiosk; level, reasons, text, contact. ``address``: see `no_guessing`. Raises Invalid, NotFound,
    WrongState, Unauthorised, TooMany.
    """
    key, code, kiosk = service.code_key, given.get("code"), given.get("kiosk")
    if (code is None) == (kiosk is None):
        raise Invalid("code-or-kiosk", "请给出评价码。", "Give the code of a slip, or a kiosk's token: one of them.")
    with no_guessing(service, address), service.application.database.read() as tx:
        office = slips.office_of(tx, key, code) if code else kiosks.office_of(tx, key, str(kiosk))
    content = {
        "office": office,
        "level": given["level"],
        "reasons": sorted(set(given.get("reasons") or ())),
        "text": given.get("text") or "",
        "contact": given.get("contact") or "",
    }
    bad = _check(service, content)
    by = {"by": normalise(code) if code else kiosk}
    this = occasion(key, form_key or secrets.token_hex(16), content | by, "visit")
    receipt_code = this.receipt_code if bad else None
    today = service.today()
    with service.application.unit(actor=PUBLIC) as unit:

        def rating() -> Do:
            if code:
                slips.spend(unit.tx, key, code, today)
            else:
                kiosks.take_turn(unit.tx, key, str(kiosk), service.now())
            sealed = seal(service.seal_key, content | {"receipt_code": receipt_code}, pad_to=PADDED)
            begin = end_of(today - timedelta(days=1))
            return Do("visit", service.application.ids.new(), RateVisit(sealed, today, begin))

        (rated,) = unit.once(this.key, rating)
    return Rated(rated.id, rated.event.rated_on, receipt_code, bool(content["contact"]), service.follow_url)


def _check(service: Service, content: Mapping[str, Any]) -> bool:
    """Whether it is a bad rating. Raises Invalid."""
    bad: bool = content["level"] <= BAD
    known = {reason.id for reason in offered(service.visit_reasons, content["level"])}
    if unknown := set(content["reasons"]) - known:
        raise Invalid(
            "unknown-reason",
            "有一条原因不在可选的里面，请重新选。",
            "One of the reasons is not among those offered with this level. Choose again.",
            reasons=sorted(unknown),
        )
    if content["contact"] and not bad:
        raise Invalid(
            "contact-not-asked",
            "评“基本满意”以上的，不用留联系方式。",
            "A contact is only asked for with a bad rating. Leave it out.",
        )
    refuse_personal_data(service, content["text"])
    return bad
