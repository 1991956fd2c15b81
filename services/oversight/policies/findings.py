"""What goes wrong becomes a finding; a closed finding becomes a circular."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.oversight.domain.circular import Content, IssueCircular
from services.oversight.domain.days import china_day, zh_day
from services.oversight.domain.finding import Facts, FindingClosed, OpenFinding
from services.oversight.domain.petition import DeadlineMissed
from services.oversight.policies.words import Words
from shared.contracts import Heard
from shared.contracts.disclosure import POSTING_OVERDUE
from shared.decider import Do

_KINDS_ZH = {
    "dissatisfaction": "群众不满意",
    "broken_promise": "承诺不兑现",
    "unlawful_fee": "违规收费",
    "ignored_request": "正当要求不理睬",
    "overdue": "超期未办",
}


def react(words: Words, heard: Heard) -> Iterable[Do]:
    if heard.type == POSTING_OVERDUE:
        said = heard.data
        text = (
            f"《{said['title']}》（第{said['version']}版）应于{zh_day(said['due_on'])}前"
            f"在{words.name(said['village'])}公开栏张榜，到期没有张榜回执。"
        )
        evidence = f"{said['publication']}/{said['version']}/{said['village']}"
        limit, _, version = said["basis"].partition("/")
        basis = words.limits.version(limit, int(version)).legal_zh
        facts = Facts("overdue", "overdue_posting", said["village"], text, basis, evidence)
        yield _finding(facts, heard.time)


def react_to_own(words: Words, id: str, event: Any) -> Iterable[Do]:
    """An event of this service -> commands for its other aggregates."""
    if isinstance(event, DeadlineMissed):
        limit = words.limits.version(event.deadline.limit, event.deadline.limit_version)
        text = (
            f"{words.name(event.about)}一件信访事项，{limit.zh}应于{zh_day(event.deadline.due_on)}前完成，到期未完成。"
        )
        facts = Facts("overdue", "missed_deadline", event.about, text, limit.legal_zh, f"{id}/{limit.id}")
        yield _finding(facts, event.at)
    elif isinstance(event, FindingClosed):
        facts = event.facts
        title = f"关于{words.name(facts.about)}“{_KINDS_ZH[facts.kind]}”问题查处整改情况的通报"
        body = f"一、问题\n{facts.text}\n二、依据\n{facts.basis}\n三、整改\n{event.rectification}"
        content = Content(id, facts.kind, facts.about, title, body)
        yield Do("circulars", str(china_day(event.at).year), IssueCircular(content, event.at))


def _finding(facts: Facts, at: datetime) -> Do:
    """The same evidence always opens the same finding; its id, which everybody reads, does not tell the evidence."""
    digest = hashlib.sha256(f"{facts.origin}/{facts.evidence}".encode()).hexdigest()
    return Do("finding", digest[:20], OpenFinding(facts, at))
