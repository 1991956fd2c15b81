"""One example of everything the tests need: texts, rules, events and messages, in one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from services.disclosure.domain.carrier import CarrierMoved, CarrierRegistered, CarrierRetired
from services.disclosure.domain.catalogue import (
    ASPECTS,
    Aspect,
    CatalogueFounded,
    CatalogueItem,
    ItemEnded,
    ItemPut,
    LawChanged,
)
from services.disclosure.domain.figures import FigureTemplate
from services.disclosure.domain.member import MemberAdmitted, MemberShutOut
from services.disclosure.domain.obligation import (
    Kind,
    ObligationConfirmed,
    ObligationLifted,
    ObligationMet,
    ObligationMissed,
    ObligationReopened,
    ObligationReplanned,
    ObligationSet,
    ObligationTaken,
    Owed,
    Period,
)
from services.disclosure.domain.posting import (
    BoardNotified,
    BoardReleased,
    MissDisproved,
    PostingMissed,
    PublicationPosted,
    PublicationTakenDown,
    ReceiptRecorded,
)
from services.disclosure.domain.publication import (
    CircularBlocked,
    CircularReceived,
    CorrectionDrafted,
    DraftDiscarded,
    DraftReturned,
    DraftRewritten,
    PublicationApproved,
    PublicationDrafted,
    PublicationNumbered,
    PublicationPublished,
    PublicationScheduled,
    PublicationSubmitted,
    PublicationWithdrawn,
    VersionClosed,
)
from services.disclosure.domain.publishing import Rules
from services.disclosure.domain.register import NumberGiven
from services.disclosure.domain.text import ScreeningHit, Text
from shared.contracts import Heard
from shared.contracts.feedback import PUBLICATION_POSTED, PUBLICATION_TAKEN_DOWN, RECEIPT_GIVEN
from shared.contracts.oversight import CIRCULAR_ISSUED
from shared.privacy.screening import screen
from shared.timelimits import TimeLimits
from shared.timelimits.loading import load_time_limits

DATA = Path(__file__).resolve().parents[3] / "data"
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
VILLAGES = ("hongmei", "yangshe")
# Both hold under any spelling: a valid check digit, a mobile number.
IDENTITY = "身份证 11010519491231002X"
SMALL = "本季度出生 3 人。"

TEXT = Text("收费依据和标准", "均不收费。", ("township_board", "village_board", "web"), VILLAGES)
BETTER = replace(TEXT, body="均不收费，请拒绝并举报。")
PRIVATE = replace(TEXT, body=IDENTITY)
WARNED = replace(TEXT, body=SMALL)
CIRCULAR_TEXT = Text("关于逾期答复的通报", "已整改。", ("township_board", "village_board", "web"), VILLAGES)


@cache
def time_limits() -> TimeLimits:
    return load_time_limits(DATA)


RULES = Rules(screen, time_limits())
DUE = RULES.posting_due(MONDAY)
"""Monday's publication: to be posted by Wednesday, 4 March 2026."""
WARNING = ScreeningHit("body", "small-figure", "warn", 6, 9, "这里像是小于 5 的数字。", "This looks small.")

