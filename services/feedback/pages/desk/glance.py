"""The clerk's page at one glance, for somebody who is no engineer: what is well, what waits, what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from services.feedback.composition import Service
from services.feedback.views import board, rounds
from shared.condition import BACKUP_OLD, Condition, look
from shared.eventlog import Transaction
from shared.messaging.lines import Line
from shared.messaging.worker import NO_BUS
from shared.version import VERSION

SILENT = timedelta(minutes=10)
"""After this long without a word from a source the clerk is told so."""
SOON = 3
"""Days before a round's last day from which its paper is pressing."""
_TOWNSHIP = (("/disclosure", ("公开", "disclosure")), ("/oversight", ("信访督察", "oversight")))


class Told(NamedTuple):
    """One row: what it is about, how it stands (good, warn, bad, info), and a sentence.

    ``since`` and ``at`` are ISO text, put behind the sentence; ``link`` leads to where something can be done.
    """

    zh: str
    en: str
    state: str
    said_zh: str
    said_en: str
    since: str | None = None
    link: str | None = None
    at: str | None = None

    @property
    def label(self) -> tuple[str, str]:
        return self.zh, self.en

    @property
    def said(self) -> tuple[str, str]:
        return self.said_zh, self.said_en


def glance(service: Service, tx: Transaction, *, alive: bool) -> list[Told]:
    """Everything that the clerk has to know now. ``alive``: whether the worker is."""
    now, today = service.now(), service.today()
    condition, config = look(tx, service.node.config), service.node.config
    told = [_line(service, tx, condition, now, alive=alive), _to_send(service, tx)]
    told += [_clock(condition), *_postings(tx, today), *_surveys(rounds.not_closed(tx, today), today)]
    # On the township's own server these are its operator's business, and shown to nobody who cannot do a thing.
    own_computer = config.bus == NO_BUS
    if own_computer or condition.disk_low:
        told.append(_disk(condition))
    if own_computer:
        told += [_backup(condition, now), *_version(condition)]
    return told


def _line(service: Service, tx: Transaction, condition: Condition, now: datetime, *, alive: bool) -> Told:
    label = ("和镇里的联系", "Line to the township")
    if not alive:
        return Told(
            *label,
            "bad",
            "收发程序没有在运行。重启电脑；还不行就打电话给运维员。群众照样可以看公开栏、评议、写信，恢复后自动补上。",
            "The program that sends and receives is not running. Restart the computer; if that does not help, call the "
            "operator. People can go on using every page, and all is made up for later.",
        )
    heard: dict[str, str] = dict(tx.execute("SELECT source, heard_at FROM inbox"))
    away = []
    for source, name in _TOWNSHIP:
        line, heard_at = condition.lines.get(source, Line()), heard.get(source)
        silent = not heard_at or not timedelta() <= now - datetime.fromisoformat(heard_at) < SILENT
        if line.reason in _AT_ONCE or silent:
            away.append((name, line, heard_at))
    if not away:
        return Told(*label, "good", "正常。", "It is up.")
    if len(away) == len(_TOWNSHIP):
        who_zh, who_en = "镇里", "the township"
    else:
        who_zh, who_en = f"镇里的{away[0][0][0]}服务", f"the township's {away[0][0][1]} service"
    _, line, heard_at = away[0]
    why_zh, why_en, state = _WHY.get(line.reason, _WHY["no-answer"])
    return Told(
        *label,
        state,
        why_zh.format(who_zh) + ("" if heard_at else "还没有联系上过。"),
        why_en.format(who_en) + ("" if heard_at else " It was never reached so far."),
        heard_at,
    )


_STILL = ("群众照样能用，连上后自动补上，不用做什么。", "People can use everything; all is made up for by itself.")
_WHY = {
    "no-answer": (
        "连不上{}，可能断网了，看看网线和路由器。" + _STILL[0],
        "No word from {}: the network may be down, look at cable and router. " + _STILL[1],
        "warn",
    ),
    "trouble": (
        "{}的系统暂时有故障，过一会儿自动再试。" + _STILL[0],
        "There is some trouble at {}; it is tried again. " + _STILL[1],
        "warn",
    ),
    "": ("有一阵没听到{}的消息了。" + _STILL[0], "No word from {} for a while. " + _STILL[1], "warn"),
    "certificate": (
        "{}的证书对不上，多半是这台电脑的日期时间不对，请校准；已经对的，打电话给区里。",
        "The certificate of {} does not hold. Most often this computer's date is wrong: set it. If it is right, call "
        "the district.",
        "bad",
    ),
    "clock": (
        "这台电脑的时间差了一天以上，{}不收。请先校准时间。",
        "This computer's clock is more than a day off, and {} refuses it. Set the clock.",
        "bad",
    ),
    "refused": (
        "{}不认这台电脑，可能已被停止接入。请打电话给区里。",
        "This computer is not known to {}: it may have been shut out. Call the district.",
        "bad",
    ),
}
_AT_ONCE = frozenset({"certificate", "clock", "refused"})
"""Reasons that do not go away by waiting."""


def _to_send(service: Service, tx: Transaction) -> Told:
    label = ("等着送出的", "Waiting to be sent")
    sent: dict[str, int] = dict(tx.execute("SELECT listener, sent FROM relays"))
    head, first = service.application.outbox.head(tx), min((sent.get(source, 0) for source, _ in _TOWNSHIP), default=0)
    if first >= head:
        return Told(*label, "good", "没有，都送到了。", "Nothing; all of it has gone.")
    ((line,),) = tx.execute("SELECT line FROM outbox WHERE sequence = ?", (first + 1,))
    since = str(json.loads(line)["time"])
    late = service.now() - datetime.fromisoformat(since) > SILENT
    count = head - first
    return Told(
        *label,
        "warn" if late else "info",
        f"{count} 条，联系上就自动送出，不会丢。",
        f"{count} messages; they go by themselves as soon as the line is up, and none is lost.",
        since,
    )


