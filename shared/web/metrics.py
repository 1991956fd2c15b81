"""Prometheus metrics: HTTP requests counted by address pattern, and the service's own gauges taken at each scrape.

Under gunicorn several processes share one directory (see gunicorn_conf.py); prometheus_client adds them up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

from flask import Flask, Response, g
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from shared.eventlog.trouble import trouble_of
from shared.web.logs import request_method, request_rule
from shared.web.roles import PUBLIC, allow

Gauge = tuple[str, str, Mapping[str, str], float]
"""Name, description, labels and value of one gauge."""
Gauges = Callable[[], Iterable[Gauge]]


class _Gauges(Collector):
    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for name, description, labels, value in self._found():
            family = families.setdefault(name, GaugeMetricFamily(name, description, labels=list(labels)))
            family.add_metric([str(label) for label in labels.values()], value)
        yield from families.values()

    def _found(self) -> list[Gauge]:
        """The service's gauges, and whether its database could be asked for them."""
        up: tuple[str, str, dict[str, str]] = ("sunshine_database_up", "Whether the database can be used", {})
        try:
            return [(*up, 1.0), *self._gauges()]
        except Exception as error:
            if trouble_of(error) is None:
                raise
            return [(*up, 0.0)]


def register_metrics(app: Flask, gauges: Gauges) -> None:
    own = CollectorRegistry()
    requests = Counter("sunshine_http_requests", "HTTP requests answered", ["method", "rule", "status"], registry=own)
    duration = Histogram(
        "sunshine_http_request_seconds", "Time to answer, in seconds", ["method", "rule"], registry=own
    )

    @app.after_request
    def count(response: Response) -> Response:
        method, rule = request_method(), request_rule()
        requests.labels(method, rule, str(response.status_code)).inc()
        duration.labels(method, rule).observe(time.perf_counter() - g.started)
        return response

    @app.get("/metrics")
    @allow(PUBLIC)
    def metrics() -> Response:
        """Public to whoever reaches this port; the proxy in front does not pass it on."""
        at_scrape = CollectorRegistry()
        at_scrape.register(_Gauges(gauges))
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            MultiProcessCollector(at_scrape)  # type: ignore[no-untyped-call]
            text = generate_latest(at_scrape)
        else:
            text = generate_latest(own) + generate_latest(at_scrape)
        return Response(text, content_type=CONTENT_TYPE_LATEST)
