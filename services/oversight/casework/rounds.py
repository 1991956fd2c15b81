"""Survey rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.oversight.casework.places import known
from services.oversight.composition import Service
from services.oversight.domain.survey_round import CloseRound, OpenRound, Plan, Question
from services.oversight.views import rounds
from shared.web.roles import Account


def open_round(service: Service, account: Account, given: Mapping[str, Any], key: str | None) -> dict[str, Any]:
    asked = service.questionnaires[given["questionnaire"]]
    plan = Plan(
        title=given["title"],
        office=known(service.district.office, given["office"]).id,
        audience=asked.id,
        questionnaire=asked.id,
        questionnaire_version=asked.version,
        questions=tuple(Question(**asdict(question)) for question in asked.questions),
        awareness=tuple(Question(**asdict(question)) for question in asked.awareness),
        villages=tuple(dict.fromkeys(known(service.joined.village, village).id for village in given["villages"])),
        opens_on=given["opens_on"],
        closes_on=given["closes_on"],
    )
    command = OpenRound(plan, account.name, service.clock.now())
    recorded = service.application.handle(
        "round",
        service.application.ids.new(),
        command,
        actor=account.name,
        key=f"{account.name}:{key}" if key else None,
    )
    with service.application.database.read() as tx:
        return rounds.one(tx, recorded[0].id)


def close_round(service: Service, account: Account, id: str) -> dict[str, Any]:
    service.application.handle("round", id, CloseRound(account.name, service.clock.now()), actor=account.name)
    with service.application.database.read() as tx:
        return rounds.one(tx, id)
