"""A node that does nothing but give its feed, run by gunicorn: what catching up over HTTP is measured against."""

from __future__ import annotations

import os

from flask import Flask

from bench.pair import TELLER, node
from shared.messaging.http import peer_blueprint


def create_app() -> Flask:
    side = node(TELLER, os.environ["SUNSHINE_DATABASE"])
    app = Flask("feed")
    application = side.application
    app.register_blueprint(
        peer_blueprint(application.database, application.outbox, side.inbox, side.peers, application.clock)
    )

    @app.get("/readyz")
    def ready() -> dict[str, str]:
        return {}

    return app
