"""What goes wrong becomes a finding; a closed finding becomes a circular."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from services.oversight.domain.circular import Content, IssueCircular
from services.oversight.domain.dismissal import DismissFinding
from services.oversight.domain.finding import Facts, FindingClosed, OpenFinding
from services.oversight.domain.petition.events import DeadlineMissed, ProvedTrue, RatingUpheld
from services.oversight.policies.words import Words
from shared.contracts import Heard
from shared.contracts.disclosure import (
    DISCLOSURE_OVERDUE,
    POSTING_MISS_DISPROVED,
    POSTING_OVERDUE,
    REQUEST_OVERDUE,
    TOWNSHIP_POSTING_OVERDUE,
)
from shared.decider import Do
from shared.errors import Forbidden
from shared.timelimits.days import china_day, noon, zh_day

_KINDS_ZH = {
    "dissatisfaction": "群众不满意",
    "broken_promise": "承诺不兑现",
    "unlawful_fee": "违规收费",
    "ignored_request": "正当要求不理睬",
    "overdue": "超期未办",
}
_PROVED = "阳光计生行动方案：查出一个、处理一个、公开一个"


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
        yield open_finding(words, facts, heard.time)
    elif heard.type == POSTING_MISS_DISPROVED:
        _only_disclosure(heard)
        said = heard.data
        reason = (
            f"{words.name(said['village'])}公开栏的签名回执因线路中断迟到，"
            f"回执写明{zh_day(said['posted_on'])}已经张榜，没有逾期，这个问题不成立。"
        )
        evidence = f"{said['publication']}/{said['version']}/{said['village']}"
        yield Do("finding", words.veiled(f"overdue_posting/{evidence}"), DismissFinding(reason, heard.time))
    elif heard.type == TOWNSHIP_POSTING_OVERDUE:
        _only_disclosure(heard)
        yield open_finding(words, _own_board(words, heard.data), heard.time)
    elif heard.type == REQUEST_OVERDUE:
        _only_disclosure(heard)
        yield open_finding(words, _unanswered(words, heard.data), heard.time)
    elif heard.type == DISCLOSURE_OVERDUE:
        said = heard.data
        text = f"{words.name(said['office'])}应于{zh_day(said['due_on'])}前公开“{said['title']}”，到期没有公开。"
        limit, _, version = said["basis"].partition("/")
        basis = words.limits.version(limit, int(version)).legal_zh
        evidence = f"{said['obligation']}/{said['due_on']}"
        facts = Facts("overdue", "overdue_disclosure", said["office"], text, basis, evidence)
        yield open_finding(words, facts, heard.time)


def react_to_own(words: Words, id: str, event: Any) -> Iterable[Do]:
    """An event of this service -> commands for its other aggregates."""
    match event:
        case DeadlineMissed(at=at):
            yield open_finding(words, _missed(words, id, event), at)
        case RatingUpheld(about=about, at=at):
            text = f"{zh_quarter(at)}，{words.name(about)}办理的一件信访事项，群众评价不满意，经核实评价属实。"
            basis = words.limits.limit("bad_rating_rectification", china_day(at)).legal_zh
            yield open_finding(words, Facts("dissatisfaction", "bad_rating", about, text, basis, f"{id}/rating"), at)
        case ProvedTrue(about=about, finding_kind=kind, at=at):
            text = f"群众反映{words.name(about)}存在“{_KINDS_ZH[kind]}”问题，经调查属实。"
            facts = Facts(kind, "petition_proved", about, text, _PROVED, f"{id}/proved")
            # Petitions merged into one are proved true in one act: that is one thing wrong, and one finding.
            yield open_finding(words, facts, at, known_by=f"{about}/{kind}/{at.isoformat()}")
        case FindingClosed(at=at):
            content = circular(words, id, event.facts, event.rectification, event.reopened_because)
            yield Do("circulars", str(china_day(at).year), IssueCircular(content, at, event.round))


def _only_disclosure(heard: Heard) -> None:
    """Raises Forbidden where somebody else speaks for it."""
    if heard.source != "/disclosure":
        raise Forbidden(
            "not-disclosure", f"{heard.source} 不能代政务公开发布。", f"{heard.source} may not speak for disclosure."
        )


def _own_board(words: Words, said: Mapping[str, Any]) -> Facts:
    text = f"《{said['title']}》（第{said['version']}版）应于{zh_day(said['due_on'])}前在镇公开栏张榜，到期没有张榜。"
    limit, _, version = said["basis"].partition("/")
    evidence = f"{said['publication']}/{said['version']}/township"
    basis = words.limits.version(limit, int(version)).legal_zh
    return Facts("overdue", "overdue_posting", words.township, text, basis, evidence)


def open_finding(words: Words, facts: Facts, at: datetime, known_by: str = "") -> Do:
    """The same evidence, or ``known_by``, opens the same finding. Its id, which everybody reads, tells neither."""
    return Do("finding", words.veiled(f"{facts.origin}/{known_by or facts.evidence}"), OpenFinding(facts, at))


def circular(words: Words, finding: str, facts: Facts, rectification: str, reopened_because: str | None) -> Content:
    """What is published when a finding is closed: the office and the facts, and how they were put right."""
    again = "重新" if reopened_because else ""
    title = f"关于{words.name(facts.about)}“{_KINDS_ZH[facts.kind]}”问题{again}查处整改情况的通报"
    parts = [("问题", facts.text), ("依据", facts.basis), ("整改", rectification)]
    if reopened_because:
        parts.insert(2, ("重新查处的原因", f"此前已通报整改，后查明不实：{reopened_because}"))
    body = "\n".join(f"{number}、{head}\n{text}" for number, (head, text) in zip("一二三四", parts, strict=False))
    return Content(finding, facts.kind, facts.about, title, body)


def _unanswered(words: Words, said: Mapping[str, Any]) -> Facts:
    """A request for information (政府信息公开条例, Art. 33). The quarter and not the day: that would tell when it was
    received.
    """
    quarter, office = zh_quarter(noon(said["due_on"])), words.name(said["office"])
    limit, _, version = said["basis"].partition("/")
    basis = words.limits.version(limit, int(version)).legal_zh
    text = f"{quarter}，{office}有一件政府信息公开申请没有在规定期限内答复。"
    return Facts("overdue", "overdue_request", said["office"], text, basis, said["request"])


def _missed(words: Words, petition: str, event: DeadlineMissed) -> Facts:
    """The office and the quarter, and no more: which time limit it was could tell that it was a report, and the day
    on which it fell due tells when the petition was filed. Whoever may see the petition reads both there.
    """
    limit = words.limits.version(event.deadline.limit, event.deadline.limit_version)
    undone, basis = "办理完毕", "《信访工作条例》和服务承诺关于办理期限的规定"
    if limit.id == "acceptance":
        undone, basis = "告知是否受理", limit.legal_zh
    # The moment itself, 24:00, is the next day's, and may be the next quarter's.
    text = (
        f"{zh_quarter(noon(event.deadline.due_on))}，{words.name(event.about)}有一件信访事项没有在规定期限内{undone}。"
    )
    return Facts(
        "overdue", "missed_deadline", event.about, text, basis, f"{petition}/{limit.id}/{event.deadline.starts_on}"
    )


def zh_quarter(moment: datetime) -> str:
    day = china_day(moment)
    return f"{day.year}年第{'一二三四'[(day.month - 1) // 3]}季度"
