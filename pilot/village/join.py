"""A village joins with the file that the district issued: ``deploy/join-village FILE`` runs this.

The village's keys are drawn here and never leave this computer; the township learns the public half, over the
village's own outgoing line, and takes it once. What is interrupted is taken up by running the same command again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import secrets
import shutil
import socket
import ssl
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pilot.district import ROOT
from pilot.village.endpoint import back_up
from pilot.village.home import DEFAULT, Home, HomeProblem, Settings, point, say, write
from pilot.village.keeping import Keeping
from shared.invitation import BadInvitation, Invitation, Township, decode
from shared.messaging.keys import SigningKey, key_mark
from shared.messaging.members import join_content
from shared.version import VERSION
from shared.web.accounts import hash_password
from shared.web.people import draw_password

NEEDS = 1024**3
"""Bytes of free disk for a village to begin with: some years of its records, and the backups."""
CLOCK_OFF = timedelta(minutes=2)
_UP_SECONDS, _LINE_SECONDS = 180.0, 60.0
_OPERATOR = "operator"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the village has joined and runs; 1 with a sentence that says what to do."""
    parser = argparse.ArgumentParser(prog="deploy/join-village", description="Join with the file of the district.")
    parser.add_argument("file", type=Path, help="the file that the district issued; it works once")
    parser.add_argument("--folder", type=Path, default=DEFAULT, help="where the village's data go (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="on which people reach it (default: %(default)s)")
    parser.add_argument("--url", help="the address that people type (default: this computer's in the local network)")
    parser.add_argument("--backups", type=Path, help="where the daily backups go, best a USB disk (default: beside)")
    parser.add_argument("--no-systemd", action="store_true", help="do not make a service; start it in the background")
    given = parser.parse_args(arguments)
    try:
        return _join(given)
    except HomeProblem as problem:
        say(str(problem))
        return 1
    except OSError as problem:
        say(f"这台电脑的磁盘出了问题：{problem}。解决后再执行一次同样的命令。")
        say(f"This computer's disk has a problem: {problem}. Mend it and run the same command again.")
        return 1


def _join(given: argparse.Namespace) -> int:
    invitation = read(given.file)
    home = Home(given.folder.resolve())
    _require_room(home, given.port)
    url = (given.url or f"http://{_own_address(invitation.oversight.url)}:{given.port}").rstrip("/")
    say(f"{invitation.zh}（{invitation.en}），正在联系镇里…… / asking the township …")
    # Before the file is used: what would go wrong later is found now, and the file can be used again.
    for township in (invitation.oversight, invitation.disclosure):
        _check_line(township)
    key = _own_key(home, invitation)
    _register(invitation, key)
    passwords = _lay_out(home, invitation)
    point(home.current, ROOT)
    home.lay_out_data(ROOT)
    backups = (given.backups or home.folder / "backups").resolve()
    home.settle(Settings(invitation.village, given.port, url, str(backups)))
    keeping = Keeping(home, systemd=False if given.no_systemd else None)
    keeping.start()
    say("已登记，正在启动…… / registered, starting …")
    if not keeping.wait_until_up(_UP_SECONDS):
        raise HomeProblem(
            f"已经登记，但没有启动起来。原因在 {home.logs}，电脑重启后会再试；也可以打电话给区里。\n"
            f"It is registered but did not start. {home.logs} tells why. Restart the computer, or call the district."
        )
    on_line = keeping.wait_for_line(_LINE_SECONDS)
    back_up(home, ROOT)
    _tell(home, invitation, key, passwords, on_line=on_line, systemd=keeping.systemd)
    return 0


def read(file: Path) -> Invitation:
    """Raises HomeProblem for a file that is no invitation."""
    try:
        return decode(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise HomeProblem(f"没有 {file} 这个文件，请核对文件名。\nThere is no {file}; check its name.") from error
    except (OSError, BadInvitation, UnicodeDecodeError) as error:
        raise HomeProblem(
            f"{file} 不是接入文件，或拷贝时损坏了。请重新拷贝，还不行就请区里再发一份。\n"
            f"{file} is not the district's file, or was damaged. Copy it again, or ask the district for another."
        ) from error


def _require_room(home: Home, port: int) -> None:
    if home.exists:
        raise HomeProblem(
            f"{home.folder} 里已有村端（{home.settings.village}）。要更新用 deploy/update-village；"
            "要装另一个，用 --folder 换个文件夹、--port 换个端口。\n"
            f"There is a village in {home.folder} already ({home.settings.village}). To update it: "
            "deploy/update-village. For another one, choose another --folder and --port."
        )
    folder = next(each for each in (home.folder, *home.folder.parents) if each.exists())
    if shutil.disk_usage(folder).free < NEEDS:
        raise HomeProblem(
            f"磁盘快满了，至少要有 1 GB 空闲（{home.folder}）。清理后再执行一次。\n"
            f"The disk is nearly full: 1 GB has to be free for {home.folder}. Make room and run it again."
        )
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("0.0.0.0", port))  # noqa: S104 - as the web process will
        except (OSError, OverflowError) as error:
            raise HomeProblem(
                f"端口 {port} 已被别的程序占用，请换一个，例如 --port {port % 60000 + 10}。\n"
                f"Port {port} is in use or not allowed; choose another, for example --port {port % 60000 + 10}."
            ) from error


def _check_line(township: Township) -> None:
    """Raises HomeProblem where it cannot be reached, or its clock is not ours."""
    answer, _ = _ask("GET", township.url, "/readyz")
    told = answer.headers.get("Date")
    off = datetime.now(UTC) - parsedate_to_datetime(told) if told else timedelta()
    if abs(off) > CLOCK_OFF:
        by, en = ("快", "fast") if off > timedelta() else ("慢", "slow")
        minutes = round(abs(off) / timedelta(minutes=1))
        raise HomeProblem(
            f"这台电脑的时钟{by}了 {minutes} 分钟，先校准（sudo timedatectl set-ntp true），再执行一次。"
            "接入文件还没有用掉。\n"
            f"This computer's clock is {minutes} minutes {en}. Set it right (sudo timedatectl set-ntp true) and run "
            "this again. The file has not been used."
        )


def _own_key(home: Home, invitation: Invitation) -> SigningKey:
    """Drawn once and on disk before it is told to anybody, so that an interrupted joining goes on with the same."""
    if not home.secrets.exists():
        names = ("signing_key", "session_key", "code_key")
        drawn = {name: secrets.token_hex(32) for name in names}
        write(home.secrets, json.dumps({**drawn, "village": invitation.village}))
    known = json.loads(home.secrets.read_text())
    if known.get("village") != invitation.village:
        raise HomeProblem(
            f"{home.folder} 是为 {known.get('village')} 准备的，请用 --folder 换个文件夹。\n"
            f"{home.folder} was begun for {known.get('village')}; choose another --folder."
        )
    return SigningKey(known["signing_key"])


def _register(invitation: Invitation, key: SigningKey) -> None:
    one_time = SigningKey(invitation.key)
    answer, body = _ask(
        "POST",
        invitation.oversight.url,
        "/api/joins",
        {
            "village": invitation.village,
            "invitation": one_time.public_hex,
            "verify_key": key.public_hex,
            "signature": one_time.sign(join_content(invitation.village, key.public_hex)),
        },
    )
    if answer.status == 200:
        return
    try:
        problem = json.loads(body)
        raise HomeProblem(f"{problem['detail']}\n本机核对码 / this computer's check mark: {key_mark(key.public_hex)}")
    except (ValueError, KeyError, TypeError) as error:
        raise _strange(invitation.oversight.url, answer.status) from error


def _lay_out(home: Home, invitation: Invitation) -> dict[str, str]:
    """Peers, places and accounts; returns the passwords, drawn and never kept."""
    rows = []
    for source, township in (("/disclosure", invitation.disclosure), ("/oversight", invitation.oversight)):
        rows.append(
            {
                "source": source,
                "verify_key": township.verify_key,
                "url": township.url,
                **({"seal_key": township.seal_key} if township.seal_key else {}),
            }
        )
    write(home.peers, json.dumps({"peers": rows}, indent=1))
    for name, text in invitation.places.items():
        write(home.places / Path(name).name, text)
    passwords = {invitation.village: draw_password(), _OPERATOR: draw_password()}
    write(
        home.accounts,
        json.dumps(
            {
                "accounts": [
                    _account(invitation.village, f"{invitation.zh}文书", "clerk", invitation.village, passwords),
                    _account(_OPERATOR, f"{invitation.zh}运维", "operator", None, passwords),
                ]
            },
            ensure_ascii=False,
            indent=1,
        ),
    )
    return passwords


def _account(name: str, display: str, role: str, village: str | None, passwords: dict[str, str]) -> dict[str, Any]:
    hashed = hash_password(passwords[name])
    return {"name": name, "display": display, "role": role, "office": None, "village": village, "password": hashed}


def _ask(method: str, base: str, path: str, body: Any = None) -> tuple[http.client.HTTPResponse, bytes]:
    parts = urlsplit(base)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=30)
    try:
        sent = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Language": "zh"}
        connection.request(method, f"{parts.path}{path}", sent, headers)
        answer = connection.getresponse()
        return answer, answer.read()
    except ssl.SSLError as error:
        raise HomeProblem(
            f"{base} 的证书对不上。多半是这台电脑的时钟不对（现在是 {datetime.now().astimezone():%Y-%m-%d %H:%M}），"
            "校准后再试。\n"
            f"The certificate of {base} does not hold. Most often this computer's clock is wrong; set it and try again."
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise HomeProblem(
            f"连不上 {base}（{error}）。检查网线、无线网，能上网后再执行一次同样的命令；接入文件没有用掉。\n"
            f"{base} cannot be reached ({error}). Check the network and run the same command again; the file has not "
            "been used."
        ) from error
    finally:
        connection.close()


def _strange(url: str, status: int) -> HomeProblem:
    return HomeProblem(
        f"{url} 回答了 {status}，镇里的系统可能正在维护，过几分钟再执行一次。\n"
        f"{url} answered {status}; the township's system may be down for a moment. Run it again in some minutes."
    )


def _own_address(url: str) -> str:
    """This computer's address in the local network, as it is seen on the way to the township."""
    parts = urlsplit(url)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
            trial.connect((parts.hostname or "", parts.port or 80))
            return str(trial.getsockname()[0])
    except OSError:  # said in words by whoever needs the line
        return "localhost"


def _tell(
    home: Home, invitation: Invitation, key: SigningKey, passwords: dict[str, str], *, on_line: bool, systemd: bool
) -> None:
    url = home.settings.url
    say(f"\n{invitation.zh}已接入。 / {invitation.en} has joined.\n")
    say(f"  地址 / address              {url}")
    say(f"  文书工作台 / clerk's page   {url}/clerk")
    for name, password in passwords.items():
        role = "文书 / clerk" if name != _OPERATOR else "运维 / operator"
        say(f"  {role:<25} {name}   密码 / password {password}")
    say(f"  核对码 / check mark         {key_mark(key.public_hex)}")
    say("\n密码只显示这一次，请抄下来。打电话给区里，核对上面的核对码。")
    say("The passwords are shown this once; write them down. Call the district and compare the check mark.")
    if not on_line:
        say("镇里还没有应答，会一直自动再试。 / The township has not answered yet; it goes on trying by itself.")
    if invitation.version != VERSION:
        say(f"镇里的版本是 {invitation.version}，本机是 {VERSION}；请按说明更新。 / The township runs another version.")
    if not systemd:
        say("这台电脑没有 systemd：电脑重启后要自动启动，请运行 crontab -e 加上这一行：")
        say("This computer has no systemd. To start with the computer, add this line by `crontab -e`:")
        say(f"  @reboot cd {home.current} && PYTHONPATH=. .venv/bin/python -m pilot.village.endpoint {home.folder}")


if __name__ == "__main__":
    sys.exit(main())
