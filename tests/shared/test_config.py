from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.clock import FileClock
from shared.config import ConfigError, Oidc, load_config
from shared.messaging.keys import KeyFileError, load_peers, load_secrets, queue_name


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    for name in ("secrets.json", "peers.json"):
        (tmp_path / name).write_text("{}")
    return {
        "SUNSHINE_DATABASE": f"sqlite:///{tmp_path}/log.db",
        "SUNSHINE_KEYS_DATABASE": f"sqlite:///{tmp_path}/keys.db",
        "SUNSHINE_BUS": "redis://127.0.0.1:6379/0",
        "SUNSHINE_SECRETS": str(tmp_path / "secrets.json"),
        "SUNSHINE_PEERS": str(tmp_path / "peers.json"),
        "SUNSHINE_URL": "http://127.0.0.1:8001/",
        "SUNSHINE_STATE": str(tmp_path),
    }


def test_a_complete_environment_is_read(environ: dict[str, str]) -> None:
    config = load_config("disclosure", environ)
    assert (config.source, config.url, config.push) == ("/disclosure", "http://127.0.0.1:8001", False)


def test_a_village_speaks_under_its_own_name(environ: dict[str, str]) -> None:
    config = load_config("feedback", {**environ, "SUNSHINE_VILLAGE": "yangshe"})
    assert config.source == "/feedback/yangshe"
    assert queue_name(config.source) == "sunshine.feedback.yangshe"


def test_a_clock_file_moves_the_clock(environ: dict[str, str], tmp_path: Path) -> None:
    config = load_config("disclosure", {**environ, "SUNSHINE_CLOCK_FILE": str(tmp_path / "clock")})
    assert isinstance(config.clock, FileClock)
    before = config.clock.now()
    (tmp_path / "clock").write_text("86400")
    assert 86400 <= (config.clock.now() - before).total_seconds() < 86410


@pytest.mark.parametrize(
    ("service", "name", "value"),
    [
        ("disclosure", "SUNSHINE_DATABASE", "mysql://x"),
        ("disclosure", "SUNSHINE_DATABASE", ""),
        ("disclosure", "SUNSHINE_BUS", "http://x"),
        ("disclosure", "SUNSHINE_URL", "nowhere"),
        ("disclosure", "SUNSHINE_SECRETS", "/no/such/file"),
        ("disclosure", "SUNSHINE_PUSH", "perhaps"),
        ("disclosure", "SUNSHINE_LOG_LEVEL", "loud"),
        ("feedback", "SUNSHINE_VILLAGE", ""),
        ("feedback", "SUNSHINE_VILLAGE", "../x"),
        ("oversight", "SUNSHINE_KEYS_DATABASE", ""),
        ("disclosure", "SUNSHINE_KEYS_DATABASE", ""),
        ("disclosure", "SUNSHINE_SIGN_IN", "oidc"),
        ("disclosure", "SUNSHINE_SIGN_IN", "face"),
    ],
)
def test_a_bad_value_stops_the_start_and_is_named(environ: dict[str, str], service: str, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_config(service, {**environ, name: value})


@pytest.fixture
def with_oidc(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    (tmp_path / "client-secret").write_text("s3cret\n")
    return {
        **environ,
        "SUNSHINE_SIGN_IN": "oidc",
        "SUNSHINE_OIDC_ISSUER": "https://id.example/realms/town/",
        "SUNSHINE_OIDC_CLIENT_ID": "sunshine",
        "SUNSHINE_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "client-secret"),
    }


def test_a_sign_in_service_is_read_with_its_secret_which_no_text_shows(with_oidc: dict[str, str]) -> None:
    config = load_config("disclosure", with_oidc)
    assert config.oidc == Oidc("https://id.example/realms/town/", "sunshine", "s3cret")
    assert not config.password_sign_in
    assert "s3cret" not in repr(config)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SUNSHINE_OIDC_ISSUER", "http://id.example"),
        ("SUNSHINE_OIDC_ISSUER", "id.example"),
        ("SUNSHINE_OIDC_CLIENT_ID", ""),
        ("SUNSHINE_OIDC_CLIENT_SECRET_FILE", "/no/such/file"),
    ],
)
def test_half_a_sign_in_service_stops_the_start(with_oidc: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_config("disclosure", {**with_oidc, name: value})


def test_every_bad_value_is_named_at_once(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as refused:
        load_config("disclosure", {**environ, "SUNSHINE_BUS": "x", "SUNSHINE_URL": "y"})
    assert "SUNSHINE_BUS" in str(refused.value)
    assert "SUNSHINE_URL" in str(refused.value)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"peers": [{"source": "/x"}]}', '{"signing_key": "zz"}'])
def test_a_bad_key_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    for load in (load_secrets, load_peers):
        with pytest.raises(KeyFileError, match=r"keys\.json"):
            load(path)


def test_peers_are_found_by_source(tmp_path: Path) -> None:
    path = tmp_path / "peers.json"
    key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    path.write_text(json.dumps({"peers": [{"source": "/oversight", "verify_key": key, "url": None}]}))
    peers = load_peers(path)
    assert [peer.queue for peer in peers] == ["sunshine.oversight"]
    assert peers.get("/disclosure") is None
