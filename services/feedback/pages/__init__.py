"""What people see in the village: one file for each topic. The clerk's pages are in `desk`."""

from __future__ import annotations

from flask import Blueprint

from services.feedback.composition import Service
from services.feedback.items import load_item_names
from services.feedback.pages import (
    board,
    for_robots,
    kiosk,
    notices,
    petitions,
    questionnaire,
    reading,
    results,
    survey,
    window,
)


def blueprint(service: Service) -> Blueprint:
    pages = Blueprint("pages", __name__)
    names = load_item_names(service.node.config.data)
    for topic in (board, reading, notices):
        topic.register(pages, service, names)
    for further in (survey, questionnaire, window, kiosk, results, petitions, for_robots):
        further.register(pages, service)
    return pages
