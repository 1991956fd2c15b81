"""The load: people who hand in petitions, answer surveys, publish, post and accept; they try again until they are told.

Each is a thread. What somebody began is brought to an end also when the faults are over; then it is known of every
request whether it was done, so that what is found in the databases can be counted against it.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import urllib3

from chaos.journal import GivenAnswer, Journal
from pilot.district import District
from shared.clock import CHINA

_POOL = urllib3.PoolManager(num_pools=8, maxsize=16, retries=False, timeout=urllib3.Timeout(connect=2, read=20))
_PATIENCE = 240.0
"""Seconds after which a person gives up and the run has failed: far longer than any fault here lasts."""
_LATER = frozenset({502, 503, 504, 429})
_CODES = 200
OFFICE = "family-planning-office"


class GaveUp(AssertionError):
    """A request was not answered conclusively in all that time."""


class Person:
    """Speaks with one node, signed in if need be; every request is repeated until it is answered."""

    def __init__(self, district: District, journal: Journal, node: str, name: str | None = None) -> None:
        self.node = node
        self.journal = journal
        self._district = district
        self._name = name
        self._token = ""

    def post(self, path: str, body: Mapping[str, Any], *, key: str = "", fine: tuple[int, ...] = ()) -> tuple[int, Any]:
        """Do something and see it through; ``fine``: refusals that say that it has been done before."""
        status, answer = self.insist("POST", path, body, key)
        if status < 300 or status in fine:
            self.journal.told()
        else:
            self.journal.wondered(f"{status} {answer.get('code')} at POST {self.node} {path}")
        return status, answer

    def get(self, path: str) -> Any:
        status, answer = self.insist("GET", path)
        if status != 200:
            raise GaveUp(f"GET {self.node} {path} answered {status}: {answer}")
        return answer

    def insist(self, method: str, path: str, body: Mapping[str, Any] | None = None, key: str = "") -> tuple[int, Any]:
        """Ask until there is an answer that is one. Raises GaveUp."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                status, answer = self._ask(method, path, body, key)
            except (urllib3.exceptions.HTTPError, ValueError) as error:
                self.journal.tried_again(type(error).__name__)
                time.sleep(random.uniform(0.1, 0.5))
                continue
            code = answer.get("code", "") if isinstance(answer, dict) else ""
            if status == 401:
                self._token = ""
            elif status >= 500 and status not in _LATER:
                self.journal.wondered(f"{status} {code} at {method} {self.node} {path.partition('?')[0]}")
            elif status not in _LATER and code != "busy":
                return status, answer
            self.journal.tried_again(f"{status} {code}")
            time.sleep(random.uniform(0.1, 0.5))
        raise GaveUp(f"{method} {self.node} {path} was not answered in {_PATIENCE:.0f} seconds")

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None, key: str) -> tuple[int, Any]:
        headers = {"Accept": "application/json"}
        if self._name and not self._token and path != "/api/tokens":
            status, answer = self._ask(
                "POST", "/api/tokens", {"name": self._name, "password": f"sunshine-{self._name}"}, ""
            )
            if status != 200:
                return status, answer
            self._token = answer["token"]
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if key:
            headers["Idempotency-Key"] = key
        data = None
        if body is not None:
            headers["Content-Type"], data = "application/json", json.dumps(body).encode()
        answer = _POOL.request(method, self._district.url(self.node) + path, headers=headers, body=data)
        return answer.status, json.loads(answer.data)


