"""A round's questionnaire on paper, printed from what is asked on the screen. The clerk hands it out; anybody may see
what is asked.
"""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from services.feedback.composition import Service
from services.feedback.pages.survey import LEVELS
from services.feedback.views import rounds
from shared.notices import Questionnaire
from shared.web.press import Press
from shared.web.roles import PUBLIC, allow


def register(pages: Blueprint, service: Service) -> None:
    press = Press()

    @pages.get("/survey/<round>/questionnaire.pdf")
    @allow(PUBLIC)
    def questionnaire_on_paper(round: str) -> Response:
        with service.application.database.read() as tx:
            survey = rounds.survey_of(rounds.one(tx, round, service.today()))
        village, office = service.village, service.district.office(survey.office)
        questions, awareness, texts = (
            tuple((each.zh, each.en) for each in part) for part in (survey.questions, survey.awareness, survey.texts)
        )
        return press.questionnaire(
            Questionnaire(
                village=(village.zh, village.en),
                township=service.district.township_zh,
                office=(office.zh, office.en),
                title=survey.title,
                id=survey.questionnaire,
                version=survey.questionnaire_version,
                opens_on=survey.opens_on,
                last_day=survey.closes_on,
                levels=tuple((digit, *words) for digit, words in LEVELS),
                questions=questions,
                awareness=awareness,
                texts=texts,
            )
        )
