"""gunicorn settings of every service.

``python -m gunicorn -c shared/web/gunicorn_conf.py 'services.x.app:create_app()'``

SUNSHINE_BIND (host:port), SUNSHINE_THREADS (8), SUNSHINE_WEB_WORKERS (1), SUNSHINE_STATE (folder of this node).
"""

import os
import shutil
from pathlib import Path
from typing import Any

bind = os.environ.get("SUNSHINE_BIND", "127.0.0.1:8000")
worker_class = "gthread"
threads = int(os.environ.get("SUNSHINE_THREADS", "8"))
workers = int(os.environ.get("SUNSHINE_WEB_WORKERS", "1"))
preload_app = False  # database connections and threads do not survive a fork
graceful_timeout = 10
timeout = 60
keepalive = 5
control_socket_disable = True  # two services on one machine would fight over the default socket
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a heartbeat on disk can stall
accesslog = None  # the application logs requests itself, without raw addresses
loglevel = "warning"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"level": "WARNING", "handlers": ["stdout"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["stdout"], "propagate": False},
        "gunicorn.access": {"level": "ERROR", "handlers": [], "propagate": False},
    },
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "formatters": {"line": {"format": '{"time": "%(asctime)s", "level": "warning", "event": "gunicorn: %(message)s"}'}},
}

if "SUNSHINE_STATE" in os.environ:
    # Before prometheus_client is imported anywhere: it looks at this variable once.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(Path(os.environ["SUNSHINE_STATE"]) / "metrics")


def on_starting(server: Any) -> None:
    """The figures of an earlier run are not ours."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True)


def child_exit(server: Any, worker: Any) -> None:
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
