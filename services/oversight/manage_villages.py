"""``manage villages …``: invite a village far away by a file, see who joined, shut one out."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from services.oversight.casework import membership
from services.oversight.views import memberships
from shared.district import load_district
from shared.errors import Refusal
from shared.messaging.keys import key_mark
from shared.node import Node
from shared.operations.actions import DONE, NOT_DONE, action, fail, say

_DAYS = 14


def add_villages(commands: Any) -> None:
    about = "villages that join from far away, each with a file that is used once"
    villages = commands.add_parser("villages", help=about, description=f"Look after {about}.")
    actions = villages.add_subparsers(title="actions", metavar="ACTION", required=True)
    inviting = action(actions, "invite", _invite, "issue the file for a village; an earlier one is void from then on")
    inviting.add_argument("village", metavar="VILLAGE", help="its id in data/villages.toml")
    inviting.add_argument("file", metavar="FILE", help="where to; - for standard output")
    inviting.add_argument("--disclosure", metavar="URL", help="where the village reaches disclosure")
    inviting.add_argument("--days", type=int, default=_DAYS, help="how long it can be used (default: %(default)s)")
    action(actions, "list", _list, "list who was invited, joined, came too late or was shut out")
    shutting = action(actions, "shut-out", _shut_out, "refuse from now on whatever speaks for a village")
    shutting.add_argument("village", metavar="VILLAGE", help="its id in data/villages.toml")
    shutting.add_argument("--reason", required=True, metavar="TEXT", help="why; no personal data")
    for made in (inviting, shutting):
        made.add_argument("--by", default="operator", metavar="NAME", help="who does it (default: %(default)s)")


def _invite(node: Node, given: argparse.Namespace) -> int:
    if not 1 <= given.days <= 90:
        return fail("--days: 1 到 90。 / --days is 1 to 90.", 2)
    # Opened first: an invitation that nobody gets would only make an earlier one void.
    try:
        target = sys.stdout.fileno() if given.file == "-" else _create(Path(given.file))
    except FileExistsError:
        return fail(f"已有 {given.file}，请换个文件名。 / There is a {given.file}; choose another name.", NOT_DONE)
    except OSError as error:
        return fail(f"文件写不了：{given.file}。 / The file cannot be written: {error}", NOT_DONE)
    district = load_district(node.config.data)
    try:
        issued = membership.invite(node, district, given.village, given.disclosure, days=given.days, actor=given.by)
    except Refusal:
        if given.file != "-":
            Path(given.file).unlink()
        raise
    with open(target, "w", encoding="utf-8", closefd=given.file != "-") as file:
        file.write(issued.encode())
    until = issued.expires_at.date().isoformat()
    sys.stderr.write(
        f"{issued.zh}的接入文件：{given.file}。只能用一次，{until} 前有效；像密码一样交给村里，别发到群里。\n"
        f"村里的电脑要能打开这两个地址：{issued.disclosure.url} 和 {issued.oversight.url}\n"
        "村里执行：deploy/join-village 文件。接入后核对：manage villages list 里的核对码与村里屏幕上的一样。\n"
        f"The file for {issued.en}: {given.file}. It works once, until {until}; hand it over as you would a password.\n"
        f"The village's computer has to reach {issued.disclosure.url} and {issued.oversight.url}.\n"
        "There: deploy/join-village FILE. Then compare the check mark in `manage villages list` with the one shown "
        "there.\n"
    )
    return DONE


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _list(node: Node, given: argparse.Namespace) -> int:
    with node.application.database.read() as tx:
        rows = memberships.rows(tx)
    for village, row in rows.items():
        said = []
        if row.verify_key:
            said.append(f"joined {row.joined_at}  核对码/check mark {key_mark(row.verify_key)}")
        if row.expires_at:
            said.append(f"invited {row.invited_at}, until {row.expires_at}")
        if row.refused_at:
            said.append(f"REFUSED {row.refused_at}: the file came again, with key {key_mark(row.refused_key or '')}")
        if row.shut_out_at and not row.verify_key:
            said.append(f"shut out {row.shut_out_at}: {row.reason}")
        say(f"{village}  " + "  ".join(said))
    if not rows:
        say("没有。 / None.")
    return DONE


def _shut_out(node: Node, given: argparse.Namespace) -> int:
    district = load_district(node.config.data)
    membership.shut_out(node, district.village(given.village).id, given.reason, actor=given.by)
    say("已停止接入，几秒内生效；镇里的两个服务都不再听它的。要重新接入，再签发一份文件。")
    say("Shut out, in force within seconds at both services. To let the village join again, issue another file.")
    return DONE
