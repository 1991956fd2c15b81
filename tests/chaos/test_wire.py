from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from chaos.wire import HOST, Wire


def serve(listener: socket.socket) -> None:
    """Say back what is said, to one after another."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            while data := connection.recv(100):
                connection.sendall(data)


@pytest.fixture
def wire() -> Iterator[Wire]:
    listener = socket.create_server((HOST, 0))
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    made = Wire(listener.getsockname()[1])
    yield made
    made.close()
    listener.close()


def connect(wire: Wire) -> socket.socket:
    connection = socket.create_connection((HOST, wire.port), 5)
    connection.settimeout(0.5)
    return connection


def echoes(connection: socket.socket) -> bool:
    connection.sendall(b"?")
    return connection.recv(1) == b"?"


def test_a_wire_passes_on_what_is_said(wire: Wire) -> None:
    with connect(wire) as connection:
        assert echoes(connection)


def test_a_wire_that_is_cut_breaks_what_is_open_and_refuses_what_comes(wire: Wire) -> None:
    with connect(wire) as connection:
        assert echoes(connection)
        wire.cut(silent=False)
        assert connection.recv(1) == b""
    with connect(wire) as late:
        assert late.recv(1) == b""
    wire.mend()
    with connect(wire) as connection:
        assert echoes(connection)


def test_a_wire_that_is_cut_in_silence_keeps_connections_open_and_passes_nothing(wire: Wire) -> None:
    with connect(wire) as connection:
        assert echoes(connection)
        wire.cut(silent=True)
        connection.sendall(b"?")
        with pytest.raises(TimeoutError):
            connection.recv(1)
        wire.mend()
    with connect(wire) as connection:
        assert echoes(connection)
