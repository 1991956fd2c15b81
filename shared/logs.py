"""One line of JSON per event, in UTC. Never personal data."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog


def configure_logging(service: str, level: str, format: str, out: TextIO | None = None) -> None:
    """Set up structlog and the standard library's logging for this process.

    ``service`` is named in every line; ``level`` is debug, info, warning or error; ``format`` is json or plain.
    ``out`` is stdout where nothing is given.
    """

    def name_service(_logger: object, _method: str, event: Any) -> Any:
        event["service"] = service
        return event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        name_service,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    rendered: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=False, timestamp_key="time")]
        if format == "plain"
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, *rendered],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Libraries are heard from warnings on: their debug lines quote requests and queries.
    root.setLevel(max(number, logging.WARNING))