def _clock(condition: Condition) -> Told:
    label = ("电脑时钟", "Clock")
    if condition.clock_right:
        return Told(
            *label, "good", "准。" if condition.ahead is not None else "没有发现不准。", "Right, as far as is known."
        )
    if (ahead := condition.ahead) is not None and abs(ahead) > condition.behind_log:
        zh, en = by_how_much(abs(ahead))
        fast = ("快", "fast") if ahead > 0 else ("慢", "slow")
        what_zh, what_en = f"{fast[0]}了 {zh}", f"{en} {fast[1]}"
    else:
        zh, en = by_how_much(condition.behind_log)
        what_zh, what_en = f"被拨回去了 {zh}", f"set back by {en}"
    return Told(
        *label,
        "bad",
        f"{what_zh}。收据、答卷上的日子会错，请校准（设置里打开“自动设置时间”）。",
        f"It is {what_en}. The days on receipts and answers will be wrong: set it (automatic date and time, in the "
        "settings).",
    )


def by_how_much(seconds: int) -> tuple[str, str]:
    for size, zh, en in ((86400, "天", "days"), (3600, "小时", "hours")):
        if seconds >= 2 * size:
            return f"{seconds // size} {zh}", f"{seconds // size} {en}"
    return f"{seconds // 60} 分钟", f"{seconds // 60} minutes"


def _postings(tx: Transaction, today: date) -> Iterator[Told]:
    label = ("要张贴的", "To hang up")
    waiting = board.to_do(tx, board.TO_POST)
    late = [one for one in waiting if one["due_on"] < today.isoformat()]
    due = [one for one in waiting if one["due_on"] == today.isoformat()]
    if late:
        yield Told(
            *label,
            "bad",
            f"{len(late)} 张已经过期，今天就贴。",
            f"{len(late)} overdue: hang them up today.",
            link="#post",
        )
    elif due:
        yield Told(*label, "warn", f"{len(due)} 张今天到期。", f"{len(due)} due today.", link="#post")
    elif waiting:
        yield Told(
            *label, "info", f"{len(waiting)} 张，今天没有到期的。", f"{len(waiting)}, none due today.", link="#post"
        )
    else:
        yield Told(*label, "good", "没有。", "Nothing.")
    if down := board.to_do(tx, board.TO_TAKE_DOWN):
        yield Told("要撤下的", "To take down", "bad", f"{len(down)} 张。", f"{len(down)}.", link="#take-down")


def _surveys(running: Iterable[dict[str, Any]], today: date) -> Iterator[Told]:
    """Paper that has to be in while the round runs, and what the township asks again for."""
    for asked in running:
        title = asked["title"]
        left = (date.fromisoformat(asked["closes_on"]) - today).days
        days = "day" if left == 1 else "days"
        if asked["state"] == "ended":
            said = (
                f"“{title}”已到截止日，还没录的纸质问卷现在就录：镇里一结束这轮就不收了。",
                f"“{title}” is past its last day. Enter what is left on paper now, before the township closes it.",
            )
            yield Told("纸质问卷", "Paper answers", "bad", *said, link="paper")
        elif asked["state"] == "open":
            said = (
                f"“{title}”的纸质问卷还有 {left} 天可以录入，录完为止。"
                if left
                else f"“{title}”今天截止，今天录完纸质问卷。",
                f"“{title}”: {left} {days} left to enter its paper answers."
                if left
                else f"“{title}” ends today: enter its paper.",
            )
            yield Told("纸质问卷", "Paper answers", "warn" if left <= SOON else "info", *said, link="paper")
        if asked["reminded_on"] and asked["state"] != "upcoming":
            yield Told(
                "镇里催办",
                "The township reminds",
                "warn",
                f"“{title}”评的人还少，请多发评议码、多请人来评。",
                f"Few have answered “{title}” so far: hand out more codes, and ask people to come.",
                link="codes",
                at=asked["reminded_on"],
            )


def _disk(condition: Condition) -> Told:
    label, free = ("磁盘", "Disk"), condition.free or 0
    room = f"{free / 1024**3:.1f} GB"
    if condition.disk_low:
        return Told(
            *label,
            "bad",
            f"快满了，只剩 {room}。删掉不用的文件，或打电话给运维员。",
            f"Nearly full: {room} left. Make room, or call.",
        )
    return Told(*label, "good", f"还有 {room}。", f"{room} free.")


def _backup(condition: Condition, now: datetime) -> Told:
    label, made = ("备份", "Backup"), condition.backup_at
    if made is None:
        return Told(*label, "bad", "还没有备份过，打电话给运维员。", "There is no backup yet: call the operator.")
    if not timedelta() <= now - made < BACKUP_OLD:
        said = (
            "已经旧了，每天应该有一份；打电话给运维员。",
            "It is old; there should be one a day. Call the operator.",
        )
        return Told(*label, "warn", *said, at=made.isoformat())
    return Told(*label, "good", "有新的。", "Fresh.", at=made.isoformat())


def _version(condition: Condition) -> Sequence[Told]:
    label, township = ("软件版本", "Software"), condition.township_version
    if township is None:
        return ()
    if township == VERSION:
        return (Told(*label, "good", f"{VERSION}，和镇里一样。", f"{VERSION}, as in the township."),)
    said = (
        f"本机 {VERSION}，镇里 {township}，请运维员更新。",
        f"{VERSION} here, {township} in the township: have it updated.",
    )
    return (Told(*label, "warn", *said),)
