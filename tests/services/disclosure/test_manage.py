"""The keys of requests for information are copied and put back, and what was erased stays erased."""

from services.disclosure.composition import compose
from services.disclosure.desk import request_following
from services.disclosure.manage import add_keys
from shared.operations.command_line import run
from shared.privacy.subject_keys import SubjectKeys
from tests.services.disclosure.test_request_views import answered, filed


def test_keys_are_put_back_but_never_one_that_was_erased(service, config, monkeypatch, capsys, tmp_path):
    for name in ("database", "keys_database", "bus", "secrets", "peers", "accounts", "data", "url", "state"):
        monkeypatch.setenv(f"SUNSHINE_{name.upper()}", str(getattr(config, name)))
    kept, gone = answered(service), filed(service)
    copy = tmp_path / "copy.db"
    assert run("disclosure", compose, ("backup-keys", str(copy)), add_keys) == 0
    for step in ("withdraw", "erase"):
        request_following.act(service, step, {"code": gone["receipt_code"]}, "203.0.113.7")
    service.keys.close()
    for path in tmp_path.glob("keys.db*"):
        path.unlink()
    assert run("disclosure", compose, ("restore-keys", str(copy)), add_keys) == 0
    assert "stays erased" in capsys.readouterr().out
    keys = SubjectKeys(config.keys_database)
    assert not keys.erased(kept)
    assert keys.erased(gone["request"])
    keys.close()
