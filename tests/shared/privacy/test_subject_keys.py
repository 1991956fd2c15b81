from base64 import urlsafe_b64decode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.errors import WrongState
from shared.ids import CountingIds
from shared.privacy.sealing import Unsealable, seal
from shared.privacy.subject_keys import KeysUnusable, PreparedSubjects, SubjectKeys, Undecipherable, seal_subject


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.db"


@pytest.fixture
def keys(path):
    opened = SubjectKeys(f"sqlite:///{path}")
    yield opened
    opened.close()


def stored_key(path, subject):
    [(key,)] = apsw.Connection(str(path)).execute("SELECT key FROM subject_key WHERE subject = ?", (subject,))
    return key


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(min_size=1).filter(lambda text: text.isprintable()), st.dictionaries(st.text(), st.text()))
def test_what_was_encrypted_for_a_subject_comes_out_the_same(keys, subject, data):
    assert keys.decrypt(subject, keys.encrypt(subject, data)) == data


def test_a_key_outlives_the_process(keys, path):
    token = keys.encrypt("p1", {"name": "王"})
    assert SubjectKeys(str(path)).decrypt("p1", token) == {"name": "王"}


def test_an_erased_subject_reads_as_none_and_never_gets_a_key_again(keys):
    token = keys.encrypt("p1", {"name": "王"})
    other = keys.encrypt("p2", {"name": "李"})
    keys.erase("p1")
    keys.erase("p1")
    assert keys.decrypt("p1", token) is None
    assert keys.decrypt("p2", other) == {"name": "李"}
    with pytest.raises(WrongState) as refused:
        keys.encrypt("p1", {"name": "王"})
    assert refused.value.code == "identity-erased"
    assert refused.value.details["state"] == "erased"


def test_a_subject_can_be_erased_before_it_ever_had_a_key(keys):
    keys.erase("p1")
    with pytest.raises(WrongState):
        keys.encrypt("p1", {})


def test_no_trace_of_an_erased_key_stays_in_the_files(keys, path):
    keys.encrypt("p1", {"name": "王"})
    key = stored_key(path, "p1")
    assert any(key in file.read_bytes() for file in path.parent.iterdir())
    keys.erase("p1")
    assert not any(key in file.read_bytes() for file in path.parent.iterdir())


def test_a_token_of_one_subject_is_not_taken_for_another(keys):
    token = keys.encrypt("p1", {"name": "王"})
    keys.encrypt("p2", {})
    with pytest.raises(Undecipherable):
        keys.decrypt("p2", token)


def test_a_lost_key_is_not_mistaken_for_an_erased_one(keys):
    with pytest.raises(Undecipherable, match="lost"):
        keys.decrypt("never-seen", "AAAA")


@pytest.mark.parametrize("damage", ["", "中文", "AAAA", "!!"])
def test_a_damaged_token_is_a_clear_error(keys, damage):
    keys.encrypt("p1", {})
    with pytest.raises(Undecipherable):
        keys.decrypt("p1", damage)


def test_a_changed_token_is_noticed(keys):
    raw = bytearray(urlsafe_b64decode(keys.encrypt("p1", {"name": "王"})))
    raw[-1] ^= 1
    with pytest.raises(Undecipherable):
        keys.decrypt("p1", urlsafe_b64encode(bytes(raw)).decode())


def test_a_file_is_encrypted_as_it_is_and_gone_with_the_key(keys):
    content = bytes(range(256)) * 100
    token = keys.encrypt_bytes("p1", content)
    assert len(token) < 1.4 * len(content)
    assert keys.decrypt_bytes("p1", token) == content
    keys.erase("p1")
    assert keys.decrypt_bytes("p1", token) is None


def test_many_threads_agree_on_one_key_for_a_subject(keys):
    def work(number):
        return [(f"p{subject}", keys.encrypt(f"p{subject}", {"n": number})) for subject in range(5)]

    with ThreadPoolExecutor(8) as pool:
        tokens = [token for done in pool.map(work, range(8)) for token in done]
    assert len(tokens) == 40
    assert all(keys.decrypt(subject, token) is not None for subject, token in tokens)


def test_the_database_is_durable_and_for_its_owner_only(keys, path):
    connection = keys._connection()
    assert connection.pragma("journal_mode") == "wal"
    assert connection.pragma("synchronous") == 2
    assert connection.pragma("secure_delete") == 1
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["postgresql://host/keys", "postgres://host/keys"])
def test_postgresql_is_refused_with_what_to_use_instead(url):
    with pytest.raises(KeysUnusable, match="sqlite:///"):
        SubjectKeys(url)


def test_an_unsound_sqlite_is_refused(path, monkeypatch):
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.40.1")
    with pytest.raises(KeysUnusable, match=r"3\.40\.1"):
        SubjectKeys(str(path))


def test_a_prepared_subject_has_its_key_on_disk_before_it_is_used(keys, path):
    subjects = PreparedSubjects(keys, CountingIds(), stock=3)
    drawn = [subjects.new() for _ in range(4)]
    assert len(set(drawn)) == 4
    for subject in drawn:
        key = stored_key(path, subject)
        assert key
        keys.encrypt(subject, {"text": "x"})
        assert stored_key(path, subject) == key


def test_several_threads_never_draw_the_same_subject(keys):
    subjects = PreparedSubjects(keys, CountingIds(), stock=5)
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda _: subjects.new(), range(200)))
    assert len(set(drawn)) == 200


def test_preparing_an_erased_subject_gives_it_no_key(keys, path):
    keys.erase("gone")
    keys.prepare(["gone"])
    assert stored_key(path, "gone") is None


def test_what_is_sealed_to_a_drawn_key_opens_until_that_key_is_erased(keys, path):
    one, other = keys.draw_seal_keys(2)
    boxes = {key: seal(key, {"name": "王"}) for key in (one, other)}
    assert SubjectKeys(str(path)).unseal(one, boxes[one]) == {"name": "王"}
    keys.erase("p1", seal_subject(one))
    with pytest.raises(Undecipherable, match="erased"):
        keys.unseal(one, boxes[one])
    assert keys.unseal(other, boxes[other]) == {"name": "王"}
    assert (keys.erased("p1"), keys.erased(seal_subject(other)), keys.erased("nobody")) == (True, False, False)


def test_a_key_that_was_never_drawn_opens_nothing_and_counts_as_missing(keys):
    (drawn,) = keys.draw_seal_keys(1)
    with pytest.raises(Undecipherable, match="lost"):
        keys.unseal("ab" * 32, "x")
    with pytest.raises(Unsealable):
        keys.unseal(drawn, seal(keys.draw_seal_keys(1)[0], {}))
    keys.erase(seal_subject(drawn))
    assert keys.missing_seal_keys([drawn, "ab" * 32]) == ["ab" * 32]
