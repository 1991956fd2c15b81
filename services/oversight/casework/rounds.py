"""Survey rounds: opening and closing, by the leading group or by the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from services.oversight.casework.places import known
from services.oversight.composition import Service
from services.oversight.domain.survey_round import CloseRound, OpenRound, Plan, Question
from services.oversight.questionnaires import Questionnaire
from services.oversight.views import rounds
from shared import ticking
from shared.decider import Do
from shared.errors import Invalid, WrongState
from shared.eventlog import Transaction
from shared.timelimits.days import noon
from shared.web.roles import Account

_PAPER = "survey_paper"
"""The time limit within which villages enter what was answered on paper."""


def open_round(service: Service, account: Account, given: Mapping[str, Any], key: str | None) -> dict[str, Any]:
    """``given``: what `schemas.rounds.OpenRound` loads. Under a ``key`` used before, the round opened then.

    Raises Invalid or WrongState: beside what a round itself refuses, where the questionnaire does not go with those
    before it, and where another round asks the same people at the same time.
    """
    asked = _questionnaire(service, given["questionnaire"])
    plan = _plan(service, asked, given)
    with service.application.unit(actor=account.name) as unit:

        def opening() -> Do:
            _check_version(unit.tx, asked)
            _check_words(unit.tx, asked, reworded=given["reworded"])
            _check_overlap(service, unit.tx, plan)
            return Do("round", service.application.ids.new(), OpenRound(plan, account.name, service.clock.now()))

        recorded = unit.once(f"{account.name}:{key}", opening) if key else unit.do(opening())
        return rounds.one(unit.tx, recorded[0].id)


def _questionnaire(service: Service, id: str) -> Questionnaire:
    if id not in service.questionnaires:
        raise Invalid(
            "unknown-questionnaire",
            f"没有问卷“{id}”，请从列表中选一份。",
            f"There is no questionnaire “{id}”; choose one of the list.",
            questionnaire=id,
        )
    return service.questionnaires[id]


def _plan(service: Service, asked: Questionnaire, given: Mapping[str, Any]) -> Plan:
    joined = service.joined
    wanted = [village.id for village in joined.villages] if given["everywhere"] else given["villages"]
    if not wanted:
        raise Invalid(
            "no-village-joined",
            "还没有村（居）接入，没有人可以答卷。",
            "No village has joined yet, so nobody could answer.",
        )
    parts = {part: tuple(Question(**asdict(one)) for one in getattr(asked, part)) for part in rounds.PARTS}
    return Plan(
        title=given["title"],
        office=known(service.district.office, given["office"]).id,
        audience=asked.audience,
        questionnaire=asked.id,
        questionnaire_version=asked.version,
        villages=tuple(dict.fromkeys(known(joined.village, village).id for village in wanted)),
        opens_on=given["opens_on"],
        closes_on=given["closes_on"],
        **parts,
    )


def _check_version(tx: Transaction, asked: Questionnaire) -> None:
    """A file that was changed says so by its version: else two rounds would say the same of what differs."""
    opened, plain = rounds.opened_versions(tx, asked.id), asked.as_dict()
    before = opened.get(asked.version)
    if before == {part: plain[part] for part in rounds.PARTS}:
        return
    latest = max(opened, default=0)
    if before is None and asked.version > latest:
        return
    raise Invalid(
        "questionnaire-version",
        f"问卷文件 {asked.id}.toml 和用过的第 {asked.version} 版不一样。请把 version 改成 {latest + 1}，再重启。",
        f"The file {asked.id}.toml is not version {asked.version} as it was used before. Make its version {latest + 1}"
        " and restart.",
        version=asked.version,
    )


def _check_words(tx: Transaction, asked: Questionnaire, *, reworded: bool) -> None:
    """Rounds are compared by the ids of questions, so an id stands for one question for ever.

    ``reworded``: somebody has said that questions in other words still ask the same.
    """
    before = rounds.opened_questions(tx, asked.audience)
    now = {one.id: (part, one.zh, one.en) for part in rounds.PARTS for one in getattr(asked, part)}
    other = [question for question, said in now.items() if before.get(question, said) != said]
    turned = [question for question in other if before[question][0] != now[question][0]]
    if turned:
        raise Invalid(
            "question-of-another-kind",
            f"题目编号 {'、'.join(turned)} 以前是另一种题型。请在问卷文件里给新题起新编号。",
            f"The ids {', '.join(turned)} were of questions of another kind. Give the new ones ids of their own.",
            questions=turned,
        )
    if other and not reworded:
        raise Invalid(
            "question-reworded",
            f"题目 {'、'.join(other)} 的措辞和上次不同。意思没变的，请勾选“意思没变”；变了的，请在问卷文件里换新编号。",
            f"The questions {', '.join(other)} have other words than before. If they still ask the same, tick that; if"
            " not, give them new ids in the file.",
            questions=other,
        )


def _check_overlap(service: Service, tx: Transaction, plan: Plan) -> None:
    """Nobody is asked about the same office twice at a time, with two codes."""
    for running in rounds.running_with(tx, plan.office, plan.audience):
        both = [village for village in plan.villages if village in running["villages"]]
        if both:
            named, more = [service.district.village(village) for village in both[:5]], "…" if both[5:] else ""
            raise WrongState(
                "round-overlaps",
                f"“{running['title']}”还没有结束，也在问{'、'.join(one.zh for one in named)}{more}。"
                "请先结束那一轮，或只选其他村（居）。",
                f"“{running['title']}” is not closed and asks {', '.join(one.en for one in named)}{more} too. Close"
                " that round first, or choose other villages.",
                state="open",
                round=running["id"],
                villages=both,
            )


def close_round(service: Service, account: Account, id: str) -> dict[str, Any]:
    service.application.handle("round", id, CloseRound(account.name, service.clock.now()), actor=account.name)
    with service.application.database.read() as tx:
        return rounds.one(tx, id)


def close_ended(service: Service) -> int:
    """Close what nobody has closed once the days for entering paper are over; return how many rounds that were."""
    now = service.clock.now()

    def next_ended(tx: Transaction, skip: int = 0) -> Do | None:
        ended = []
        for one in rounds.open_all(tx):
            due_at = service.limits.deadline(_PAPER, noon(date.fromisoformat(one["closes_on"]))).due_at
            if due_at <= now:
                ended.append(Do("round", one["id"], CloseRound("clock", due_at)))
        return ended[skip] if skip < len(ended) else None

    return ticking.tick(service.application, next_ended)
