"""A village far away joins with a file of the district, and is heard from then on, without a restart."""

import json
import stat
from datetime import timedelta

import pytest

from shared.clock import ManualClock, SystemClock
from shared.contracts.oversight import VILLAGE_JOINED, VILLAGE_SHUT_OUT
from shared.invitation import BadInvitation, decode
from shared.messaging.keys import SigningKey, key_mark
from shared.messaging.members import join_content
from tests.services.oversight.test_manage import manage

__all__ = ["manage"]
OWN, THIEF = SigningKey("0a" * 32), SigningKey("0b" * 32)


@pytest.fixture
def clock():
    """The command line runs on the real clock."""
    return ManualClock(SystemClock().now())


@pytest.fixture
def issued(manage, tmp_path):
    def issue(village="shuikou", *more):
        (tmp_path / "file").unlink(missing_ok=True)
        code, said = manage("villages", "invite", village, str(tmp_path / "file"), *more)
        assert code == 0, said.err
        return decode((tmp_path / "file").read_text())

    return issue


def joining(invitation, key, village=None):
    asked = SigningKey(invitation.key)
    village = village or invitation.village
    return {
        "village": village,
        "invitation": asked.public_hex,
        "verify_key": key.public_hex,
        "signature": asked.sign(join_content(village, key.public_hex)),
    }


def test_a_village_joins_with_its_file_and_is_heard_at_once(issued, app, call, service, tmp_path):
    invitation = issued()
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert invitation.oversight.url == "http://oversight.test"
    assert "shuikou" in invitation.places["villages.toml"]
    status, answer = call(None, "POST", "/api/joins", joining(invitation, OWN))
    assert (status, answer) == (200, {"village": "shuikou", "zh": "水口村", "en": "Shuikou Village"})
    assert call(None, "POST", "/api/joins", joining(invitation, OWN))[0] == 200  # the answer was lost: asked again
    service.node.peers.look_again(service.application.database, at_once=True)
    assert [each.id for each in service.joined.villages] == ["yangshe", "hongmei", "shuikou"]
    peer = service.node.peers.get("/feedback/shuikou")
    assert (peer.verify_key.public_hex, peer.on_bus, peer.url) == (OWN.public_hex, False, None)


def test_a_second_use_is_refused_recorded_and_shown_to_the_district(issued, call, manage, service):
    invitation = issued()
    assert call(None, "POST", "/api/joins", joining(invitation, THIEF))[0] == 200
    status, refused = call(None, "POST", "/api/joins", joining(invitation, OWN))
    assert (status, refused["code"]) == (409, "invitation-used")
    assert "打电话告诉区里" in refused["detail"] + str(refused)
    listed = manage("villages", "list")[1].out
    assert key_mark(THIEF.public_hex) in listed
    assert f"REFUSED {service.clock.now().isoformat()[:10]}" in listed
    assert key_mark(OWN.public_hex) in listed
    (link,) = [each for each in call("ding", "GET", "/api/district")[1]["villages"] if each["village"] == "shuikou"]
    assert (link["joined_mark"], link["refused_mark"]) == (key_mark(THIEF.public_hex), key_mark(OWN.public_hex))


def test_who_was_shut_out_is_heard_no_more_and_another_file_lets_the_village_in(issued, call, manage, service):
    call(None, "POST", "/api/joins", joining(issued(), THIEF))
    assert manage("villages", "shut-out", "shuikou", "--reason", "文件被人冒用")[0] == 0
    service.node.peers.look_again(service.application.database, at_once=True)
    assert service.node.peers.get("/feedback/shuikou") is None
    assert call(None, "POST", "/api/joins", joining(issued(), OWN))[0] == 200
    with service.application.database.read() as tx:
        told = [json.loads(line)["type"] for (line,) in tx.execute("SELECT line FROM outbox ORDER BY sequence")]
    assert told == [VILLAGE_JOINED, VILLAGE_SHUT_OUT, VILLAGE_JOINED]


def test_an_invented_foreign_or_changed_request_is_refused(issued, call):
    invitation = issued()
    forged = {**joining(invitation, OWN), "verify_key": THIEF.public_hex}
    assert call(None, "POST", "/api/joins", forged)[1]["code"] == "bad-signature"
    assert call(None, "POST", "/api/joins", joining(invitation, OWN, "lingnan"))[1]["code"] == "unknown-invitation"
    assert call(None, "POST", "/api/joins", {**joining(invitation, OWN), "signature": "x"})[0] == 422


def test_a_file_expires_and_a_newer_one_makes_it_void(issued, call, clock):
    first = issued("shuikou", "--days", "1")
    second = issued("shuikou", "--days", "1")
    assert call(None, "POST", "/api/joins", joining(first, OWN))[1]["code"] == "invitation-replaced"
    clock.advance(timedelta(days=2))
    assert call(None, "POST", "/api/joins", joining(second, OWN))[1]["code"] == "invitation-expired"


def test_a_village_of_the_township_s_own_server_or_off_the_map_gets_no_file(manage, tmp_path):
    for village, said in (("yangshe", "own server"), ("nowhere", "no village")):
        code, answer = manage("villages", "invite", village, str(tmp_path / "file"))
        assert (code, said in answer.err, (tmp_path / "file").exists()) == (1, True, False)
    assert manage("villages", "invite", "shuikou", str(tmp_path / "no" / "folder"))[0] == 1


def test_a_damaged_file_is_noticed(issued, tmp_path):
    issued()
    text = (tmp_path / "file").read_text()
    for broken in (text[:-20], text.replace("oversight.test", "elsewhere.test"), "[]", "7"):
        with pytest.raises(BadInvitation):
            decode(broken)
