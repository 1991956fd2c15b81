"""The example service as gunicorn starts it."""

import os
from pathlib import Path

from shared.clock import SystemClock
from shared.config import Config
from shared.web.app import create_app
from tests.shared.web.example import example_api, example_pages


def create():
    state = Path(os.environ["SUNSHINE_STATE"])
    config = Config(
        service="disclosure",
        village=None,
        database="sqlite:///x",
        keys_database=None,
        bus="redis://localhost",
        secrets=state / "secrets.json",
        peers=state,
        accounts=None,
        data=state,
        url="http://localhost",
        state=state,
        clock=SystemClock(),
        push=False,
        log_level="info",
        log_format="json",
        demo_clock=False,
    )
    return create_app(
        config,
        import_name="services",
        title_zh="阳光",
        title_en="Sunshine",
        blueprints=[example_pages()],
        api_blueprints=[example_api()],
    )
