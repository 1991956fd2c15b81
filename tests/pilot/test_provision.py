"""What a node finds in its folder: its own secrets, whom it speaks with, and who may sign in."""

import json
import stat
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pilot.people import OPERATOR, TOWNSHIP_PEOPLE
from pilot.provision import CannotProvision, main, places, provision
from shared.config import SHIPPED_DATA
from shared.district import Village, load_district
from shared.privacy.sealing import seal, unseal

SHIPPED = load_district(SHIPPED_DATA)
DISTRICT = replace(
    SHIPPED,
    villages=(
        Village("yangshe", "洋畲村", "Yangshe Village", pilot=True, reach="pull"),
        Village("hongmei", "红梅社区", "Hongmei Community", pilot=True, reach="push"),
        Village("dachi", "大池村", "Dachi Village", pilot=False, reach="pull"),
    ),
)


def address(node: str) -> str:
    return f"http://{node}.example"


def contents(folder) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.json"))}


def peers_of(folder, node: str) -> dict[str, dict[str, str | None]]:
    rows = json.loads((folder / "nodes" / node / "peers.json").read_text())["peers"]
    return {row["source"]: row for row in rows}


def secrets_of(folder, node: str) -> dict[str, str]:
    return json.loads((folder / "nodes" / node / "secrets.json").read_text())


def test_the_pilot_villages_are_laid_out_beside_the_two_services(tmp_path) -> None:
    laid_out = provision(tmp_path, DISTRICT, address)
    assert [place.source for place in laid_out] == [
        "/disclosure",
        "/oversight",
        "/feedback/yangshe",
        "/feedback/hongmei",
    ]
    assert [place.service for place in laid_out] == ["disclosure", "oversight", "feedback", "feedback"]
    assert [place.name for place in laid_out if place.pushes] == ["hongmei"]


def test_the_services_know_each_other_and_every_village_and_a_village_knows_the_services_alone(tmp_path) -> None:
    provision(tmp_path, DISTRICT, address)
    assert set(peers_of(tmp_path, "disclosure")) == {"/oversight", "/feedback/yangshe", "/feedback/hongmei"}
    assert set(peers_of(tmp_path, "oversight")) == {"/disclosure", "/feedback/yangshe", "/feedback/hongmei"}
    assert set(peers_of(tmp_path, "yangshe")) == {"/disclosure", "/oversight"}


def test_a_village_that_pushes_has_no_address_for_the_others(tmp_path) -> None:
    provision(tmp_path, DISTRICT, address)
    known = peers_of(tmp_path, "disclosure")
    assert known["/feedback/hongmei"]["url"] is None
    assert known["/feedback/yangshe"]["url"] == "http://yangshe.example"
    assert peers_of(tmp_path, "hongmei")["/oversight"]["url"] == "http://oversight.example"


def test_peers_are_told_the_public_half_of_each_key(tmp_path) -> None:
    provision(tmp_path, DISTRICT, address)
    seed = bytes.fromhex(secrets_of(tmp_path, "oversight")["signing_key"])
    card = peers_of(tmp_path, "yangshe")["/oversight"]
    assert card["verify_key"] == Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()
    sealed = seal(str(card["seal_key"]), {"text": "只给监督员看"})
    assert unseal(secrets_of(tmp_path, "oversight")["seal_key"], sealed) == {"text": "只给监督员看"}
    assert [node for node in ("disclosure", "yangshe") if "seal_key" in secrets_of(tmp_path, node)] == []


def test_no_two_nodes_share_a_secret(tmp_path) -> None:
    laid_out = provision(tmp_path, DISTRICT, address)
    drawn = [value for place in laid_out for value in secrets_of(tmp_path, place.name).values()]
    assert len(drawn) == 13
    assert len(set(drawn)) == len(drawn)


def test_every_file_is_for_its_owner_alone(tmp_path) -> None:
    provision(tmp_path, DISTRICT, address, demo_accounts=True)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*.json")}
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "nodes").iterdir()} == {0o700}


def test_a_second_time_changes_nothing(tmp_path) -> None:
    provision(tmp_path, DISTRICT, address, demo_accounts=True)
    before = contents(tmp_path)
    provision(tmp_path, DISTRICT, address, demo_accounts=True)
    assert contents(tmp_path) == before


