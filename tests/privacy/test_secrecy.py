"""What `make privacy` proves of a whole quarter, in small: no word of a petitioner lies about, what is erased is gone.

Each search is shown to find what is put there for it to find.
"""

import base64
import json
import sqlite3

import pytest

from services.feedback import filing as at_the_village
from services.oversight.casework import filing
from services.oversight.casework import petitions as casework
from services.oversight.schemas.petitions import NewPetition
from shared.web.roles import LEADER, Account
from tests.privacy.needles import search, spellings
from tests.privacy.places import databases, files, readable
from tests.privacy.recovering import Keys, read_with, tokens

ZHAO = Account("zhao", "赵镇长", LEADER, "township-government", None)
ERASED = {
    "kind": "claim",
    "about": "family-planning-office",
    "title": "邻居家里的一桩旧事",
    "text": "隔壁欧阳家去年冬天的一桩家务旧事，想请政府出面说一句公道话。",
    "name": "欧阳建国",
    "contact": "13912345678",
}
KEPT = {
    **ERASED,
    "title": "独生子女奖励拖欠",
    "text": "应于三月发放的独生子女父母奖励至今没有领到。",
    "name": "司马玉兰",
    "contact": "13712345678",
}


def words(petition):
    return [petition[name] for name in ("title", "text", "name", "contact")]


def lying_about(folder):
    return [*files(folder), *databases(folder)]


@pytest.fixture
def filed(pair):
    """Both petitions have come from the village, and one more of each over the counter; the codes of all."""
    pair.talk()
    codes = [at_the_village.file_petition(pair.village, each, None) for each in (ERASED, KEPT)]
    here = [filing.file_petition(pair.oversight, NewPetition().load(each), None, None) for each in (ERASED, KEPT)]
    pair.talk()
    ids = [codes[0].petition, here[0]["petition"]]
    return ids, [code.receipt_code for code in codes] + [each["receipt_code"].replace(" ", "") for each in here]


def erase(pair, ids):
    for petition in ids:
        given = {"reason": "private_matter", "where_to_go": "请找村人民调解委员会。"}
        casework.act(pair.oversight, ZHAO, petition, "decline", given)
    pair.talk()


def test_nothing_of_a_petitioner_lies_about_before_or_after_erasure(pair, filed):
    ids, codes = filed
    for moment in ("before", "after"):
        pair.back_up(moment)
        assert search([*words(ERASED), *words(KEPT), *codes], lying_about(pair.folder)) == []
        if moment == "before":
            erase(pair, ids)


def test_with_every_key_that_is_left_nobody_reads_what_was_erased(pair, filed):
    ids, _ = filed
    pair.back_up("daily")
    before = read_with(Keys().take(pair.folder), tokens(readable(pair.folder)))
    assert [word for word in words(ERASED) if word not in before] == [], "the attack is a real one"
    erase(pair, ids)

    copy = pair.folder / "keys-daily.db"
    still = read_with(Keys().take(pair.folder), tokens(readable(pair.folder)))
    assert [word for word in words(ERASED) if word in still] == words(ERASED), "with a copy of the keys from before"
    copy.unlink()  # which is why copies of keys are kept for days

    after = read_with(Keys().take(pair.folder), tokens(readable(pair.folder)))
    assert [word for word in words(ERASED) if word in after] == []
    assert [word for word in words(KEPT) if word not in after] == [], "what was not erased is still read"


def test_an_erased_key_lies_in_no_file(pair, filed):
    ids, _ = filed
    known = Keys().take(pair.folder).known
    erase(pair, ids)
    gone = known - Keys().take(pair.folder).known
    assert len(gone) == 3, "two petitions' own, and the one that the village sealed to"
    for key in gone:
        told = [key, key.hex().encode(), base64.b64encode(key)[:-2], base64.urlsafe_b64encode(key)[:-2]]
        assert [name for name, content in lying_about(pair.folder) if any(one in content for one in told)] == []


def test_without_one_time_keys_the_long_term_key_would_open_it_for_ever(pair):
    """What the seal keys are for; and what holds for a village that has run out of them."""
    receipt = at_the_village.file_petition(pair.village, ERASED, None)  # nobody has offered keys yet
    pair.talk()
    erase(pair, [receipt.petition])
    assert ERASED["name"] in read_with(Keys().take(pair.folder), tokens(readable(pair.folder)))


PLANTS = {
    "a log": lambda path, words: path.write_text(f"request from {words}\n"),
    "JSON in a log": lambda path, words: path.write_text(json.dumps({"name": words})),
    "half of it in UTF-16": lambda path, words: path.write_bytes(words[4:].encode("utf-16")),
    "base64": lambda path, words: path.write_bytes(b"ab" + base64.b64encode(b"xy" + words.encode() + b"z")),
    "GBK in a backup": lambda path, words: path.write_bytes(__import__("gzip").compress(words.encode("gbk"))),
    "an address": lambda path, words: path.write_text(
        "GET /follow?name=" + __import__("urllib.parse").parse.quote(words)
    ),
    "hex": lambda path, words: path.write_text(words.encode().hex()),
}


@pytest.mark.parametrize("where", PLANTS)
def test_the_search_finds_what_lies_there(tmp_path, where):
    PLANTS[where](tmp_path / "planted", KEPT["text"])
    assert search(words(KEPT), files(tmp_path)) != []
    assert search(words(ERASED), files(tmp_path)) == []


def test_the_search_finds_a_text_that_is_torn_into_pages_of_a_database(tmp_path):
    connection = sqlite3.connect(tmp_path / "torn.db")
    connection.execute("CREATE TABLE t (text TEXT)")
    connection.execute("INSERT INTO t VALUES (?)", ("x" * 4040 + KEPT["name"] * 3 + "x" * 9000,))
    connection.commit()
    connection.close()
    assert search([KEPT["name"]], databases(tmp_path)) != []


def test_a_telephone_number_is_searched_for_in_every_spelling():
    spelt = spellings("13712345678")
    assert b"13712345678" in spelt
    assert base64.b64encode(b"tel:13712345678")[8:16] in b"".join(spelt)
    assert "13712345678".encode("utf-16-le") in spelt
