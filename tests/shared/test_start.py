"""A process that cannot start with what it was given ends with a sentence, and not with a traceback."""

import pytest

from services.feedback.composition import compose
from shared.start import EXIT, compose_or_exit
from tests.services.feedback.conftest import config, provisioned

__all__ = ["config", "provisioned"]


def test_a_damaged_database_is_refused_with_what_to_do_and_not_touched(config, capsys):
    path = config.disk / "sunshine.db"
    path.write_bytes(b"SQLite format 3\x00" + b"\x07" * 8192)
    before = path.read_bytes()
    with pytest.raises(SystemExit) as ended:
        compose_or_exit("feedback", compose, config)
    assert ended.value.code == EXIT
    said = capsys.readouterr().err
    assert "manage restore" in said
    assert "打电话给运维员" in said
    assert path.read_bytes() == before
