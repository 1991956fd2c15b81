"""How every process of a service begins: read the environment, set up the log, compose; or say why not, and end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

from shared.config import Config, ConfigError, load_config
from shared.datafiles import DataFileError
from shared.errors import Refusal
from shared.eventlog import UnknownEventError
from shared.eventlog.trouble import unsound
from shared.logs import configure_logging
from shared.messaging.keys import KeyFileError
from shared.privacy.subject_keys import KeysUnusable

Service = TypeVar("Service")
EXIT = 3
"""The exit code of a process that cannot start with what it was given."""


def compose_or_exit(name: str, compose: Callable[[Config], Service], config: Config | None = None) -> Service:
    """The service, composed from the environment where no ``config`` is given; what does not hold ends the process."""
    try:
        given = config or load_config(name, os.environ)
        configure_logging(given.source, given.log_level, given.log_format)
        return compose(given)
    except (ConfigError, DataFileError, KeyFileError, KeysUnusable, Refusal, UnknownEventError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EXIT)
    except Exception as error:
        if (said := unsound(error)) is None:
            raise
        sys.stderr.write(f"{said}\n")
        sys.exit(EXIT)
