"""``make privacy``: after a whole quarter of a district of real processes, nobody can read who complained or asked.

Plays the demo, with every log at its most talkative, and a few petitions more. Then everything that the district has
written or shows is searched for every name, number, text and receipt code that any petitioner gave; petitions are
erased; and with every key that is left it is tried to read them. Exits 0 when nothing was found, 1 otherwise.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import urllib3

from pilot.demo.__main__ import BEGINS, tell
from pilot.demo.client import Answer, Client
from pilot.demo.district import People
from pilot.demo.story import Story
from pilot.district import ROOT, District
from shared.privacy.attachments import examine
from tests.privacy.crawling import shown_to
from tests.privacy.needles import search
from tests.privacy.places import Place, databases, files, messages, readable
from tests.privacy.recovering import Keys, read_with, tokens, told_of

SECRET_FIELDS = ("title", "text", "name", "contact", "opinion", "grounds", "question", "wanted")
"""What is said of or by a petitioner or an applicant, wherever it is sent."""
IMPORTED = ("标题", "内容", "姓名")
"""The same in the columns of a spreadsheet."""
PEOPLE = ("li", "chen", "zhao", "qian", "ding", "zhou", "wang")
NEIGHBOUR = {
    "kind": "claim",
    "about": "family-planning-office",
    "title": "邻居欧阳家的旧事",
    "text": "隔壁欧阳家去年冬天的一桩家务旧事，想请政府出面说一句公道话。",
    "name": "欧阳建国",
    "contact": "13912345678",
}


APPLICANT = {
    "applicant": "person",
    "name": "司徒静宜",
    "contact": "洋畲村水口巷三号",
    "wanted": "前年冬天水口巷道路修缮的招标结果和验收记录",
    "form": "electronic",
}
QUESTION = "请写明是哪一段道路，或者写明验收的年份。"
ADDED = "补充：当晚还有两位邻居在场，都愿意作证。"
PHOTOGRAPH = ROOT / "tests" / "services" / "oversight" / "samples" / "place.jpg"


class Told:
    """What people told the services: what must be found nowhere, and at which addresses they told it."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self.published = ""
        self.addresses: set[str] = set()

    @contextmanager
    def noted(self) -> Iterator[None]:
        asked = Client.ask

        def ask(client: Client, method: str, path: str, body: Any = None, **more: Any) -> Answer:
            answer = asked(client, method, path, body, **more)
            self.addresses.add(path)
            # What is drafted from an answer is written for everybody.
            if path.startswith(("/api/petitions", "/api/requests")) and not path.endswith("/publication"):
                self._note(body, answer.body)
                for row in csv.DictReader(io.StringIO(more.get("csv") or "")):
                    self._secrets |= {row[name] for name in IMPORTED}
                for receipt in answer.body.get("receipts", ()) if isinstance(answer.body, dict) else ():
                    self._note(receipt)
            else:
                self.published += json.dumps([body, more], ensure_ascii=False)
            return answer

        with patch.object(Client, "ask", ask):
            yield

    @property
    def secrets(self) -> set[str]:
        """But for words that the office itself publishes, such as the name of a kind of matter."""
        return {each for each in self._secrets if each not in self.published}

    def _note(self, *told: Any) -> None:
        for given in told:
            # The title of a problem is what every page of refusal says, and nobody's.
            if isinstance(given, dict) and "instance" not in given:
                words = {given.get(name) for name in SECRET_FIELDS}
                code = given.get("receipt_code", "")
                self._secrets |= {
                    each for each in (*words, code, code.replace(" ", "")) if isinstance(each, str) and each
                }


def everything(district: District, told: Told) -> list[Place]:
    """All that lies on disk, in Redis, behind /metrics, and on every page and address that anybody may open."""
    found = [*files(district.folder), *databases(district.folder), *messages(district.redis_url)]
    found.append(("addresses that were asked", "\n".join(told.addresses).encode()))
    for place in district.places:
        people = [place.name] if place.village else PEOPLE
        for person in (None, "ops", *people):
            found += shown_to(person, district.url(place.name), place.name)
    return found


def back_up(district: District, when: str) -> None:
    """What an operator does every day."""
    for place in district.places:
        _manage(district, place.name, "backup", str(district.folder / f"{place.name}-{when}.gz"))
    for node in ("oversight", "disclosure"):
        _manage(district, node, "backup-keys", str(district.folder / f"{node}-keys-{when}.db"))


def _manage(district: District, node: str, *command: str) -> None:
    place = next(place for place in district.places if place.name == node)
    subprocess.run(
        [sys.executable, "-m", f"services.{place.service}.manage", *command],
        cwd=ROOT,
        env=district.environment(place),
        check=True,
        capture_output=True,
    )


def report(sentence: str, found: list[str]) -> int:
    print(f"  {'✗' if found else '✓'} {sentence}", flush=True)
    for one in found[:20]:
        print(f"      {one}")
    return len(found)


