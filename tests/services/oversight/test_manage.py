"""Petition keys are copied and put back apart from everything else, and what was erased stays erased."""

import stat

import pytest

from services.oversight.composition import compose
from services.oversight.domain.bad_rating.events import ContactErased
from services.oversight.domain.petition.events import IdentityErased
from services.oversight.manage import add_keys
from shared.operations.command_line import run
from shared.privacy.subject_keys import SubjectKeys


@pytest.fixture
def manage(config, monkeypatch, capsys):
    names = ("database", "keys_database", "bus", "secrets", "peers", "accounts", "data", "url", "state")
    for name in names:
        monkeypatch.setenv(f"SUNSHINE_{name.upper()}", str(getattr(config, name)))

    def call(*arguments):
        code = run("oversight", compose, arguments, add_keys)
        return code, capsys.readouterr()

    return call


def test_keys_are_put_back_but_never_one_that_was_erased(service, config, manage, clock, tmp_path):
    """p1 is kept, p2 erased after the copy; p3 and b1 erased while their keys are lost with the whole key database."""
    sealed = {name: service.keys.encrypt(name, {"text": name}) for name in ("p1", "p2", "p3", "b1")}
    copy = tmp_path / "keys-copy.db"
    assert manage("backup-keys", str(copy))[0] == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    service.keys.erase("p2")
    code, said = manage("restore-keys", str(copy))
    assert (code, "Keys put back: 0" in said.out) == (0, True)
    assert service.keys.decrypt("p2", sealed["p2"]) is None

    with service.application.unit(actor="clock") as unit:
        unit.append("petition-p3", 0, [IdentityErased(clock.now())])
        unit.append("petition-p2", 0, [IdentityErased(clock.now())])
        unit.append("bad_rating-b1", 0, [ContactErased(clock.now())])
    service.keys.close()
    for path in tmp_path.glob("keys.db*"):
        path.unlink()
    assert "Keys put back: 4" in manage("restore-keys", str(copy))[1].out
    keys = SubjectKeys(config.keys_database)
    assert keys.decrypt("p1", sealed["p1"]) == {"text": "p1"}
    assert keys.decrypt("p2", sealed["p2"]) is None
    assert keys.decrypt("p3", sealed["p3"]) is None
    assert keys.decrypt("b1", sealed["b1"]) is None
    keys.close()


def test_a_file_that_is_no_copy_of_keys_is_refused_in_a_sentence(service, manage, tmp_path):
    (tmp_path / "x").write_text("nonsense")
    for name in ("x", "nowhere"):
        code, said = manage("restore-keys", str(tmp_path / name))
        assert (code, "not a copy of a key database" in said.err) == (1, True)
