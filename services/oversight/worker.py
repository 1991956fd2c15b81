"""The worker process: tells the others, hears them, and lets the legal clocks warn and fall."""

from __future__ import annotations

import os
import sys
from functools import partial

from services.oversight.casework import tick
from services.oversight.composition import Service, compose
from shared.config import ConfigError, load_config
from shared.datafiles import DataFileError
from shared.messaging.keys import KeyFileError
from shared.messaging.worker import Worker, main
from shared.privacy.subject_keys import KeysUnusable
from shared.web.logs import configure_logging


def _service() -> Service:
    try:
        config = load_config("oversight", os.environ)
        configure_logging(config.source, config.log_level, config.log_format)
        return compose(config)
    except (ConfigError, KeyFileError, DataFileError, KeysUnusable) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(3)


def _start() -> Worker:
    service = _service()
    return service.node.worker(tick=partial(tick, service))


def _alive() -> bool:
    return _service().node.worker_alive()


if __name__ == "__main__":
    main(_start, _alive)
