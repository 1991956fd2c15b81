"""A petition's past, in short: what the tests of its life begin with."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial, reduce

from services.oversight.domain.petition import decide as decider
from services.oversight.domain.petition.events import (
    OpinionDelivered,
    OpinionIssued,
    PetitionAccepted,
    PetitionDeclined,
    PetitionRegistered,
    PetitionResolved,
    PetitionTransferred,
    ProvedTrue,
    ReReviewRequested,
    ReviewDecided,
    ReviewRequested,
)
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.domain.petition.rules import Rules
from services.oversight.domain.petition.state import Petition, evolve
from shared.config import SHIPPED_DATA
from shared.errors import Invalid
from shared.timelimits.loading import load_time_limits

LIMITS = load_time_limits(SHIPPED_DATA)
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CLAIM = Particulars(
    "web", "claim", "family-planning-office", "petition-office", None, date(2026, 3, 2), "cipher", "hash", "public"
)
REPORT, ENQUIRY = replace(CLAIM, kind="report"), replace(CLAIM, kind="enquiry")
ABOVE = {"petition-office": "township-government", "family-planning-office": "township-government"}


def public_text(text):
    if "13800000000" in text:
        raise Invalid("personal-data", "有电话", "A telephone number")
    return text


RULES = Rules(LIMITS, lambda office, about: office == about, ABOVE.get, public_text)
decide = partial(decider.decide, RULES)


def day(days):
    return T0 + timedelta(days=days)


def given(*events):
    return reduce(evolve, events, Petition())


def registered(known=CLAIM):
    return PetitionRegistered(known, LIMITS.deadline("enquiry" if known.kind == "enquiry" else "acceptance", T0), T0)


def accepted(known=CLAIM, at=None):
    limit = "resolution" if known.kind == "claim" else "promise_60"
    return PetitionAccepted(LIMITS.deadline(limit, at or day(1)), "chen", at or day(1))


DECLINED = PetitionDeclined("private_matter", "请到村委会", "chen", day(1))
RESOLVED = PetitionResolved("cipher", True, "chen", day(2))
ISSUED = OpinionIssued("cipher", True, "chen", day(3))
PROVED = ProvedTrue("report", "family-planning-office", "unlawful_fee", day(3))
TRANSFERRED = PetitionTransferred(
    "family-planning-office", True, "属其职权", LIMITS.deadline("transfer_objection", day(2)), "chen", day(2)
)


def delivered(stage="handling", at=4, limit="review_request"):
    deadline = LIMITS.deadline(limit, day(at)) if limit else None
    return OpinionDelivered(stage, "in_person", day(at).date(), deadline, "chen", day(at))


def asked(at=5):
    return ReviewRequested("cipher", "township-government", LIMITS.deadline("review", day(at)), day(at))


REVIEWED = ReviewDecided("cipher", "upheld", "zhao", day(10))


def asked_again(at=12):
    return ReReviewRequested("cipher", "township-government", LIMITS.deadline("re_review", day(at)), day(at))


CLAIM_ACCEPTED = (registered(), accepted())
CLAIM_ANSWERED = (*CLAIM_ACCEPTED, ISSUED)
CLAIM_DELIVERED = (*CLAIM_ANSWERED, delivered())
CLAIM_REVIEWED = (*CLAIM_DELIVERED, asked(), REVIEWED)
CLAIM_RE_REVIEWED = (*CLAIM_REVIEWED, delivered("review", 11, "re_review_request"), asked_again())
