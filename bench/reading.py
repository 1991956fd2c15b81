"""What readers wait for, over 50,000 publications: the words that they look for, and the page of a board.

The board page is asked for through the proxy of deploy/proxy, with its pages' cache and without, beside a file of the
same size that another nginx gives through the same proxy. The load generator takes up to one of two cores: what it can
do alone is shown too.
"""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from bench import shelf
from bench.figures import Figure, at_least, at_most
from bench.load import Connection, percentile, reading_rate
from pilot.district import District, find_base_port
from pilot.nginx import Nginx, NoNginxError
from pilot.supervisor import ProcessSpec, Supervisor
from services.disclosure import composition as disclosure
from services.feedback import composition as feedback
from shared.config import load_config

ROOT = Path(__file__).resolve().parent.parent
PUBLICATIONS = 50_000
WEB_WORKERS = 2
ASKED = 1_000
ROUNDS, SECONDS, CONNECTIONS = 5, 2.0, 16
GOAL = 1_500
WORDS = (
    *("费", "人", "年", "村", "旗", "的"),  # one character, in every text and in a few
    *("收费", "办理", "奖励", "政策", shelf.RARE, "洋畲", "季度", "费费"),
    *("不收费", "服务所", "东山村", "第一季", "计划生育", "生育登记服务"),
    *("12345", "收费 举报", "年 月 日", "东坑村 2023", "窗口 收费 承诺"),
)
STATIC = "/static/sun.svg"


def measure(folder: Path, publications: int = PUBLICATIONS) -> list[Figure]:
    with District(folder / "district", villages=["yangshe"], quiet=True) as district:
        places = {place.name: district.environment(place) for place in district.places}
        specs = [_web(district.spec(f"{name}-web")) for name in ("disclosure", "yangshe")]
    started = time.perf_counter()
    shelf.fill_township(disclosure.compose(load_config("disclosure", places["disclosure"])), publications)
    shelf.fill_village(feedback.compose(load_config("feedback", places["yangshe"])), publications)
    print(f"  {publications:,} publications, twice, in {time.perf_counter() - started:.0f} s", flush=True)
    supervisor = Supervisor(specs, folder / "logs", cwd=ROOT)
    supervisor.start_all()
    try:
        urls = {spec.name: str(spec.ready_url).removesuffix("/readyz") for spec in specs}
        figures = [
            _search(f"search among {publications:,} publications", urls["disclosure-web"]),
            _search(f"search on a board of {publications:,}", urls["yangshe-web"]),
        ]
        pages = {
            "a village's board": urls["yangshe-web"] + "/",
            "what the boards posted": urls["disclosure-web"] + "/boards",
        }
        return [*figures, *_boards(folder, pages)]
    finally:
        supervisor.stop_all()


def _web(spec: ProcessSpec) -> ProcessSpec:
    env = {**spec.env, "SUNSHINE_WEB_WORKERS": str(WEB_WORKERS), "SUNSHINE_LOG_LEVEL": "warning"}
    return ProcessSpec(spec.name, spec.command, env, spec.ready_url)


def _search(name: str, url: str) -> Figure:
    """One reader, one question after the other, each a page of twenty; in turns with a file by the same process."""
    connection, times, floor = Connection(url), list[float](), list[float]()
    for word in WORDS:
        connection.get(f"/search?q={quote(word)}")
    for number in range(ASKED):
        word, page = WORDS[number % len(WORDS)], 1 + number // len(WORDS) % 3
        times.append(_timed(connection, f"/search?q={quote(word)}&page={page}"))
        floor.append(_timed(connection, STATIC))
    floor_ms = percentile(floor, 0.99) * 1000
    return at_most(f"{name}, p99", percentile(times, 0.99) * 1000, "ms", 20, floor=floor_ms)


def _timed(connection: Connection, path: str) -> float:
    asked = time.perf_counter()
    status, _ = connection.get(path)
    assert status == 200, f"{path} answered {status}"
    return time.perf_counter() - asked


def _boards(folder: Path, pages: dict[str, str]) -> list[Figure]:
    try:
        measured = [_through_proxy(folder / f"proxy-{at}", *page) for at, page in enumerate(pages.items())]
        return [figure for figures in measured for figure in figures]
    except NoNginxError as error:
        print(f"  {error}: gunicorn is asked without a proxy, and the floor is a file that it gives itself", flush=True)
        return [_without_proxy(name, url) for name, url in pages.items()]


def _through_proxy(folder: Path, name: str, url: str) -> list[Figure]:
    base, _, path = url.removeprefix("http://").partition("/")
    node, ports = int(base.rpartition(":")[2]), find_base_port(4)
    cached, plain, static, file = (ports + number for number in range(1, 5))
    content = Connection(url).get(f"/{path}")[1]
    files = folder / "files"
    files.mkdir(parents=True)
    (files / "page").write_bytes(content)
    own = f"""
    server {{
        listen 127.0.0.1:{file};
        root {files};
        location / {{
            try_files /page =404;
        }}
    }}
"""
    with ExitStack() as stack:
        stack.enter_context(Nginx(folder / "cached", {cached: node, static: file}, more=own))
        stack.enter_context(Nginx(folder / "plain", {plain: node}, cached=False))
        rates: dict[int, list[float]] = {cached: [], plain: [], static: [], file: []}
        for _ in range(ROUNDS):
            for port, measured in rates.items():
                measured.append(_rate(f"http://127.0.0.1:{port}/{path}"))
    floor, alone = statistics.median(rates[static]), statistics.median(rates[file])
    goal = min(GOAL, floor / 2)
    print(f"  the load generator had {alone:,.0f} answers a second of nginx's file without the proxy", flush=True)
    said = f"page of {name} ({len(content) / 1000:.0f} kB) by the proxy"
    return [
        at_least(said, statistics.median(rates[cached]), "1/s", goal, floor=floor),
        at_least(f"{said} without its cache", statistics.median(rates[plain]), "1/s", goal, floor=floor),
    ]


def _without_proxy(name: str, url: str) -> Figure:
    base = url[: url.index("/", len("http://"))]
    rates = [(_rate(url), _rate(base + STATIC)) for _ in range(ROUNDS)]
    page, floor = (statistics.median(each) for each in zip(*rates, strict=True))
    return at_least(f"page of {name}, without a proxy", page, "1/s", GOAL, floor=floor)


def _rate(url: str) -> float:
    return reading_rate(url, connections=CONNECTIONS, seconds=SECONDS)
