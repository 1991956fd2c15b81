"""One example of each thing that is sent to oversight."""

from datetime import date

from shared.config import SHIPPED_DATA
from shared.contracts import Heard
from shared.contracts.disclosure import (
    POSTING_MISS_DISPROVED,
    POSTING_OVERDUE,
    REQUEST_OVERDUE,
    TOWNSHIP_POSTING_OVERDUE,
)
from shared.contracts.feedback import PETITION_FILED, RESPONSE_RECORDED, VISIT_RATED
from shared.privacy.sealing import seal
from shared.timelimits.days import china_day

DATA = SHIPPED_DATA
CODE = "1234567890123452"
PETITION = {
    "kind": "claim",
    "about": "family-planning-office",
    "title": "奖励未发放",
    "text": "去年申请的奖励至今没有发放。",
    "name": "张三丰",
    "contact": "13812345678",
}
ROUND = {
    "questionnaire": "residents",
    "office": "family-planning-office",
    "villages": ["yangshe", "hongmei"],
    "title": "一季度评议",
    "opens_on": "2026-03-02",
    "closes_on": "2026-03-20",
}


def petition_filed(moment, seal_key="", village="yangshe", petition="p-village", sealed=None, **changed):
    content = {**PETITION, "receipt_code": CODE, **changed}
    data = {
        "petition": petition,
        "village": village,
        "received_on": moment.date(),
        "sealed": sealed or seal(seal_key, content),
    }
    return Heard(PETITION_FILED, f"/feedback/{village}", petition, moment, data)


def response_recorded(moment, response="a1", round="r1", village="yangshe", score=4, knows=True):
    data = {
        "response": response,
        "round": round,
        "village": village,
        "audience": "residents",
        "scores": {"attitude": score, "satisfied": score},
        "awareness": {"knows-board": knows},
        "answered_on": moment.date(),
    }
    return Heard(RESPONSE_RECORDED, f"/feedback/{village}", response, moment, data)


def visit_rated(moment, seal_key="", visit="v1", village="yangshe", sealed=None, **changed):
    """A bad rating with words and a contact, unless ``changed`` says otherwise."""
    said = {
        "office": "family-planning-office",
        "level": 2,
        "reasons": ["slow", "nobody-there"],
        "text": "等了两个小时，窗口没有人。",
        "contact": "13812345678",
        "receipt_code": CODE,
        **changed,
    }
    data = {
        "visit": visit,
        "village": village,
        "rated_on": china_day(moment),
        "sealed": sealed or seal(seal_key, said, pad_to=1024),
    }
    return Heard(VISIT_RATED, f"/feedback/{village}", visit, moment, data)


def posting_overdue(moment, version=1):
    data = {
        "publication": "pub1",
        "version": version,
        "title": "收费依据标准",
        "village": "yangshe",
        "due_on": date(2026, 3, 4),
        "basis": "posting_receipt/1",
    }
    return Heard(POSTING_OVERDUE, "/disclosure", "pub1", moment, data)


def posting_miss_disproved(moment):
    """Of the one that `posting_overdue` tells as missed."""
    data = {**posting_overdue(moment).data, "posted_on": date(2026, 3, 4)}
    return Heard(POSTING_MISS_DISPROVED, "/disclosure", "pub1", moment, data)


def township_posting_overdue(moment):
    return Heard(TOWNSHIP_POSTING_OVERDUE, "/disclosure", "pub1", moment, posting_overdue(moment).data)


def request_overdue(moment):
    data = {
        "request": "3f9a",
        "office": "township-government",
        "due_on": date(2026, 3, 31),
        "basis": "information_answer/1",
    }
    return Heard(REQUEST_OVERDUE, "/disclosure", "3f9a", moment, data)
