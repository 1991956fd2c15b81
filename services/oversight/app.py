"""The web process: pages, API, and the two addresses for peers."""

from __future__ import annotations

from flask import Flask

from services.oversight import api, pages
from services.oversight.composition import compose
from shared.config import Config
from shared.messaging.http import peer_blueprint
from shared.start import compose_or_exit
from shared.web import app as web
from shared.web.parked import PARKED, parked_api, parked_pages


def create_app(config: Config | None = None) -> Flask:
    """Compose the service from the environment, or from ``config``. Exits with 3 and a sentence when it cannot."""
    service = compose_or_exit("oversight", compose, config)
    node = service.node
    return web.create_app(
        node.config,
        import_name="services.oversight",
        title_zh="阳光维权",
        title_en="Rights upheld",
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
        ],
        api_blueprints=[api.blueprint(service), parked_api(node.parked)],
        navigation=[*pages.NAVIGATION, PARKED],
        health=node.health,
        gauges=node.gauges,
        readiness=node.ready,
        at_each_request=node.look_again,
    )
