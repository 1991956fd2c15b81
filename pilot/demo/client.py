"""A person or program that uses one service's JSON API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import urllib3

_POOL = urllib3.PoolManager(maxsize=4, retries=False, timeout=urllib3.Timeout(connect=5, read=30))


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    @property
    def code(self) -> str:
        """The stable code of a problem document; empty where it is none."""
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""


class Unexpected(AssertionError):
    """A service answered something else than the story needs."""


class Client:
    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self._token = token

    def signed_in(self, name: str) -> Client:
        """The same service, as one of the demo's people."""
        answer = self.ask("POST", "/api/tokens", {"name": name, "password": f"sunshine-{name}"})
        if answer.status != 200:
            raise Unexpected(f"{name} cannot sign in at {self.url}: {answer}")
        return Client(self.url, answer.body["token"])

    def ask(self, method: str, path: str, body: Any = None, *, csv: str | None = None, key: str = "") -> Answer:
        """One request, whatever the answer."""
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if key:
            headers["Idempotency-Key"] = key
        data: bytes | None = None
        if csv is not None:
            headers["Content-Type"], data = "text/csv", csv.encode()
        elif method != "GET":
            headers["Content-Type"], data = "application/json", json.dumps(body or {}).encode()
        answer = _POOL.request(method, self.url + path, headers=headers, body=data)
        return Answer(answer.status, json.loads(answer.data) if answer.data else None)

    def get(self, path: str) -> Any:
        return self._sound("GET", path, self.ask("GET", path))

    def post(self, path: str, body: Any = None, *, csv: str | None = None) -> Any:
        return self._sound("POST", path, self.ask("POST", path, body, csv=csv))

    def attach(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        """Send a form with one file."""
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        form: dict[str, Any] = {**fields, "files": (name, content)}
        answer = _POOL.request("POST", self.url + path, headers=headers, fields=form)
        return self._sound("POST", path, Answer(answer.status, json.loads(answer.data)))

    def download(self, path: str) -> bytes:
        """A file that everybody may have."""
        answer = _POOL.request("GET", self.url + path)
        self._sound("GET", path, Answer(answer.status, None))
        return answer.data

    def _sound(self, method: str, path: str, answer: Answer) -> Any:
        if not 200 <= answer.status < 300:
            raise Unexpected(f"{method} {self.url}{path} answered {answer.status}: {answer.body}")
        return answer.body
