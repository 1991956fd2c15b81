"""The web process of a village."""

from __future__ import annotations

from flask import Flask

from services.feedback import api, pages
from services.feedback.composition import compose
from services.feedback.pages import desk
from shared.config import Config
from shared.messaging.http import peer_blueprint
from shared.start import compose_or_exit
from shared.web.app import create_app as web_app
from shared.web.parked import PARKED, parked_api, parked_pages
from shared.web.roles import CLERK, PUBLIC


def create_app(config: Config | None = None) -> Flask:
    """Ends the process with 3, and says why, where the configuration does not hold."""
    service = compose_or_exit("feedback", compose, config)
    node, application, everybody = service.node, service.application, frozenset({PUBLIC})
    return web_app(
        node.config,
        import_name="services.feedback",
        title_zh=f"{service.village.zh} · 阳光服务",
        title_en=f"{service.village.en} · Open service",
        blueprints=[
            pages.blueprint(service),
            desk.blueprint(service),
            parked_pages(node.parked),
            peer_blueprint(
                application.database, application.outbox, node.inbox, node.peers, application.clock, lines=node.lines
            ),
        ],
        api_blueprints=[api.blueprint(service), parked_api(node.parked)],
        search="pages.search",
        navigation=[
            ("pages.village_board", "公开栏", "Board", everybody),
            ("pages.enter_code", "评一评", "Rate", everybody),
            ("pages.write_petition", "写信反映", "Petition", everybody),
            ("pages.ratings", "评议结果", "Results", everybody),
            ("desk.to_do", "文书工作台", "Clerk's desk", frozenset({CLERK})),
            PARKED,
        ],
        health=node.health,
        gauges=node.gauges,
        readiness=node.ready,
    )
