"""What must hold of the district's business, counted again from the events by code of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.eventlog import Recorded
from shared.privacy.sealing import key_and_box, unseal
from shared.privacy.subject_keys import seal_subject
from shared.receipts import receipt_text
from tests.simulation import surveys
from tests.simulation.invariants import Broken, select

if TYPE_CHECKING:
    from tests.simulation.clients import People
    from tests.simulation.district import District
    from tests.simulation.node import Node


@dataclass
class Logs:
    """Every node's events, and the same by stream."""

    district: District
    people: People

    def __post_init__(self) -> None:
        self.of: dict[str, list[Recorded]] = {}
        self.streams: dict[tuple[str, str], list[Recorded]] = defaultdict(list)
        for node in self.district.nodes:
            with node.database.read() as tx:
                self.of[node.name] = node.application.log.after(tx, 0, 1_000_000)
            for recorded in self.of[node.name]:
                self.streams[node.name, recorded.stream].append(recorded)

    def restored(self, *kinds: str) -> bool:
        """Whether a node of these services was put back to an older state: others may know what it has forgotten."""
        return any(each.kind in kinds for each in self.district.restorations)

    def forgotten(self, node: str, at: float) -> bool:
        """Whether what happened at a node then was lost with its disk."""
        return any(each.node == node and each.backup_at <= at <= each.at for each in self.district.restorations)

    def named(self, node: Node, *names: str) -> list[Recorded]:
        return [recorded for recorded in self.of[node.name] if recorded.name in names]

    def histories(self, node: Node, aggregate: str) -> Iterator[tuple[str, list[Recorded]]]:
        for (name, stream), history in self.streams.items():
            if name == node.name and stream.startswith(aggregate + "-"):
                yield stream.removeprefix(aggregate + "-"), history


def promises(logs: Logs) -> Iterator[Broken]:
    """No acknowledged request without its events; none recorded twice."""
    for promise in logs.people.attempts.promises:
        if logs.forgotten(promise.node, promise.at):
            continue
        found = [one for one in logs.streams[promise.node, promise.stream] if one.name == promise.event]
        if not found or (promise.once and len(found) > 1):
            yield (
                "acknowledged is recorded",
                f"{promise.event} in {promise.stream} at {promise.node}: {len(found)} times",
            )
    marks = Counter(_marks(logs))
    for mark, times in marks.items():
        # Who repeats a request at a node that has forgotten it makes a second one, and others may know of the first.
        if times > 1 and not logs.district.restorations:
            yield "recorded once", f"{mark} stands {times} times in the logs"


def _marks(logs: Logs) -> Iterator[str]:
    """The mark of each thing that people made, out of its events."""
    district = logs.district
    for recorded in logs.of["disclosure"]:
        if recorded.name in ("publication-drafted", "correction-drafted"):
            yield recorded.event.text.title
    for recorded in logs.named(district.oversight, "round-opened"):
        yield recorded.event.plan.title
    service = district.oversight.service
    for recorded in logs.named(district.oversight, "petition-registered"):
        text = service.keys.decrypt(recorded.id, recorded.event.particulars.text)
        if text is not None:
            yield f"{text['title']} at oversight"
    for village in district.villages:
        for recorded in logs.named(village, "petition-filed"):
            yield _opened(service, recorded.event.sealed)["title"]


def _opened(service: Any, sealed: str) -> dict[str, Any]:
    """What was sealed at a village; a mark of its own where it can be opened no more."""
    key, box = key_and_box(sealed)
    if key is None:
        return unseal(service.node.secrets.seal_key, box)
    return {"title": sealed} if service.keys.erased(seal_subject(key)) else service.keys.unseal(key, box)


def petitions_arrive(logs: Logs) -> Iterator[Broken]:
    """What was filed in a village is registered at oversight, and the village knows."""
    district = logs.district
    if logs.restored("feedback", "oversight"):
        return
    registered = {one.id for one in logs.named(district.oversight, "petition-registered")}
    filed = set()
    for village in district.villages:
        here = {one.id for one in logs.named(village, "petition-filed")}
        confirmed = [one.id for one in logs.named(village, "registration-confirmed")]
        filed |= here
        if missing := here - registered:
            yield "petitions arrive", f"filed at {village.name}, unknown at oversight: {sorted(missing)}"
        if sorted(confirmed) != sorted(here):
            yield "petitions arrive", f"{village.name}: {len(here)} filed, {len(confirmed)} confirmed"
    from_villages = {
        one.id
        for one in logs.named(district.oversight, "petition-registered")
        if one.event.particulars.channel == "village"
    }
    if strange := from_villages - filed:
        yield "petitions arrive", f"registered, but never filed: {sorted(strange)}"


