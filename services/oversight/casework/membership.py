"""A village far away is invited by a file, joins with it, and may be shut out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from services.oversight.domain import membership
from services.oversight.domain.membership import Invite, Join, Membership, ShutOut
from shared.district import District
from shared.errors import Invalid, Unauthorised, WrongState
from shared.invitation import Invitation, Township
from shared.messaging.keys import SigningKey, VerifyKey
from shared.messaging.members import join_content
from shared.node import Node
from shared.privacy.sealing import public_half
from shared.version import VERSION

PLACES = ("district.toml", "offices.toml", "villages.toml", "visit_reasons.toml")
"""The data files that a village reads, and that a district may have changed."""


def invite(
    node: Node, district: District, village: str, disclosure: str | None, *, days: int, actor: str
) -> Invitation:
    """A new file for a village; an earlier one that was not used is void from now on.

    ``disclosure``: the address at which the village reaches it; by default the one at which oversight does. Raises
    NotFound for a village that is not on the map, WrongState for one that runs on the township's server.
    """
    found = district.village(village)
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
    key, now = secrets.token_hex(32), node.config.clock.now()
    expires_at = now + timedelta(days=days)
    command = Invite(SigningKey(key).public_hex, expires_at, now)
    node.application.handle("membership", village, command, actor=actor)
    data = node.config.data
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
        places={name: (data / name).read_text() for name in PLACES},
    )


def join(node: Node, district: District, given: Mapping[str, Any]) -> dict[str, Any]:
    """Register the village's key. Repeating it is harmless. Raises a Refusal that says what to do."""
    village, key = given["village"], given["verify_key"]
    if not VerifyKey(given["invitation"]).verify(given["signature"], join_content(village, key)):
        raise Unauthorised(
            "bad-signature",
            "接入请求的签名不对，文件可能损坏，请重新拷贝。",
            "The request is not signed by the file's key. The file may be damaged; copy it again.",
        )
    application, now = node.application, node.config.clock.now()
    application.handle("membership", village, Join(given["invitation"], key, now), actor=f"/feedback/{village}")
    with application.database.read() as tx:
        state: Membership = application.state(tx, "membership", village)
    why = membership.why_not(state, Join(given["invitation"], key, now))
    if why is not None:
        raise membership.refusal(why)
    node.peers.look_again(application.database, at_once=True)
    found = district.village(village)
    return {"village": village, "zh": found.zh, "en": found.en}


def shut_out(node: Node, village: str, reason: str, *, actor: str) -> None:
    """What it says is refused from now on, within seconds at disclosure too."""
    node.application.handle("membership", village, ShutOut(reason, node.config.clock.now()), actor=actor)
