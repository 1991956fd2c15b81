"""Hundreds of villages that have been away: their outboxes, and one small process that speaks for all of them.

``python -m bench.villages FOLDER PORT`` answers ``GET /<village>/feed?after=N`` with that village's page.
``python -m bench.villages FOLDER http://…`` pushes all of them to the oversight there, as often as their workers would.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from services.oversight.questionnaires import Questionnaire, load_questionnaires
from shared.application import Application, Blueprint
from shared.clock import SystemClock
from shared.config import SHIPPED_DATA
from shared.contracts import Message, feedback
from shared.eventlog import Codec, EventLog, Metadata, Recorded, open_database
from shared.ids import RandomIds
from shared.messaging.catchup import CatchUp, PeerAwayError
from shared.messaging.inbox import Inbox
from shared.messaging.keys import Peer, load_peers, load_secrets
from shared.messaging.line import HttpLine
from shared.messaging.outbox import Outbox
from shared.messaging.page import MIME
from shared.privacy.codes import new_receipt_code
from shared.privacy.sealing import seal

WORDS = "去年申请的奖励至今没有发放，多次询问没有答复。" * 4


def map_with(folder: Path, count: int, reach: str) -> list[str]:
    """A data folder like the shipped one, with so many villages more; returns their ids."""
    shutil.copytree(SHIPPED_DATA, folder)
    ids = [f"away-{number:03d}" for number in range(count)]
    rows = [
        f'[[row]]\nid = "{each}"\nzh = "{each}村"\nen = "{each}"\npilot = false\nreach = "{reach}"\n' for each in ids
    ]
    with (folder / "villages.toml").open("a") as file:
        file.write("\n" + "\n".join(rows))
    return ids


def petitions_of(messages: int) -> int:
    return len([number for number in range(messages) if _kind(number) == feedback.PETITION_FILED])


def responses_of(messages: int) -> int:
    return len([number for number in range(messages) if _kind(number) == feedback.RESPONSE_RECORDED])


def node_of(place: Path, village: str) -> tuple[Application, Outbox]:
    """A village's log and outbox, without the rules of a village: nothing is decided here."""
    outbox = Outbox(f"/feedback/{village}", load_secrets(place / "secrets.json").signing_key)
    database, clock = open_database(f"sqlite:///{place / 'sunshine.db'}"), SystemClock()
    log = EventLog(Codec([]))
    return Application(Blueprint([]), database=database, log=log, outbox=outbox, clock=clock, ids=RandomIds()), outbox


def fill_outbox(node: Path, village: str, messages: int) -> None:
    """What a village has to tell after a week: nine in ten survey answers, some posting receipts, some petitions."""
    oversight = load_peers(node / "peers.json").by_source["/oversight"]
    application, outbox = node_of(node, village)
    application.create_tables()
    asked = load_questionnaires(SHIPPED_DATA)["residents"]
    began, metadata = datetime.now(UTC) - timedelta(days=2), Metadata("public", "0" * 20)
    told = [
        (message, Recorded(number, "", 1, "", None, began, began, metadata))
        for number, message in enumerate(_told(village, messages, asked, oversight.seal_key or "", began.date()))
    ]
    with application.database.write() as tx:
        outbox.add(tx, told)
    application.database.close()


def _kind(number: int) -> str:
    if number % 50 == 7:
        return feedback.PETITION_FILED
    return feedback.PUBLICATION_POSTED if number % 12 == 5 else feedback.RESPONSE_RECORDED


def _told(village: str, messages: int, asked: Questionnaire, seal_key: str, day: date) -> Iterator[Message]:
    drawn = random.Random(village)
    schemas = {name: schema() for name, schema in feedback.MESSAGES.items()}
    for number in range(messages):
        subject, kind = RandomIds().new(), _kind(number)
        if kind == feedback.PETITION_FILED:
            petition = {"kind": "claim", "about": "family-planning-office", "title": "奖励未发放", "text": WORDS}
            private = {"name": "某某", "contact": "13812345678", "receipt_code": new_receipt_code()}
            said = {"petition": subject, "received_on": day, "sealed": seal(seal_key, {**petition, **private})}
        elif kind == feedback.PUBLICATION_POSTED:
            said = {"publication": f"publication-{number}", "version": 1, "posted_on": day}
        else:
            said = {
                **{"response": subject, "round": "round-1", "audience": asked.id, "answered_on": day},
                "scores": {question.id: drawn.randint(1, 5) for question in asked.questions},
                "awareness": {question.id: drawn.random() < 0.5 for question in asked.awareness},
            }
        yield Message(kind, subject, schemas[kind].dump({**said, "village": village}))


class Feeds:
    """Pages by the real outbox, each made once."""

    def __init__(self, nodes: Path) -> None:
        self._nodes = nodes
        self.page = lru_cache(maxsize=2000)(self._page)

    def _page(self, village: str, after: int) -> bytes:
        application, outbox = node_of(self._nodes / village, village)
        with application.database.read() as tx:
            page = outbox.page(tx, after).encode()
        application.database.close()
        return page


def serve(nodes: Path, port: int) -> None:
    feeds = Feeds(nodes)
    for node in sorted(nodes.glob("away-*")):
        feeds.page(node.name, 0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            village = parts.path.strip("/").partition("/")[0]
            body = feeds.page(village, int(parse_qs(parts.query)["after"][0])) if village else json.dumps({}).encode()
            self.send_response(200)
            self.send_header("Content-Type", MIME)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: hundreds of lines would hide what matters."""

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


def push(nodes: Path, url: str) -> None:
    """Each village's conversation with oversight, by the real schedule, until this process is ended."""
    conversations = []
    for node in sorted(nodes.glob("away-*")):
        application, outbox = node_of(node, node.name)
        secrets, peers = load_secrets(node / "secrets.json"), load_peers(node / "peers.json")
        inbox = Inbox(application.database, peers, application.apply_messages, application.clock)
        line = HttpLine(outbox.source, secrets.signing_key, application.clock)
        catchup = CatchUp(application.database, outbox, inbox, line, random=random.Random(node.name))
        conversations.append((catchup, replace(peers.by_source["/oversight"], url=url)))
    with ThreadPoolExecutor(32) as pool:
        while True:
            list(pool.map(_speak, *zip(*conversations, strict=True)))
            time.sleep(0.05)


def _speak(catchup: CatchUp, peer: Peer) -> None:
    now = time.monotonic()
    if catchup.due(peer, now):
        with suppress(PeerAwayError):  # it has noted when to try again
            catchup.speak(peer, now, push=True)


if __name__ == "__main__":
    nodes, where = Path(sys.argv[1]), sys.argv[2]
    if "://" in where:
        push(nodes, where)
    else:
        serve(nodes, int(where))
