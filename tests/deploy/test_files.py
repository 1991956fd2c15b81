"""What has to hold for the committed files. That they work is for deploy/compose-test, which needs an engine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SCRIPTS = [path for path in (ROOT / "deploy").iterdir() if path.is_file() and path.read_bytes().startswith(b"#!")]


def blocks(text: str, top: str) -> dict[str, str]:
    """The entries below one top-level key, each with its text."""
    (section,) = re.findall(rf"^{top}:\n((?:(?:[ #].*)?\n)+)", text, re.M)
    parts = re.split(r"^  ([a-z-]+):(?: \{\})?\n", section, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


SERVICES = blocks(COMPOSE, "services")
SHARED = "".join(re.findall(r"^x-[a-z-]+:.*\n(?:(?:  .*)?\n)+", COMPOSE, re.M))
NODES = [name for name in SERVICES if name.endswith(("-web", "-worker"))]


def test_the_whole_pilot_district_is_there() -> None:
    assert set(SERVICES) == {"redis", "postgres", "databases", "proxy", *NODES}
    assert set(NODES) == {
        f"{node}-{process}"
        for node in ("disclosure", "oversight", "yangshe", "hongmei")
        for process in ("web", "worker")
    }


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"databases"}))
def test_a_service_is_watched_and_started_again(name: str) -> None:
    block = SERVICES[name]
    inherits = "<<: *web" in block or "<<: *node" in block
    assert "healthcheck:" in block or "<<: *web" in block
    assert "restart: unless-stopped" in (SHARED if inherits else block)


def test_a_node_waits_for_its_database_and_redis_and_can_write_nowhere_but_where_it_must() -> None:
    for name in NODES:
        assert "<<: *web" in SERVICES[name] or "<<: *node" in SERVICES[name]
    for line in ("service_completed_successfully", "service_healthy", "read_only: true", "no-new-privileges:true"):
        assert line in SHARED


def test_the_worker_asks_itself_whether_it_is_alive() -> None:
    for name in NODES:
        if name.endswith("-worker"):
            (module,) = re.findall(r'command: \["python", "-m", "([a-z.]+)"\]', SERVICES[name])
            assert f'test: ["CMD", "python", "-m", "{module}", "--check"]' in SERVICES[name]


def test_images_are_pinned_to_a_version() -> None:
    images = re.findall(r"^\s+image: (\S+)", COMPOSE, re.M) + re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert len(images) >= 6
    for image in images:
        tag = image.partition(":")[2]
        assert tag not in ("", "latest"), image


def test_no_secret_stands_in_a_committed_file() -> None:
    for line in COMPOSE.splitlines():
        if re.search(r"password|secret|token|key\b", line, re.I) and ":" in line and not line.lstrip().startswith("#"):
            value = line.split(":", 1)[1].strip()
            assert value == "" or re.search(r"_FILE: /run/|/run/|/secrets", line), line
    assert not re.search(r"://[^/\s@]+:[^/\s@]+@", COMPOSE), "an address with a password"


def test_what_is_the_districts_own_never_enters_the_repository_or_the_image() -> None:
    assert (ROOT / "deploy" / "district" / ".gitignore").read_text().splitlines()[0] == "*"
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert ignored[0] == "*"
    assert {line for line in ignored if line.startswith("!deploy")} == {"!deploy/databases.py"}


def test_only_the_proxy_can_be_reached_from_outside_and_by_default_from_this_machine_alone() -> None:
    assert [name for name, block in SERVICES.items() if "ports:" in block] == ["proxy"]
    published = re.findall(r'^\s+- "(.*):\d+"$', SERVICES["proxy"], re.M)
    assert len(published) == 4
    assert all(each.startswith("${SUNSHINE_LISTEN:-127.0.0.1}:") for each in published)
    assert "internal: true" in blocks(COMPOSE, "networks")["inside"]
    assert [name for name, block in SERVICES.items() if "- outside" in block] == ["proxy"]


def test_every_published_port_leads_to_a_node_and_metrics_stay_inside() -> None:
    proxy = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text()
    served = dict(re.findall(r"listen (\d+);\s+set \$node ([a-z-]+);", proxy))
    assert sorted(served) == re.findall(r'- ".*:(\d+)"$', SERVICES["proxy"], re.M)
    assert set(served.values()) == {name for name in NODES if name.endswith("-web")}
    node = (ROOT / "deploy" / "proxy" / "node.conf").read_text()
    assert re.search(r"location = /metrics \{\s+return 404;", node)
    assert "access_log off;" in proxy


def test_redis_keeps_what_it_is_given_and_throws_nothing_out() -> None:
    assert '"--appendonly", "yes", "--maxmemory-policy", "noeviction"' in SERVICES["redis"]


def test_the_keys_of_petitions_and_requests_lie_on_volumes_of_their_own() -> None:
    assert set(blocks(COMPOSE, "volumes")) == {"redis", "postgres", "disclosure-keys", "oversight-keys"}
    for name in ("disclosure", "oversight"):
        assert f"{name}-keys:/var/lib/sunshine/keys" in SERVICES[f"{name}-web"]
        assert "SUNSHINE_KEYS_DATABASE: sqlite:////var/lib/sunshine/keys/" in SERVICES[f"{name}-web"]


def test_a_node_may_write_its_accounts_and_no_other_file_of_its_own() -> None:
    assert "SUNSHINE_ACCOUNTS: /run/accounts/accounts.json" in SHARED
    for name in ("disclosure", "oversight", "yangshe", "hongmei"):
        bound = re.findall(r"nodes/(\S+)\n        target: (\S+)\n(        read_only: true)?", SERVICES[f"{name}-web"])
        assert bound == [(name, "/run/node", "        read_only: true"), (f"{name}/accounts", "/run/accounts", "")]


def test_the_image_runs_without_root_and_installs_nothing_unchecked() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.M)[-1] == "10001:10001"
    assert "--require-hashes --requirement requirements.lock" in DOCKERFILE
    assert "--no-index" in DOCKERFILE


def test_the_demo_clock_reaches_every_node() -> None:
    told = re.findall(r"^  ([a-z-]+): \*clock$", (ROOT / "deploy" / "demo-clock.yml").read_text(), re.M)
    assert set(told) == set(NODES)


def test_a_village_that_joins_is_hongmei_with_another_name_and_port() -> None:
    part = subprocess.run(
        ["bash", ROOT / "deploy" / "village-part", "shui-kou", "8005"], capture_output=True, text=True, check=True
    ).stdout
    services = blocks(part, "services")
    assert set(services) == {"shui-kou-web", "shui-kou-worker", "proxy"}
    assert "SUNSHINE_VILLAGE: shui-kou" in services["shui-kou-web"]
    assert "postgresql://feedback_shui_kou@postgres/feedback_shui_kou" in services["shui-kou-web"]
    assert "/secrets/nodes/shui-kou" in services["shui-kou-web"]
    assert "${SUNSHINE_URL_SHUI_KOU:-http://localhost:8005}" in services["shui-kou-web"]
    assert '"${SUNSHINE_LISTEN:-127.0.0.1}:${SUNSHINE_PORT_SHUI_KOU:-8005}:8005"' in services["proxy"]
    for other in ("hongmei", "HONGMEI", "yangshe"):
        assert other not in part
    assert SHARED in part


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run_and_stops_at_the_first_failure(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text()
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.parametrize("name", ["", "Shuikou", "水口", "a b", "../x", "yangshe"])
def test_a_village_whose_name_cannot_be_is_refused_before_anything_is_made(name: str, tmp_path: Path) -> None:
    refused = run("add-village", name, district=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.strip()
    assert list(tmp_path.iterdir()) == []


def test_without_an_engine_the_test_says_so_and_fails(tmp_path: Path) -> None:
    failed = run("compose-test", district=tmp_path)
    assert failed.returncode == 1
    assert "compose-test: cannot run here" in failed.stderr
    assert re.search(r"No Docker Engine answers|Neither 'docker compose' nor docker-compose", failed.stderr)


def run(script: str, *arguments: str, district: Path) -> subprocess.CompletedProcess[str]:
    """Run a script of deploy/ where no engine can answer."""
    without_engine = {"DOCKER_HOST": "unix:///nonexistent/docker.sock", "SUNSHINE_DISTRICT": str(district)}
    return subprocess.run(
        ["bash", ROOT / "deploy" / script, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | without_engine,
        check=False,
        timeout=60,
    )