def add_to(people: People, code: str, url: str) -> str:
    """The petitioner adds a few words and a photograph; return what is looked for of the photograph."""
    people.public("oversight").post("/api/petitions/follow/supplement", {"code": code, "text": ADDED})
    fields = {"code": code, "files": ("IMG_20260401.jpg", PHOTOGRAPH.read_bytes())}
    answer = urllib3.request("POST", f"{url}/api/petitions/follow/attachments", fields=fields)
    assert answer.status in {200, 201}, answer.data
    return told_of(examine(PHOTOGRAPH.read_bytes()).content)


def erase(people: People, ids: list[str], codes: list[str]) -> None:
    """In every way there is: two as private matters, one by the petitioner, one by order of the leading group."""
    for petition in ids[:2]:
        declining = {"reason": "private_matter", "where_to_go": "请找村人民调解委员会。"}
        people.chen.post(f"/api/petitions/{petition}/decline", declining)
    for code in codes[2:]:
        people.public("oversight").post("/api/petitions/follow/withdraw", {"code": code})
    people.public("oversight").post("/api/petitions/follow/erase", {"code": codes[2]})
    people.zhao.post(f"/api/petitions/{ids[3]}/erase", {"reason": "信访人来电要求"})


def ask_for_information(people: People) -> dict[str, Any]:
    """At disclosure, with a correction asked for, so that there is more to read than what was filed."""
    receipt: dict[str, Any] = people.public("disclosure").post("/api/requests", APPLICANT)
    for step, given in (("take", {}), ("ask-correction", {"question": QUESTION})):
        people.li.post(f"/api/requests/{receipt['request']}/{step}", given)
    people.li.post(f"/api/requests/{receipt['request']}/text", {"reason": "办理"})
    return receipt


def erase_request(people: People, code: str) -> None:
    for step in ("withdraw", "erase"):
        people.public("disclosure").post(f"/api/requests/follow/{step}", {"code": code})


def prove(folder: Path) -> int:
    """Return how many places were found that tell something."""
    clock_file, told = folder / "clock", Told()
    Story(clock_file, BEGINS)
    with (
        told.noted(),
        District(
            folder, clock_file=clock_file, settings={"*": {"SUNSHINE_LOG_LEVEL": "debug"}}, quiet=True
        ) as district,
    ):
        urls = {place.name: district.url(place.name) for place in district.places}
        tell(urls, clock_file, None)
        people = People(urls)
        story = Story(clock_file, BEGINS)
        story.go_to(BEGINS.replace(year=2027, month=2))
        print("\nA village files while nobody hears it, so that messages wait in Redis …", flush=True)
        district.stop("oversight-worker")
        filed = [people.public(node).post("/api/petitions", NEIGHBOUR) for node in ("yangshe", "oversight") * 2]
        asked = ask_for_information(people)
        district.wait_ready("yangshe-worker")
        time.sleep(2)
        back_up(district, "before")
        found = report(
            "Before anything is erased, nothing tells", search(told.secrets, everything(district, told), told.published)
        )
        district.start("oversight-worker")
        ids = [each["petition"] for each in filed]
        for petition in ids:
            story.wait(
                f"Petition {petition} has arrived",
                partial(people.chen.ask, "GET", f"/api/petitions/{petition}"),
                lambda got: got.status == 200,
            )
        photograph = add_to(people, filed[2]["receipt_code"], urls["oversight"])
        people.chen.post(f"/api/petitions/{ids[2]}/text", {"reason": "准备答复"})
        applicants = (QUESTION, *(APPLICANT[name] for name in ("name", "contact", "wanted")))
        erased = [
            photograph,
            ADDED,
            *applicants,
            *(value for name, value in NEIGHBOUR.items() if name in SECRET_FIELDS),
        ]
        before = read_with(Keys().take(folder), tokens(readable(folder)))
        found += report("With the keys, while they are there, it is read", [one for one in erased if one not in before])
        erase(people, ids, [each["receipt_code"] for each in filed])
        erase_request(people, asked["receipt_code"])
        for copy in folder.glob("*-keys-before.db"):  # a copy is kept for days
            copy.unlink()
        back_up(district, "after")
        found += report("After erasure nothing tells", search(told.secrets, everything(district, told), told.published))
        after = read_with(Keys().take(folder), tokens([*readable(folder), *messages(district.redis_url)]))
        found += report("With every key that is left nobody reads it", [one for one in erased if one in after])
        kept = [one for one in told.secrets if one in after and one not in erased]
        found += report("and what was not erased is still read", [] if len(kept) > 5 else ["only " + ", ".join(kept)])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.privacy", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the district's folder, and say where it is")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sunshine-privacy-"))
    try:
        return 1 if prove(folder) else 0
    finally:
        if options.keep:
            print(f"The district's data are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