DRAFTED = PublicationDrafted("fees", "long_term", None, TEXT, "li", (), MONDAY)
REWRITTEN = DraftRewritten(1, 2, BETTER, "li", (), MONDAY)
SUBMITTED = PublicationSubmitted(1, (), None, "li", MONDAY)
APPROVED = PublicationApproved(1, 1, "wang", MONDAY)
RETURNED = DraftReturned(1, "请写明依据。", "wang", MONDAY)
PUBLISHED = PublicationPublished(1, "fees", "long_term", TEXT, "li", DUE, MONDAY)
CORRECTION = CorrectionDrafted(2, BETTER, "补充举报办法。", "li", (), TUESDAY)
SUBMITTED_AGAIN = PublicationSubmitted(2, (), None, "li", TUESDAY)
APPROVED_AGAIN = PublicationApproved(2, 1, "wang", TUESDAY)
PUBLISHED_AGAIN = PublicationPublished(
    2, "fees", "long_term", BETTER, "wang", RULES.posting_due(TUESDAY), TUESDAY, None, "补充举报办法。"
)
WITHDRAWN = PublicationWithdrawn(1, VILLAGES, "依据已废止。", "zhao", date(2026, 3, 3), TUESDAY)
CLOSED = VersionClosed(1, VILLAGES, "含有个人信息。", "zhao", date(2026, 3, 3), TUESDAY)
CIRCULAR_RECEIVED = CircularReceived(
    "阳光通报〔2026〕1号", CIRCULAR_TEXT, "f1", "petition-office", "/oversight", (), MONDAY
)
CIRCULAR_BLOCKED = CircularBlocked((replace(WARNING, severity="block"),), MONDAY)
CIRCULAR_PUBLISHED = PublicationPublished(
    1, "circular", "ad_hoc", CIRCULAR_TEXT, "/oversight", DUE, MONDAY, "阳光通报〔2026〕1号"
)
NUMBERED = PublicationNumbered("阳光镇公开〔2026〕1号", MONDAY)
DISCARDED = DraftDiscarded(1, "选错了事项。", "li", TUESDAY, ())
SCHEDULED = PublicationScheduled(1, TUESDAY, "li", MONDAY)

NOTIFIED = BoardNotified("p1", "yangshe", 1, TEXT.title, DUE, MONDAY)
NOTIFIED_AGAIN = BoardNotified("p1", "yangshe", 2, BETTER.title, RULES.posting_due(TUESDAY), TUESDAY)
POSTED = PublicationPosted("p1", "yangshe", 1, date(2026, 3, 3), TUESDAY)
POSTED_AGAIN = PublicationPosted("p1", "yangshe", 2, date(2026, 3, 3), TUESDAY)
MISSED = PostingMissed("p1", "yangshe", 1, TEXT.title, DUE, DUE.due_at)
KEY = "cd" * 32
SIGNED_PAPER = ReceiptRecorded("p1", "yangshe", 1, "paper", date(2026, 3, 3), "d", "ab" * 32, "good", KEY, MONDAY)
DISPROVED = MissDisproved("p1", "yangshe", 1, DUE, date(2026, 3, 3), TUESDAY)
RELEASED = BoardReleased("p1", "yangshe", TUESDAY)
ADMITTED, SHUT_OUT = MemberAdmitted("0a" * 32, MONDAY), MemberShutOut(TUESDAY)
TAKEN_DOWN = PublicationTakenDown("p1", "yangshe", date(2026, 3, 4), TUESDAY)

PUBLICATION_EVENTS = [
    DRAFTED,
    REWRITTEN,
    SUBMITTED,
    APPROVED,
    RETURNED,
    PUBLISHED,
    CORRECTION,
    WITHDRAWN,
    CIRCULAR_RECEIVED,
    CIRCULAR_BLOCKED,
    NUMBERED,
    SCHEDULED,
    CLOSED,
    DISCARDED,
]
POSTING_EVENTS = [NOTIFIED, POSTED, SIGNED_PAPER, MISSED, DISPROVED, RELEASED, TAKEN_DOWN]
CARRIER_EVENTS = [
    CarrierRegistered("village_board", "yangshe", "村委会门口东墙", date(2026, 3, 2), "li", MONDAY),
    CarrierMoved("村委会大厅", date(2026, 3, 3), "li", TUESDAY),
    CarrierRetired("村委会搬迁。", date(2026, 3, 3), "zhao", TUESDAY),
]
ASPECTS_GIVEN = tuple(Aspect(name, "按规定。", "By the rules.") for name in ASPECTS)
BIRTHS = CatalogueItem(
    id="births",
    timing="periodic",
    zh="人口出生情况",
    en="Births",
    carriers=("township_board", "village_board", "web"),
    owner="family-planning-office",
    time_limit="periodic_disclosure",
    legal_zh="《政府信息公开条例》第二十条",
    legal_en="Open Government Information Regulations, Art. 20",
    aspects=ASPECTS_GIVEN,
    cadence="quarterly",
    figures=(FigureTemplate("births", "出生登记", "Births registered", "人"),),
)
FEES = replace(BIRTHS, id="fees", timing="long_term", zh="收费依据和标准", en="Fees", time_limit="disclosure",
               cadence=None, figures=())  # fmt: skip