def seal_keys(logs: Logs) -> Iterator[Broken]:
    """No two petitions were ever sealed to one key, and each village has the keys that oversight thinks it has."""
    oversight, sealed_to = logs.district.oversight, defaultdict(set)
    for village in logs.district.villages:
        for one in logs.named(village, "petition-filed"):
            sealed_to[key_and_box(one.event.sealed)[0]].add(one.id)
    for one in logs.named(oversight, "petition-registered"):
        sealed_to[one.event.particulars.seal_key].add(one.id)
    sealed_to.pop(None, None)
    for key, petitions in sealed_to.items():
        if len(petitions) > 1:
            yield "one key, one petition", f"{key}: {sorted(petitions)}"
    offered = defaultdict(set)
    for key, name in select(oversight, "SELECT key, village FROM seal_keys"):
        offered[name].add(key)
    for village in logs.district.villages:
        (epoch,) = select(village, "SELECT epoch FROM epochs ORDER BY number DESC LIMIT 1")[0]
        here = {key for (key,) in select(village, f"SELECT key FROM seal_keys WHERE epoch = '{epoch}'")}
        # What an oversight that was put back has forgotten to have offered still serves.
        if here != offered[village.village] and not (logs.restored("oversight") and here > offered[village.village]):
            yield "keys ahead", f"{village.name} has {len(here)}, oversight counts {len(offered[village.village])}"


_ENDS = ("petition-declined", "petition-resolved", "petition-closed", "petition-withdrawn", "petition-linked")
_AFTER_THE_END = (
    *("identity-read", "identity-erased", "erasure-ordered"),
    *("outcome-rated", "rating-upheld", "reward-decided", "reward-paid"),
)


def lawful(logs: Logs) -> Iterator[Broken]:
    """A petition is registered first, accepted at most once, ends at most once, and nothing happens after its end."""
    for id, history in logs.histories(logs.district.oversight, "petition"):
        names = [recorded.name for recorded in history]
        ends = [place for place, name in enumerate(names) if name in _ENDS]
        versions = [recorded.version for recorded in history]
        if (
            names.count("petition-registered") != 1
            or names[0] != "petition-registered"
            or names.count("petition-accepted") > 1
            or len(ends) > 1
            or (ends and set(names[ends[0] + 1 :]) - set(_AFTER_THE_END))
            or names.count("identity-erased") > 1
            or versions != list(range(1, len(names) + 1))
        ):
            yield "lawful histories", f"petition {id}: {names}"
        private = any(one.name == "petition-declined" and one.event.reason == "private_matter" for one in history)
        if (private or "erasure-ordered" in names) != ("identity-erased" in names):
            yield "private texts erased", f"petition {id}: {names}"


def other_people(logs: Logs) -> Iterator[Broken]:
    """Nobody reviews what he has handled or decided, grants what he has asked for, pays what he has decided, takes
    what he had to keep away from, or finds a rating of his own opinion right.
    """
    for id, history in logs.histories(logs.district.oversight, "petition"):
        had: dict[str, set[str]] = defaultdict(set)
        handler = None
        for one in history:
            by = getattr(one.event, "by", "")
            not_by = {
                "review-decided": had["opinion"] | {handler},
                "re-review-decided": had["opinion"] | {handler},
                "deadline-extended": {getattr(one.event, "asked_by", None)} | had["extension"],
                "reward-paid": had["reward"],
                "rating-upheld": had["opinion"],
                "petition-assigned": had["recused"],
            }.get(one.name, set())
            if by in not_by or (one.name == "petition-assigned" and one.event.handler in not_by):
                yield "decided by another", f"petition {id}: {one.name} by {by}"
            if one.name in ("opinion-issued", "petition-resolved", "review-decided", "re-review-decided"):
                had["opinion"].add(by)
            elif one.name == "extension-requested":
                had["extension"] = {by}
            elif one.name == "reward-decided":
                had["reward"].add(by)
            elif one.name == "petition-assigned":
                handler = one.event.handler
            elif one.name == "handler-recused":
                had["recused"].add(one.event.handler)
                handler = None if handler == one.event.handler else handler


