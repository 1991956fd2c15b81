"""A survey round for residents and one for migrants: paper answers, codes, and the ratings that come of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from pilot.demo.district import People
from pilot.demo.story import Story
from shared.config import SHIPPED_DATA

AUDIENCES = ("residents", "migrants")
BY_CODE = 6
Rounds = Mapping[str, str]
"""Audience -> round id."""


def open_rounds(story: Story, people: People) -> Rounds:
    story.chapter("The leading group opens a survey. 请农民兄弟姐妹评计生。")
    rounds: dict[str, str] = {}
    for audience, title in zip(AUDIENCES, ("一季度村民评议", "一季度流动人口评议"), strict=True):
        opened = people.zhao.post(
            "/api/rounds",
            {
                "questionnaire": audience,
                "office": "family-planning-office",
                "villages": list(people.villages),
                "title": title,
                "opens_on": story.now.date().isoformat(),
                "closes_on": (story.now.date() + timedelta(days=20)).isoformat(),
            },
        )
        rounds[audience] = opened["id"]
    for village in people.villages:
        story.wait(
            f"{village} has been told of both rounds",
            partial(people.public(village).get, "/api/rounds"),
            lambda found: {each["round"] for each in found["rounds"]} == set(rounds.values()),
        )
    return rounds


def collect_answers(story: Story, people: People, rounds: Rounds) -> list[dict[str, str]]:
    """Import the paper answers and give some by code; every answer given, in the columns of the paper file."""
    story.chapter("The people answer, on paper and by code. 群众评议。")
    text = (SHIPPED_DATA / "demo" / "paper-answers.csv").read_text(encoding="utf-8-sig")
    answers = list(csv.DictReader(io.StringIO(text)))
    imported = 0
    for village in people.villages:
        imported += people.clerk(village).post("/api/paper-answers", csv=text)["imported"]
    story.check(f"{imported} paper answers are entered from one file", imported == len(answers) == 60, imported)
    again = people.clerk("yangshe").ask("POST", "/api/paper-answers", csv=text)
    story.check("The same file a second time is refused", again.status == 409, again)
    codes = people.clerk("yangshe").post("/api/codes", {"round": rounds["residents"], "count": BY_CODE})["codes"]
    sheet = [row for row in answers if row["audience"] == "residents" and row["village"] == "yangshe"][:BY_CODE]
    for code, row in zip(codes, sheet, strict=True):
        people.public("yangshe").post("/api/responses", _response(rounds["residents"], code, row))
        answers.append(row)
    story.tell(f"{BY_CODE} more answer on their telephones, with a code from the village.")
    used = people.public("yangshe").ask("POST", "/api/responses", _response(rounds["residents"], codes[0], sheet[0]))
    story.check("A code works once", (used.status, used.code) == (409, "code-used"), used)
    return answers


def check_ratings(story: Story, people: People, rounds: Rounds, answers: list[dict[str, str]]) -> None:
    story.chapter("The survey closes, and its results are for everybody. 评议结果公布。")
    for round_id in rounds.values():
        people.zhao.post(f"/api/rounds/{round_id}/close")
    for audience, round_id in rounds.items():
        for village in people.villages:
            mine = [row for row in answers if (row["audience"], row["village"]) == (audience, village)]
            _check_district(story, people, round_id, village, mine)


def _check_district(story: Story, people: People, round: str, village: str, mine: list[dict[str, str]]) -> None:
    def rows() -> list[Any]:
        answer = people.public("oversight").ask("GET", f"/api/rounds/{round}/results")
        found = answer.body["rows"] if answer.status == 200 else []
        return [row for row in found if row["village"] == village and row["kind"] == "rating"]

    def equal(found: list[Any]) -> bool:
        recount = {
            row["question"]: [int(answer[row["question"]]) for answer in mine if answer[row["question"]]]
            for row in found
        }
        return bool(found) and all(
            row["count"] == len(recount[row["question"]])
            and abs(row["mean"] - sum(recount[row["question"]]) / row["count"]) < 0.01
            for row in found
            if row["count"] is not None
        )

    story.wait(f"The district's ratings of {village} equal the recount too", rows, equal)


def _response(round: str, code: str, row: Mapping[str, str]) -> dict[str, Any]:
    asked = {key: value for key, value in row.items() if value and key not in {"village", "audience"}}
    return {
        "round": round,
        "code": code,
        "scores": {key: int(value) for key, value in asked.items() if value.isdigit()},
        "awareness": {key: value == "yes" for key, value in asked.items() if not value.isdigit()},
    }