def test_a_village_is_added_without_touching_what_the_others_have(tmp_path) -> None:
    provision(tmp_path, DISTRICT, address)
    before = contents(tmp_path)
    provision(tmp_path, DISTRICT, address, ["dachi"])
    after = contents(tmp_path)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"nodes/disclosure/peers.json", "nodes/oversight/peers.json"}
    assert set(peers_of(tmp_path, "disclosure")) == {
        "/oversight",
        "/feedback/yangshe",
        "/feedback/hongmei",
        "/feedback/dachi",
    }
    assert peers_of(tmp_path, "dachi")["/disclosure"]["url"] == "http://disclosure.example"


def test_new_addresses_reach_the_peers_files_and_the_keys_stay(tmp_path) -> None:
    provision(tmp_path, DISTRICT, address)
    before = peers_of(tmp_path, "oversight")["/feedback/yangshe"]
    provision(tmp_path, DISTRICT, lambda node: f"http://127.0.0.1:9003/{node}")
    after = peers_of(tmp_path, "oversight")["/feedback/yangshe"]
    assert after == before | {"url": "http://127.0.0.1:9003/yangshe"}


def test_the_demo_people_can_sign_in_and_only_when_asked_for(tmp_path) -> None:
    provision(tmp_path, DISTRICT, address)
    accounts = tmp_path / "nodes" / "disclosure" / "accounts" / "accounts.json"
    assert json.loads(accounts.read_text()) == {"accounts": []}
    provision(tmp_path, DISTRICT, address, demo_accounts=True)
    rows = json.loads(accounts.read_text())["accounts"]
    assert [row["name"] for row in rows] == [person.name for person in (*TOWNSHIP_PEOPLE, OPERATOR)]
    assert rows[0]["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PasswordHasher().verify(rows[0]["password"], "sunshine-li")
    clerk = json.loads((tmp_path / "nodes" / "yangshe" / "accounts" / "accounts.json").read_text())["accounts"][0]
    assert (clerk["name"], clerk["role"], clerk["village"]) == ("yangshe", "clerk", "yangshe")


def test_an_account_that_exists_is_never_replaced_and_moves_from_where_it_once_was(tmp_path) -> None:
    own = {
        "accounts": [{"name": "li", "display": "李", "role": "officer", "password": "his own"}],
        "changes": [{"at": "2026-03-02", "by": "ops", "did": "added", "account": "li"}],
    }
    folder = tmp_path / "nodes" / "disclosure"
    folder.mkdir(parents=True)
    (folder / "accounts.json").write_text(json.dumps(own))
    provision(tmp_path, DISTRICT, address, demo_accounts=True)
    now = json.loads((folder / "accounts" / "accounts.json").read_text())
    assert not (folder / "accounts.json").exists()
    assert now["changes"] == own["changes"]
    rows = now["accounts"]
    assert [row for row in rows if row["name"] == "li"] == own["accounts"]


def test_the_offices_of_the_demo_people_exist() -> None:
    offices = {office.id for office in SHIPPED.offices}
    assert {person.office for person in TOWNSHIP_PEOPLE if person.office} <= offices


def test_an_unknown_village_is_refused_before_anything_is_written(tmp_path) -> None:
    with pytest.raises(CannotProvision, match=r"There is no village 'atlantis' in villages\.toml"):
        provision(tmp_path, DISTRICT, address, ["atlantis"])
    assert list(tmp_path.iterdir()) == []


def test_a_village_cannot_take_the_name_of_a_service(tmp_path) -> None:
    misnamed = replace(DISTRICT, villages=(Village("redis", "红", "Red", pilot=True, reach="pull"),))
    with pytest.raises(CannotProvision, match="cannot be called 'redis'"):
        places(tmp_path, misnamed)


def test_damaged_secrets_are_told_and_never_overwritten(tmp_path, capsys) -> None:
    folder = tmp_path / "nodes" / "oversight"
    folder.mkdir(parents=True)
    (folder / "secrets.json").write_text('{"signing_key": "12')
    assert main(["--folder", str(tmp_path)]) == 1
    assert "secrets.json cannot be read" in capsys.readouterr().err
    assert (folder / "secrets.json").read_text() == '{"signing_key": "12'


def test_the_command_line_adds_one_village(tmp_path, capsys) -> None:
    arguments = [
        "--folder",
        str(tmp_path),
        "--village",
        "yangshe",
        "--url-pattern",
        "http://{node}:80",
        "--demo-accounts",
    ]
    assert main(arguments) == 0
    said = capsys.readouterr()
    assert "/feedback/yangshe" in said.out
    assert "for trying out only" in said.err
    assert peers_of(tmp_path, "disclosure")["/feedback/yangshe"]["url"] == "http://yangshe:80"
