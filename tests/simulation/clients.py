"""The people of a district, at random: they file, answer, draft, approve, post, accept and resolve."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from services.disclosure.desk import boards as own_board
from services.disclosure.desk import publications as desk
from services.disclosure.domain.catalogue import CatalogueItem
from services.feedback import filing as at_a_village
from services.feedback import hanging
from services.feedback.ballots import giving, paper
from services.feedback.views import board
from services.oversight.casework import filing, findings, rounds
from shared.clock import CHINA
from shared.web.roles import Account
from tests.simulation.attempts import Attempts, refused_or_not
from tests.simulation.faults import DAY
from tests.simulation.officers import LEADER, ZHAO, handle
from tests.simulation.petitioners import come_back
from tests.simulation.surveys import answering

if TYPE_CHECKING:
    from tests.simulation.district import District
    from tests.simulation.node import Node

LI, WANG = "li", "wang"
MONITOR = Account("ding", "丁督察", "district", None, None)
OFFICES = ("family-planning-office", "service-station", "township-government", "petition-office")
_PICTURE = (Path(__file__).parents[1] / "shared" / "privacy" / "samples" / "photograph.jpg").read_bytes()
PETITION_KINDS = ("claim", "claim", "report", "suggestion", "enquiry")


class People:
    """``purse``: survey codes that were handed out and not used, by village and round."""

    def __init__(self, district: District, until: float, daily: float) -> None:
        self.district = district
        self._until = until
        self._daily = daily
        self.chance = district.random("people")
        self.attempts = Attempts(district)
        self.purse: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.spent: list[tuple[str, str, dict[str, Any]]] = []
        """Acknowledged answers: the village, the code that was spent, and what was answered."""
        self.filed: dict[str, str] = {}
        self.receipts: list[tuple[str, str]] = []
        """Acknowledged petitions: the mark in their title -> the id that was answered."""
        self._marks = 0
        self._at_disclosure = list(district.disclosure.service.founding.items.values())
        self._next()
        for village in district.villages:
            self._clerk_comes(village)

    def _next(self) -> None:
        wait = self.chance.expovariate(self._daily / DAY)
        if self.district.time + wait < self._until:
            self.district.after(wait, self._somebody)

    def _somebody(self) -> None:
        (act,) = self.chance.choices(*_ACTS)
        act(self)
        self._next()

    def _clerk_comes(self, village: Node) -> None:
        """A clerk looks in about every day, and some weeks not at all."""
        wait = self.chance.choice((0.5, 0.8, 1, 1, 1.5, 5)) * self.chance.uniform(0.5, 1.5) * DAY
        if self.district.time + wait < self._until:
            self.district.after(wait, lambda: (self.clerk(village), self._clerk_comes(village)))

    def _mark(self, what: str) -> str:
        """A name of its own for everything that people make, by which it is found again in the end."""
        self._marks += 1
        return f"{what}·{self._marks}"

    def _village(self) -> Node:
        return self.chance.choice(self.district.villages)

    def rows(self, node: Node, sql: str, *given: object) -> list[tuple[Any, ...]]:
        """What somebody sees on a page of this node; nothing while it is down."""
        return node.disk.connection.execute(sql, given).fetchall() if node.up else []

    # At a village

    def petition_in_village(self) -> None:
        node, mark = self._village(), self._mark("petition")
        given = {
            "kind": self.chance.choice(PETITION_KINDS),
            "about": self.chance.choice(OFFICES),
            "title": mark,
            "text": "路灯不亮，请派人看看。",
            "name": "某人",
            "contact": "",
        }

        def got(receipt: at_a_village.Receipt) -> None:
            self._same(mark, receipt.petition)
            self.attempts.promise(node, f"petition-{receipt.petition}", "petition-filed", once=True)
            self.receipts.append((receipt.petition, receipt.receipt_code))

        form = f"{self.chance.getrandbits(64):016x}"
        self.attempts.at(node, f"files {mark}", lambda: at_a_village.file_petition(node.service, given, form), got)

    def hand_out_codes(self) -> None:
        node = self._village()
        rounds = self.rows(node, "SELECT round FROM rounds WHERE closed_on IS NULL ORDER BY round")
        if not rounds:
            return
        (round,) = self.chance.choice(rounds)

        def got(codes: list[str]) -> None:
            self.purse[node.name, round] += codes
            self.attempts.promise(node, f"round-{round}", "codes-handed-out")

        count = self.chance.randrange(5, 20)
        self.attempts.at(
            node,
            f"hands out {count} codes",
            lambda: giving.hand_out_codes(node.service, round, count, node.name),
            got,
            tries=1,
        )

    def answer(self) -> None:
        """Some come to answer on the same day."""
        full = [key for key, codes in self.purse.items() if codes]
        if not full:
            return self.hand_out_codes()
        village, round = self.chance.choice(full)
        node = next(each for each in self.district.villages if each.name == village)
        survey = self.rows(node, "SELECT survey FROM rounds WHERE round = ?", round)
        for _ in range(min(self.chance.randrange(1, 6), len(self.purse[village, round])) if survey else 0):
            self._answer(node, round, json.loads(survey[0][0]), self.purse[village, round].pop())
        return None

    def _answer(self, node: Node, round: str, asked: dict[str, Any], code: str) -> None:
        chance = self.chance
        given = {
            "round": round,
            "code": code,
            "scores": {each["id"]: chance.randrange(1, 6) for each in asked["questions"] if chance.random() < 0.9},
            "awareness": {each["id"]: chance.random() < 0.8 for each in asked["awareness"]},
            "texts": {each["id"]: "窗口中午也开门。" for each in asked["texts"] if chance.random() < 0.3},
        }
        self.attempts.at(
            node,
            "answers with a code",
            lambda: answering(node.service, given),
            lambda _: self.spent.append((node.name, code, given)),
        )

    def enter_paper(self) -> None:
        node = self._village()
        rounds = self.rows(node, "SELECT round, survey FROM rounds WHERE closed_on IS NULL ORDER BY round")
        if not rounds:
            return
        round, survey = self.chance.choice(rounds)
        asked = json.loads(survey)
        scores = [each["id"] for each in asked["questions"]]
        rows = [
            f"{node.village},{asked['audience']},{','.join(str(self.chance.randrange(1, 6)) for _ in scores)}"
            for _ in range(self.chance.randrange(1, 6))
        ]
        content = "\n".join([f"village,audience,{','.join(scores)}", *rows]).encode()
        self.attempts.at(
            node,
            f"enters {len(rows)} answers from paper",
            lambda: paper.enter(node.service, content, round),
            lambda _: None,
            tries=2,
        )

    def clerk(self, node: Node) -> None:
        """Does what the desk says is to be done."""
        sql = "SELECT publication FROM board WHERE state = ? ORDER BY due_on, publication"
        for (publication,) in self.rows(node, sql, board.TO_POST):
            picture = self._picture()
            ask = partial(hanging.post, node.service, publication, None, picture, node.name)
            self._note(node, f"posting-{publication}", ask, "posted")
        for (publication,) in self.rows(node, sql, board.TO_TAKE_DOWN):
            ask = partial(hanging.take_down, node.service, publication, self._picture(), node.name)
            self._note(node, f"posting-{publication}", ask, "taken-down")

    def _picture(self) -> bytes | None:
        """Not every clerk takes one."""
        return _PICTURE if self.chance.random() < 0.3 else None

    def _note(self, node: Node, stream: str, ask: Callable[[], object], done: str) -> None:
        self.attempts.at(
            node,
            f"notes {stream} as {done}",
            ask,
            lambda _: self.attempts.promise(node, stream, f"publication-{done}"),
        )

    # At disclosure

    def own_board(self) -> None:
        """Somebody of the township looks after its own board."""
        node = self.district.disclosure
        sql = "SELECT publication FROM postings WHERE village = 'township' AND owed = 1 AND withdrawn_on > '9'"
        for (publication,) in self.rows(node, sql + " ORDER BY publication, version"):
            ask = partial(own_board.post_at_township, node.service, LI, publication, _PICTURE)
            self._note(node, f"posting-{publication}.township", ask, "posted")

    def draft(self) -> None:
        node, mark = self.district.disclosure, self._mark("publication")
        names = [village.village for village in self.district.villages]
        meant_for = self.chance.sample(names, min(3, len(names)))
        item = self.chance.choice(self._at_disclosure)
        given = {
            "item": item.id,
            "figures": figures(item, self.chance),
            "title": mark,
            "body": "本季度办理服务证12件。",
        }
        if self.chance.random() < 0.5:  # else it goes wherever its item has to, and so answers what is due
            carriers = ["village_board", "web"] if self.chance.random() < 0.9 else ["web"]
            given |= {"carriers": carriers, "villages": meant_for}

        def got(id: str) -> None:
            self._same(mark, id)
            self.attempts.promise(node, f"publication-{id}", "publication-drafted", once=True)

        self.attempts.at(node, f"drafts {mark}", lambda: desk.draft(node.service, LI, given, mark), got)

    def advance(self) -> None:
        """The next step of a publication that is on its way; sometimes the way back."""
        node = self.district.disclosure
        waiting = self.rows(
            node, "SELECT id, draft_state FROM publications WHERE draft_state IN ('draft', 'submitted', 'approved')"
        )
        if not waiting:
            return self.draft()
        id, stage = self.chance.choice(waiting)
        steps: dict[str, tuple[str, str, Callable[[], object]]] = {
            "draft": (
                "submits",
                "publication-submitted",
                lambda: desk.submit(node.service, LI, id, {"reason": "可公开"}),
            ),
            "submitted": ("approves", "publication-approved", lambda: desk.approve(node.service, WANG, id, {})),
            "approved": ("publishes", "publication-published", lambda: desk.publish(node.service, WANG, id, {})),
        }
        back = ("returns", "draft-returned", lambda: desk.send_back(node.service, WANG, id, {"reason": "请改"}))
        name, event, ask = back if stage != "draft" and self.chance.random() < 0.1 else steps[stage]
        self.attempts.at(
            node,
            f"{name} {id}",
            ask,
            lambda _: self.attempts.promise(node, f"publication-{id}", event),
            rival=lambda: refused_or_not(back[2]),
        )
        return None

    def correct(self) -> None:
        node, mark = self.district.disclosure, self._mark("correction")
        published = self.rows(node, "SELECT id FROM publications WHERE state = 'published' ORDER BY id")
        if not published:
            return
        (id,) = self.chance.choice(published)
        given = {"title": mark, "body": "更正：本季度办理服务证13件。", "reason": "数字有误"}
        self.attempts.at(
            node,
            f"corrects {id}",
            lambda: desk.correct(node.service, LI, id, given, mark),
            lambda _: self.attempts.promise(node, f"publication-{id}", "correction-drafted"),
            rival=lambda: refused_or_not(lambda: desk.withdraw(node.service, ZHAO, id, {"reason": "重复"})),
        )

    def withdraw(self) -> None:
        node = self.district.disclosure
        published = self.rows(node, "SELECT id FROM publications WHERE state = 'published' ORDER BY id")
        if not published:
            return
        (id,) = self.chance.choice(published)
        self.attempts.at(
            node,
            f"withdraws {id}",
            lambda: desk.withdraw(node.service, ZHAO, id, {"reason": "已过时"}),
            lambda _: self.attempts.promise(node, f"publication-{id}", "publication-withdrawn", once=True),
        )

    # At oversight

    def petition_at_oversight(self) -> None:
        node, mark = self.district.oversight, self._mark("petition")
        staff = self.chance.random() < 0.4
        given = {
            "kind": self.chance.choice(PETITION_KINDS),
            "about": self.chance.choice(OFFICES),
            "title": mark,
            "text": "办事窗口没有人。",
            "channel": "hotline" if staff else "web",
            "people": 1,
        }

        def got(answer: dict[str, Any]) -> None:
            self._same(mark, answer["petition"])
            self.attempts.promise(node, f"petition-{answer['petition']}", "petition-registered", once=True)
            self.receipts.append((answer["petition"], answer["receipt_code"]))

        account = LEADER if staff else None
        self.attempts.at(
            node,
            f"files {mark}",
            lambda: filing.file_petition(node.service, given, account, mark),
            got,
        )

    def put_right(self) -> None:
        """Report a finding put right; verify it, or send it back; now and then open a closed one again."""
        node = self.district.oversight
        waiting = self.rows(node, "SELECT id, state FROM findings WHERE state <> 'dismissed' ORDER BY id")
        if not waiting:
            return
        id, state = self.chance.choice(waiting)
        who, action, event = {
            "open": (LEADER, "report", "rectification-reported"),
            "reported": (MONITOR, "close", "finding-closed"),
            "closed": (MONITOR, "reopen", "finding-reopened"),
        }[state]
        if state == "reported" and self.chance.random() < 0.2:
            action, event = "send-back", "rectification-refused"
        if state == "closed" and self.chance.random() < 0.8:
            return
        given = {"rectification": "已经整改到位。", "screened": True, "reason": "还没有整改到位。"}
        self.attempts.at(
            node,
            f"{action}s finding {id}",
            lambda: findings.act(node.service, who, id, action, given),
            lambda _: self.attempts.promise(node, f"finding-{id}", event),
        )

    def open_round(self) -> None:
        node, mark = self.district.oversight, self._mark("round")
        names = [village.village for village in self.district.villages]
        today = node.clock.now().astimezone(CHINA).date()
        given = {
            "questionnaire": self.chance.choice(("residents", "migrants", "subordinates")),
            "title": mark,
            "office": self.chance.choice(OFFICES),
            "villages": self.chance.sample(names, self.chance.randrange(1, len(names) + 1)),
            "everywhere": False,
            "reworded": False,
            "opens_on": today,
            "closes_on": today + timedelta(days=self.chance.randrange(5, 40)),
        }

        def got(answer: dict[str, Any]) -> None:
            self._same(mark, answer["id"])
            self.attempts.promise(node, f"round-{answer['id']}", "round-opened", once=True)

        self.attempts.at(node, f"opens {mark}", lambda: rounds.open_round(node.service, LEADER, given, mark), got)

    def close_round(self) -> None:
        node = self.district.oversight
        running = self.rows(node, "SELECT id FROM rounds WHERE closed_on IS NULL ORDER BY position")
        if len(running) < 2:
            return
        id = running[0][0]
        self.attempts.at(
            node,
            f"closes round {id}",
            lambda: rounds.close_round(node.service, LEADER, id),
            lambda _: self.attempts.promise(node, f"round-{id}", "round-closed", once=True),
        )

    def _same(self, mark: str, id: str) -> None:
        """A repetition is answered with what was made the first time."""
        first = self.filed.setdefault(mark, id)
        if first != id and not self.district.restorations:
            self.district.broken.append(f"{mark} was acknowledged twice, as {first} and as {id}")


_ACTS: tuple[list[Callable[[People], None]], list[float]] = (
    [
        *(People.petition_in_village, People.answer, People.hand_out_codes, People.enter_paper),
        *(People.draft, People.advance, People.correct, People.withdraw, People.own_board),
        *(People.petition_at_oversight, come_back, handle),
        *(People.put_right, People.open_round, People.close_round),
    ],
    [*(6, 10, 2, 2), *(2, 8, 1, 1, 1), *(5, 9, 22), *(2, 2, 1)],
)


def figures(item: CatalogueItem, chance: Random) -> dict[str, int]:
    """What might be typed for an item: parts that are large enough to be shown, and totals that add up."""
    typed = {figure.id: chance.randint(5, 90) for figure in item.figures if not figure.parts}
    for figure in reversed(item.figures):
        if figure.parts:
            typed[figure.id] = sum(typed[part] for part in figure.parts)
    return typed
