"""A broker of our own that can be hurt: tests, chaos and benchmarks start one, kill it, freeze, empty and fill it."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections import deque
from pathlib import Path

from pilot import rabbitmq_server, redis_server
from pilot.child import Child, ProcessSpec

HOST = "127.0.0.1"
START_SECONDS = 60.0


class Broker(ABC):
    """Start it from a thread that lives as long as it shall: the kernel ends it with that thread."""

    url: str

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._child: Child | None = None
        self._said: deque[str] = deque(maxlen=20)

    def start(self) -> None:
        """Start it, with what it kept, and return when it answers. Raises RuntimeError with its last words."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._child = Child(self._spec(), self._folder, self._said.append)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._child.exit_code is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{type(self).__name__} did not start:\n" + "\n".join(self._said))
            time.sleep(0.02)

    def kill(self) -> None:
        """``kill -9``, as a power cut would. Harmless when it does not run."""
        child, self._child = self._child, None
        if child is not None:
            child.signal_group(signal.SIGKILL)
            child.finish(10)

    def lose(self) -> None:
        """Throw away all that it kept; only while it does not run."""
        assert self._child is None
        shutil.rmtree(self._folder)

    def freeze(self) -> None:
        """It stops answering, but its connections stay open, until `thaw`."""
        assert self._child is not None
        self._child.signal_group(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._child is not None
        self._child.signal_group(signal.SIGCONT)

    def mend(self) -> None:
        """Whatever was done to it: it runs and answers again."""
        if self._child is None or self._child.exit_code is not None:
            self.kill()
            self.start()
        self.thaw()
        self.relieve()

    @abstractmethod
    def empty(self) -> None:
        """All that it holds vanishes while it runs."""

    @abstractmethod
    def fill(self) -> None:
        """It takes nothing more, until `relieve`."""

    @abstractmethod
    def relieve(self) -> None: ...

    @abstractmethod
    def _spec(self) -> ProcessSpec: ...

    @abstractmethod
    def _answers(self) -> bool: ...


class RedisBroker(Broker):
    """Raises NoRedis where there is none that could be started."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        binary = redis_server.resolve(environ={})
        assert isinstance(binary, redis_server.RedisBinary)
        (self._port,) = free_ports(1)
        self._command = binary.command(self._port, folder)
        self.url = f"redis://{HOST}:{self._port}/0"

    def empty(self) -> None:
        self._tell("FLUSHALL")

    def fill(self) -> None:
        self._tell("CONFIG SET maxmemory 1")

    def relieve(self) -> None:
        self._tell("CONFIG SET maxmemory 0")

    def _tell(self, command: str) -> None:
        with socket.create_connection((HOST, self._port), 5) as connection:
            connection.sendall(command.encode() + b"\r\n")
            answer = connection.recv(100)
        if not answer.startswith(b"+OK"):
            raise RuntimeError(f"Redis answered {answer!r} to {command}")

    def _spec(self) -> ProcessSpec:
        return ProcessSpec("redis", self._command, {"LC_ALL": "C"})

    def _answers(self) -> bool:
        return redis_server.answers(self.url)


class RabbitBroker(Broker):
    """Raises NoRabbitMQ where there is none that could be started."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._binary = rabbitmq_server.find()
        self._ports = rabbitmq_server.RabbitPorts(*free_ports(3))
        self.url = f"amqp://guest:guest@{HOST}:{self._ports.amqp}//"

    def empty(self) -> None:
        delete = 'fun(Q) -> rabbit_amqqueue:delete(Q, false, false, <<"emptied">>) end'
        self._control("eval", f"lists:foreach({delete}, rabbit_amqqueue:list()).")

    def fill(self) -> None:
        self._control("set_vm_memory_high_watermark", "absolute", "1")

    def relieve(self) -> None:
        self._control("set_vm_memory_high_watermark", "0.4")

    def _control(self, *arguments: str) -> None:
        environment = self._binary.environment(self._ports, self._folder)
        done = subprocess.run(
            self._binary.control(*arguments), env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode:
            raise RuntimeError(f"rabbitmqctl {' '.join(arguments)}: {done.stdout}{done.stderr}")

    def _spec(self) -> ProcessSpec:
        environment = self._binary.environment(self._ports, self._folder)
        return ProcessSpec("rabbitmq", self._binary.command(), environment)

    def _answers(self) -> bool:
        return rabbitmq_server.answers(self.url)


def free_ports(count: int) -> list[int]:
    """Ports that are free at this moment."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
