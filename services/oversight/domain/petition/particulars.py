"""What is known of a petition from the beginning, and the words that say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

KINDS = ("enquiry", "claim", "report", "suggestion")
CHANNELS = ("web", "hotline", "telephone", "letter", "visit", "village", "media", "supervisor", "transfer")
PRIVATE_MATTER = "private_matter"
DECLINE_REASONS = (PRIVATE_MATTER, "not_about_an_office", "before_court")
MOST_REPRESENTATIVES = 5
"""Regulations on Petition Work, Art. 20: a joint petition is spoken for by at most five representatives."""
DELIVERY_MEANS = ("read_online", "in_person", "post", "village")
REVIEW_OUTCOMES = ("upheld", "changed", "revoked")
PETITIONER = "petitioner"
"""Who acts with a receipt code, as ``by`` says it."""


@dataclass(frozen=True)
class Particulars:
    """What is known at registration. ``office`` owns the petition until it is handed over (首问责任制).

    ``text`` is ciphertext; ``receipt_hash`` the keyed hash of the receipt code; ``registered_by`` an account,
    ``public`` or a village's source. ``people`` is how many petition together, ``named`` the accounts of staff whom the
    text names, ``received_at`` when it was said or handed in where that is known to the minute, ``seal_key`` the
    one-time key that a village sealed it to.
    """

    channel: str
    kind: str
    about: str
    office: str
    village: str | None
    received_on: date
    text: str
    receipt_hash: str
    registered_by: str
    people: int = 1
    named: tuple[str, ...] = ()
    received_at: datetime | None = None
    seal_key: str | None = None
