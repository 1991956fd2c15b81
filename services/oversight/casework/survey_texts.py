"""What people said in words in a survey round, for the office that was rated and those above it: only in groups."""

from __future__ import annotations

from typing import Any

from services.oversight.composition import Service
from services.oversight.domain.results import FEWEST
from services.oversight.views import rounds, survey_texts
from shared.errors import Forbidden, NotFound, WrongState
from shared.web.roles import DISTRICT, Account

Json = dict[str, Any]


def may_read(service: Service, account: Account | None, asked: Json) -> bool:
    """Whether somebody is of the office that a round is about, or of one above it; the district is above all."""
    if account is None:
        return False
    above = {office.id for office in service.district.above(asked["office"])}
    return account.role == DISTRICT or account.office in {asked["office"], *above}


def heading(service: Service, account: Account, id: str, question: str) -> Json:
    """``round``, ``question``, ``questions`` (those answered in words, each with how many have answered, None where
    these are fewer than five), ``withheld`` and ``late``: how many are not shown because they named a person, or came
    when the results were out.

    Raises NotFound, Forbidden, or WrongState (``results-not-out``) before the results are out.
    """
    with service.application.database.read() as tx:
        asked = rounds.one(tx, id)
        if not may_read(service, account, asked):
            raise Forbidden(
                "not-your-office",
                "只有被评单位和上级可以看大家写的话。",
                "What people wrote is for the office that was rated and those above it.",
            )
        kept, counts = survey_texts.kept(tx, id), survey_texts.counts(tx, id)
        if not kept.is_out:
            raise WrongState(
                "results-not-out",
                "结果公布以后才能看大家写的话。",
                "What people wrote can be read when the results are out.",
                state="waiting",
            )
        if question not in {one["id"] for one in asked["texts"]}:
            raise NotFound("unknown-question", "这轮评议没有问这一题。", "This round did not ask that question.")
    shown = [
        {**one, "count": count if (count := counts.get(one["id"], 0)) >= FEWEST else None} for one in asked["texts"]
    ]
    of = {"round": asked, "question": question, "questions": shown}
    return {**of, "withheld": kept.withheld, "late": kept.late}


def page(service: Service, id: str, question: str, limit: int, offset: int) -> tuple[list[Json], int]:
    """Of what `heading` has let somebody read: some of the texts, and how many there are."""
    with service.application.database.read() as tx:
        return survey_texts.page(tx, id, question, limit=limit, offset=offset)
