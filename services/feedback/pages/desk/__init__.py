"""The clerk's desk: what to hang up and take down, codes to hand out, the window,
paper to enter, and whether the line is up."""

from __future__ import annotations

from flask import Blueprint

from services.feedback.composition import Service
from services.feedback.pages.desk import codes, paper, to_do, typed, window


def blueprint(service: Service) -> Blueprint:
    desk = Blueprint("desk", __name__, url_prefix="/clerk")
    for topic in (to_do, codes, window, paper, typed):
        topic.register(desk, service)
    return desk
