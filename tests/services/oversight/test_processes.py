"""What starts the service says what is wrong, and how it stands."""

import json
import shutil
from dataclasses import replace

import pytest

from services.oversight.app import create_app


def test_a_start_that_cannot_be_says_why_without_a_traceback(config, tmp_path, capsys):
    data = tmp_path / "data"
    shutil.copytree(config.data, data)
    offices = data / "offices.toml"
    offices.write_text(offices.read_text().replace('id = "petition-office"', 'id = "other-office"'))
    with pytest.raises(SystemExit) as stopped:
        create_app(replace(config, data=data))
    assert stopped.value.code == 3
    assert "petition-office" in capsys.readouterr().err


def test_without_a_seal_key_nothing_starts(config, tmp_path, capsys):
    secrets = json.loads(config.secrets.read_text())
    del secrets["seal_key"]
    (tmp_path / "secrets.json").write_text(json.dumps(secrets))
    with pytest.raises(SystemExit):
        create_app(replace(config, secrets=tmp_path / "secrets.json"))
    assert "seal_key" in capsys.readouterr().err


def test_health_and_readiness_are_answered(app):
    client = app.test_client()
    assert client.get("/readyz").status_code == 200
    assert client.get("/healthz").get_json()["source"] == "/oversight"
    assert b"sunshine_backlog" in client.get("/metrics").data
    assert client.get("/api/").status_code == 200
