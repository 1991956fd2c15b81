"""A wire between two programs that can be cut: a small TCP relay in this process."""

from __future__ import annotations

import socket
import threading
import time

HOST = "127.0.0.1"


class Wire:
    """Whoever connects to ``port`` reaches the port ``target``, unless the wire is cut.

    Cut so that it shows, connections break and new ones are refused at once; cut in silence, they stay open and
    nothing passes, as behind a router that has lost its power.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._cut = threading.Event()
        self._silent = threading.Event()
        self._listener = socket.create_server((HOST, 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *, silent: bool) -> None:
        if silent:
            self._silent.set()
        else:
            self._cut.set()
            self._break()

    def mend(self) -> None:
        """Works again. What was open and heard nothing is broken now, as it would be in time."""
        if self._silent.is_set():
            self._break()
        self._silent.clear()
        self._cut.clear()

    def close(self) -> None:
        self._listener.close()
        self._cut.set()
        self._silent.clear()
        self._break()

    def _break(self) -> None:
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            _shut(end)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._cut.is_set():
                near.close()
                continue
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection((HOST, self._target), 5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        with self._lock:
            self._ends |= {near, far}
        other_way = threading.Thread(target=self._pass_on, args=(far, near), daemon=True)
        other_way.start()
        self._pass_on(near, far)
        other_way.join()
        with self._lock:
            self._ends -= {near, far}
        near.close()
        far.close()

    def _pass_on(self, giver: socket.socket, taker: socket.socket) -> None:
        try:
            while data := giver.recv(65536):
                while self._silent.is_set():
                    time.sleep(0.02)
                taker.sendall(data)
        except OSError:
            pass  # one end is gone; so is the other now
        finally:
            _shut(giver)
            _shut(taker)


def _shut(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