APPLICATIONS = replace(FEES, id="applications", timing="ad_hoc", zh="申请收办", en="Applications")
FOUNDED = CatalogueFounded((BIRTHS, FEES, APPLICATIONS), MONDAY)
BIRTHS_MONTHLY = ItemPut(2, replace(BIRTHS, cadence="monthly"), "群众要求按月公开。", "zhao", TUESDAY)
FEES_ENDED = ItemEnded(2, "fees", "合并到办事程序。", "zhao", TUESDAY)
LAW_CHANGED = LawChanged((FEES,), 1, "省价格目录", date(2026, 3, 2), "li", TUESDAY)
CATALOGUE_EVENTS = [FOUNDED, BIRTHS_MONTHLY, FEES_ENDED, LAW_CHANGED]

QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
OWED = Owed("births", Kind.PERIOD, "人口出生情况（2026年第一季度）", "", QUARTER, BIRTHS.carriers, BIRTHS.owner, 1)
OWED_DUE = time_limits().deadline("periodic_disclosure", datetime(2026, 3, 31, 4, tzinfo=UTC))
APRIL = datetime(2026, 4, 2, 1, tzinfo=UTC)
SET = ObligationSet(OWED, OWED_DUE, MONDAY)
TAKEN = ObligationTaken("p1", APRIL)
MET = ObligationMet("p1", date(2026, 4, 2), 0, APRIL)
OBLIGATION_MISSED = ObligationMissed(OWED, OWED_DUE, OWED_DUE.due_at)
OBLIGATION_EVENTS = [
    SET,
    ObligationReplanned(replace(OWED, catalogue_version=2), OWED_DUE, TUESDAY),
    TAKEN,
    MET,
    ObligationConfirmed(date(2026, 4, 2), 0, "内容不变。", "wang", APRIL),
    ObligationReopened("p1", OWED_DUE, APRIL),
    OBLIGATION_MISSED,
    ObligationLifted("公开目录已不再要求", TUESDAY),
]
EVENTS = [
    ADMITTED,
    SHUT_OUT,
    *PUBLICATION_EVENTS,
    *POSTING_EVENTS,
    *CATALOGUE_EVENTS,
    *CARRIER_EVENTS,
    *OBLIGATION_EVENTS,
    NumberGiven("p1", 2026, 1, MONDAY),
]
"""One of each that is stored."""

RECEIPT = Heard(
    PUBLICATION_POSTED,
    "/feedback/yangshe",
    "p1",
    TUESDAY,
    {"publication": "p1", "version": 1, "village": "yangshe", "posted_on": date(2026, 3, 3)},
)
SIGNED = Heard(
    RECEIPT_GIVEN,
    "/feedback/yangshe",
    "p1",
    MONDAY,
    {
        "publication": "p1",
        "version": 1,
        "village": "yangshe",
        "medium": "paper",
        "given_on": date(2026, 3, 3),
        "digest": "d",
        "photograph": "ab" * 32,
        "signature": "good",
    },
)
TAKEN_DOWN_HEARD = Heard(
    PUBLICATION_TAKEN_DOWN,
    "/feedback/yangshe",
    "p1",
    TUESDAY,
    {"publication": "p1", "village": "yangshe", "taken_down_on": date(2026, 3, 4)},
)
CIRCULAR_HEARD = Heard(
    CIRCULAR_ISSUED,
    "/oversight",
    "c1",
    MONDAY,
    {
        "circular": "c1",
        "number": "阳光通报〔2026〕1号",
        "title": "关于逾期答复的通报",
        "body": "已整改。",
        "finding": "f1",
        "finding_kind": "overdue",
        "about": "petition-office",
        "issued_on": date(2026, 3, 2),
    },
)
