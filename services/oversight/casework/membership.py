"""A village far away is invited by a file, joins with it, and may be shut out."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from services.oversight.composition import Service
from services.oversight.domain import membership
from services.oversight.domain.membership import Invite, Join, Membership, ShutOut
from shared.errors import Invalid, Unauthorised, WrongState
from shared.invitation import Invitation, Township
from shared.messaging.keys import SigningKey, VerifyKey
from shared.messaging.members import join_content
from shared.privacy.sealing import public_half
from shared.version import VERSION


def invite(service: Service, village: str, disclosure: str | None, *, days: int, actor: str) -> Invitation:
    """A new file for a village; an earlier one that was not used is void from now on.

    ``disclosure``: the address at which the village reaches it; by default the one at which oversight does. Raises
    NotFound for a village that is not on the map, WrongState for one that runs on the township's server.
    """
    found, node = service.district.village(village), service.node
    if f"/feedback/{village}" in node.peers.listed:
        raise WrongState(
            "village-is-here",
            f"{found.zh}已在镇里的服务器上运行（peers.json 里有它），不用接入文件。",
            f"{found.en} runs on the township's own server (it is in peers.json). It needs no file.",
            state="listed",
        )
    other = node.peers.get("/disclosure")
    address = disclosure or (other.url if other else None)
    if other is None or not address:
        raise Invalid(
            "no-address",
            "不知道公开服务的地址，请用 --disclosure 写明村里能访问的地址。",
            "The address of disclosure is not known; give the one that the village reaches with --disclosure.",
        )
    key, now = secrets.token_hex(32), service.clock.now()
    expires_at = now + timedelta(days=days)
    command = Invite(SigningKey(key).public_hex, expires_at, now)
    service.application.handle("membership", village, command, actor=actor)
    data = service.node.config.data
    seal_key = node.secrets.seal_key
    assert seal_key is not None, "oversight does not start without one"
    return Invitation(
        village=village,
        zh=found.zh,
        en=found.en,
        key=key,
        expires_at=expires_at,
        version=VERSION,
        disclosure=Township(address.rstrip("/"), other.verify_key.public_hex),
        oversight=Township(node.config.url, node.secrets.signing_key.public_hex, public_half(seal_key)),
        places={name: (data / name).read_text() for name in ("district.toml", "offices.toml", "villages.toml")},
    )


def join(service: Service, given: dict[str, Any]) -> dict[str, Any]:
    """Register the village's key. Repeating it is harmless. Raises a Refusal that says what to do."""
    village, key = given["village"], given["verify_key"]
    if not VerifyKey(given["invitation"]).verify(given["signature"], join_content(village, key)):
        raise Unauthorised(
            "bad-signature",
            "接入请求的签名不对，文件可能损坏，请重新拷贝。",
            "The request is not signed by the file's key. The file may be damaged; copy it again.",
        )
    application, now = service.application, service.clock.now()
    application.handle("membership", village, Join(given["invitation"], key, now), actor=f"/feedback/{village}")
    with application.database.read() as tx:
        state: Membership = application.state(tx, "membership", village)
    why = membership.why_not(state, Join(given["invitation"], key, now))
    if why is not None:
        raise membership.refusal(why)
    service.node.peers.look_again(application.database, now=float("inf"))
    found = service.district.village(village)
    return {"village": village, "zh": found.zh, "en": found.en}


def shut_out(service: Service, village: str, reason: str, *, actor: str) -> None:
    """What it says is refused from now on, within seconds at disclosure too."""
    said = service.public_text(reason)
    service.application.handle("membership", village, ShutOut(said, service.clock.now()), actor=actor)