class Crowd:
    """Everybody. ``round`` is open in all villages when `start` has returned."""

    def __init__(self, district: District, journal: Journal, villages: list[str], *, pause: float) -> None:
        self.round = ""
        self.failures: list[BaseException] = []
        self._journal = journal
        self._villages = villages
        self._pause = pause
        self._over = threading.Event()
        self._no_more_news = threading.Event()
        self._person: Callable[..., Person] = lambda node, name=None: Person(district, journal, node, name)
        self._makers: list[threading.Thread] = []
        self._reactors: list[threading.Thread] = []

    def start(self) -> None:
        self.round = self._open_round()
        lives: list[Callable[[], Iterator[None]]] = [self._petitioner_at_oversight, self._desk]
        for village in self._villages:
            lives += [lambda at=village: self._petitioner(at), lambda at=village: self._answerer(at)]  # type: ignore[misc]
        self._makers = [self._thread(life, self._over) for life in lives]
        reactions: list[Callable[[], Iterator[None]]] = [self._officer]
        reactions += [lambda at=village: self._clerk(at) for village in self._villages]  # type: ignore[misc]
        self._reactors = [self._thread(life, self._no_more_news) for life in reactions]

    def go_home(self) -> list[str]:
        """Everybody ends what was begun; returns when nobody has anything left to do: what they could not end."""
        self._over.set()
        for maker in self._makers:
            maker.join()
        self._no_more_news.set()
        end = time.monotonic() + _PATIENCE
        for reactor in self._reactors:
            reactor.join(max(0.0, end - time.monotonic()))
        failed = [f"{type(error).__name__}: {error}" for error in self.failures]
        if any(reactor.is_alive() for reactor in self._reactors):
            failed.append("somebody still waits for news from another node: a clerk for a publication, most likely")
        return failed

    def close_round(self) -> None:
        self._person("oversight", "zhao").post(f"/api/rounds/{self.round}/close", {}, fine=(409,))

    def _thread(self, life: Callable[[], Iterator[None]], over: threading.Event) -> threading.Thread:
        def run() -> None:
            try:
                for _ in life():
                    if over.is_set():
                        return
                    time.sleep(random.uniform(0, 2 * self._pause))
            except BaseException as error:
                self.failures.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    def _open_round(self) -> str:
        today = datetime.now(UTC).astimezone(CHINA).date()
        _, opened = self._person("oversight", "zhao").post(
            "/api/rounds",
            {
                "questionnaire": "residents",
                "office": OFFICE,
                "villages": self._villages,
                "title": "评议",
                # The clocks of the nodes may be moved to and fro within a day.
                "opens_on": (today - timedelta(days=2)).isoformat(),
                "closes_on": (today + timedelta(days=20)).isoformat(),
            },
            key=f"round-{random.getrandbits(64)}",
        )
        return str(opened["id"])

    def _petition(self) -> dict[str, str]:
        number = random.getrandbits(64)
        return {"kind": "claim", "about": OFFICE, "title": f"奖励未发放 {number}", "text": "至今没有发放。" * 20}

    def _petitioner(self, village: str) -> Iterator[None]:
        person = self._person(village)
        while True:
            status, answer = person.post("/api/petitions", self._petition(), key=f"{random.getrandbits(128):032x}")
            if status == 201:
                self._journal.petitions[village].append(answer["petition"])
            yield

    def _petitioner_at_oversight(self) -> Iterator[None]:
        person = self._person("oversight")
        while True:
            key = f"{random.getrandbits(128):032x}"
            # 409: the first answer was lost on the way, but what was asked is done.
            status, _ = person.post("/api/petitions", {**self._petition(), "channel": "web"}, key=key, fine=(409,))
            if status in {201, 409}:
                self._journal.web_keys.append(key)
            yield

    def _answerer(self, village: str) -> Iterator[None]:
        person, clerk = self._person(village), self._person(village, village)
        while all(each["round"] != self.round for each in person.get("/api/rounds")["rounds"]):
            yield
        asked = person.get(f"/api/rounds/{self.round}")
        while True:
            for code in clerk.post("/api/codes", {"round": self.round, "count": _CODES})[1]["codes"]:
                scores = {each["id"]: random.randint(1, 5) for each in asked["questions"]}
                awareness = {each["id"]: random.random() < 0.5 for each in asked["awareness"]}
                body = {"round": self.round, "code": code, "scores": scores, "awareness": awareness}
                status, _ = person.post("/api/responses", body, fine=(409,))
                if status in {201, 409}:
                    self._journal.answers.append(GivenAnswer(self.round, village, scores, awareness))
                yield

    def _desk(self) -> Iterator[None]:
        li, wang = self._person("disclosure", "li"), self._person("disclosure", "wang")
        while True:
            text = {"item": "service-promises", "title": "便民服务时间", "body": "服务窗口照常受理。"}
            _, draft = li.post("/api/publications", text, key=f"{random.getrandbits(128):032x}")
            for who, step in ((li, "submit"), (wang, "approve"), (wang, "publish")):
                who.post(f"/api/publications/{draft['id']}/{step}", {}, fine=(409,))
            self._journal.published.append(draft["id"])
            yield

    def _clerk(self, village: str) -> Iterator[None]:
        clerk = self._person(village, village)
        posted: set[str] = set()
        while True:
            for each in clerk.get("/api/clerk")["to_post"]:
                clerk.post(f"/api/postings/{each['publication']}", {}, fine=(409,))
                posted.add(each["publication"])
                self._journal.posted.append((each["publication"], village))
            if posted.issuperset(self._journal.published) or not self._no_more_news.is_set():
                yield
            time.sleep(0.2)

    def _officer(self) -> Iterator[None]:
        """Accepts what comes in, oldest first."""
        chen = self._person("oversight", "chen")
        done: set[str] = set()
        while True:
            news = [each for village in self._villages for each in self._journal.petitions[village]]
            for petition in [each for each in news if each not in done][:5]:
                status, _ = chen.insist("GET", f"/api/petitions/{petition}")
                if status == 404:  # it has not arrived
                    continue
                chen.post(f"/api/petitions/{petition}/accept", {}, fine=(409,))
                self._journal.accepted.append(petition)
                done.add(petition)
            yield