def boards(logs: Logs) -> Iterator[Broken]:
    """Every publication on every board it is meant for, in its last version, or withdrawn; receipts have come back."""
    district = logs.district
    if logs.restored("disclosure"):
        return
    last: dict[str, tuple[int, Sequence[str]]] = {}
    withdrawn = set()
    for one in logs.named(district.disclosure, "publication-published", "publication-withdrawn"):
        if one.name == "publication-withdrawn":
            withdrawn.add(one.id)
        else:
            last[one.id] = (one.event.version, one.event.text.boards)
    receipts = defaultdict(set)
    for one in logs.named(district.disclosure, "publication-posted", "publication-taken-down"):
        receipts[one.event.village].add(_receipt(one, one.event.publication))
    for village in district.villages:
        meant = {
            id: (version, id in withdrawn) for id, (version, meant_for) in last.items() if village.village in meant_for
        }
        rows = select(village, "SELECT publication, version, section FROM board")
        shown = {id: (version, section == "withdrawn") for id, version, section in rows}
        if meant != shown:
            odd = sorted(set(meant.items()) ^ set(shown.items()))[:3]
            yield "every board complete", f"{village.name}: {odd}"
        given = {_receipt(one, one.id) for one in logs.named(village, "publication-posted", "publication-taken-down")}
        if given != receipts[village.village] and not logs.restored("feedback"):
            odd = sorted(given ^ receipts[village.village])[:3]
            yield "receipts come back", f"{village.name}: {odd}"


def receipts(logs: Logs) -> Iterator[Broken]:
    """Whatever a village's board has shown, posted or taken down stands signed at disclosure, word for word."""
    district = logs.district
    if logs.restored("disclosure", "feedback"):
        return
    recorded = defaultdict(set)
    for one in logs.named(district.disclosure, "receipt-recorded"):
        said = one.event
        peer = district.disclosure.service.node.peers.get(f"/feedback/{said.village}")
        if peer and not peer.verify_key.verify(said.signature, receipt_text(vars(said)).encode()):
            yield "every receipt verified and recorded", f"{said.village}: {said.publication} is not signed"
        words = (said.publication, said.version, said.medium, said.given_on, said.digest, said.photograph)
        recorded[said.village].add(words)
    for village in district.villages:
        given = {_given(one) for one in logs.named(village, *_MEDIA)}
        if given != recorded[village.village]:
            odd = sorted(given ^ recorded[village.village])[:3]
            yield "every receipt verified and recorded", f"{village.name}: {odd}"


_MEDIA = {
    "publication-shown": ("electronic", "shown_on"),
    "publication-posted": ("paper", "posted_on"),
    "publication-taken-down": ("removed", "taken_down_on"),
}


def _given(recorded: Recorded) -> tuple[Any, ...]:
    said, (medium, day) = recorded.event, _MEDIA[recorded.name]
    return (recorded.id, said.version, medium, getattr(said, day), said.digest, getattr(said, "photograph", ""))


def carriers(logs: Logs) -> Iterator[Broken]:
    """The clock has registered each founding carrier, once."""
    district = logs.district
    wanted = {f"{village.village}.village_board" for village in district.villages}
    wanted |= {f"township.{kind}" for kind in ("township_board", "publicity_column", "service_window", "web")}
    found = [one.id for one in logs.named(district.disclosure, "carrier-registered")]
    if sorted(found) != sorted(wanted):
        yield "every carrier registered", f"{sorted(wanted ^ set(found))[:3]}"


def _receipt(recorded: Recorded, publication: str) -> tuple[str, str]:
    return publication, "down" if recorded.name == "publication-taken-down" else str(recorded.event.version)


ALL = (
    promises,
    petitions_arrive,
    seal_keys,
    lawful,
    other_people,
    surveys.ratings,
    surveys.results,
    boards,
    receipts,
    carriers,
)
