"""What is known of a request from the beginning, and the words that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

CHANNELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "web": ("网上提交", "On this site"),
        "counter": ("当面提交", "At the counter"),
        "registered_post": ("邮寄（签收）", "By post, signed for"),
        "letter": ("平常信函", "By ordinary letter"),
        "fax": ("传真", "By fax"),
    }
)
RECEIVED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "web": ("提交并给出查询码之日", "the day on which it was sent and its receipt code given"),
        "counter": ("提交之日", "the day on which it was handed in"),
        "registered_post": ("签收之日", "the day on which it was signed for"),
        "letter": ("与申请人确认之日", "the day on which it was confirmed with the applicant"),
        "fax": ("双方确认之日", "the day on which both sides confirmed it"),
    }
)
"""What the day of receipt is, by channel: Art. 31."""
FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "electronic": ("电子版（在本网站看）", "Electronic: read it on this site"),
        "paper": ("纸质", "On paper"),
        "inspection": ("当面查阅", "To be inspected at the office"),
    }
)
"""In which form the applicant wants the information: Art. 29."""
MEANS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "read_online": ("网上阅读", "Read on this site"),
        "in_person": ("当面交给", "Handed over"),
        "post": ("邮寄", "By post"),
        "inspected": ("当面查阅", "Inspected at the office"),
    }
)
"""How the answer reached the applicant."""
CONSULTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "third_party": ("第三方", "A third party"),
        "other_body": ("其他机关", "Another body"),
    }
)
OPINIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "agrees": ("同意公开", "Agrees to disclosure"),
        "objects": ("不同意公开", "Objects to disclosure"),
        "none": ("逾期没有答复", "No answer in time"),
    }
)
APPLICANT = "applicant"
"""Who acts with a receipt code, as ``by`` says it."""


@dataclass(frozen=True)
class Particulars:
    """What is known at registration. ``applicant`` is one of outcomes.APPLICANTS; ``office`` owes the answer.

    ``text`` is ciphertext: name, contact and what is asked for. ``identity_checked``: whether an identity document has
    been shown; its number is asked for and stored nowhere. ``receipt_hash`` is the keyed hash of the receipt code,
    ``registered_by`` an account or ``applicant``, ``received_on`` the day of receipt of Art. 31.
    """

    channel: str
    applicant: str
    form: str
    office: str
    received_on: date
    text: str
    receipt_hash: str
    registered_by: str
    identity_checked: bool = False
