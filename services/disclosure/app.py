"""The web process: pages, API, and the two addresses for peers."""

from __future__ import annotations

from flask import Flask

from services.disclosure import api, pages
from services.disclosure.api import receiving
from services.disclosure.composition import compose
from shared.config import Config
from shared.messaging.http import peer_blueprint
from shared.start import compose_or_exit
from shared.web import app as web
from shared.web.parked import PARKED, parked_api, parked_pages


def create_app(config: Config | None = None) -> Flask:
    """Compose the service from the environment, or from ``config``. Exits with 3 and a sentence when it cannot."""
    service = compose_or_exit("disclosure", compose, config)
    node = service.node
    return web.create_app(
        node.config,
        import_name="services.disclosure",
        title_zh="阳光管理",
        title_en="Open management",
        blueprints=[
            pages.blueprint(service),
            parked_pages(node.parked),
            peer_blueprint(
                node.application.database,
                node.application.outbox,
                node.inbox,
                node.peers,
                node.config.clock,
                lines=node.lines,
            ),
            receiving.blueprint(service),
        ],
        api_blueprints=[api.blueprint(service), api.files_blueprint(service), parked_api(node.parked)],
        search="pages.search",
        navigation=[*pages.NAVIGATION, PARKED],
        health=node.health,
        gauges=node.gauges,
        readiness=node.ready,
        at_each_request=node.look_again,
    )
