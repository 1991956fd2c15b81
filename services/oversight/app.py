"""The web process: pages, API, and the two addresses for peers."""

from __future__ import annotations

import os
import sys

from flask import Flask

from services.oversight import api, pages
from services.oversight.composition import compose
from shared.config import Config, ConfigError, load_config
from shared.datafiles import DataFileError
from shared.messaging.http import peer_blueprint
from shared.messaging.keys import KeyFileError
from shared.privacy.subject_keys import KeysUnusable
from shared.web import app as web


def create_app(config: Config | None = None) -> Flask:
    """Compose the service from the environment, or from ``config``. Exits with 3 and a sentence when it cannot."""
    try:
        return _compose(config or load_config("oversight", os.environ))
    except (ConfigError, KeyFileError, DataFileError, KeysUnusable) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(3)


def _compose(config: Config) -> Flask:
    service = compose(config)
    node = service.node
    return web.create_app(
        config,
        import_name="services.oversight",
        title_zh="阳光维权",
        title_en="Rights upheld",
        blueprints=[
            pages.blueprint(service),
            peer_blueprint(node.application.database, node.application.outbox, node.inbox, node.peers, config.clock),
        ],
        api_blueprints=[api.blueprint(service)],
        navigation=pages.NAVIGATION,
        health=node.health,
        gauges=node.gauges,
        readiness=node.ready,
    )
