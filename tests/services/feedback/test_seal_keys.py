"""Each petition is sealed to a key of its own, for as long as the village has any."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.feedback import filing
from services.feedback.views import seal_keys
from shared.messaging.outbox import new_epoch
from shared.privacy.sealing import key_and_box, new_seal_keys, unseal
from tests.services.feedback.examples import keys_told

PRIVATE = dict(reversed(new_seal_keys()) for _ in range(40))
PUBLIC = tuple(PRIVATE)
GIVEN = {"kind": "claim", "about": "petition-office", "title": "路灯", "text": "路灯不亮。"}


@pytest.fixture
def epoch(service):
    with service.application.database.read() as tx:
        return service.application.outbox.epoch(tx).name


@pytest.fixture
def stock(service):
    def count():
        with service.application.database.read() as tx:
            return seal_keys.stock(tx, service.application.outbox.epoch(tx).name)

    return count


@pytest.fixture
def boxes(told):
    """Key and box of every petition told so far."""

    def found():
        sealed = [line["data"]["sealed"] for line in told() if line["type"].endswith("petition-filed.v1")]
        return [key_and_box(each) for each in sealed]

    return found


def test_every_petition_takes_a_key_of_its_own_and_the_long_term_one_when_none_is_left(
    service, hear, epoch, stock, boxes
):
    hear(keys_told(PUBLIC[:2], epoch))
    for _ in range(3):
        filing.file_petition(service, GIVEN, None)
    keys = [key for key, _ in boxes()]
    assert (set(keys[:2]), keys[2], stock()) == (set(PUBLIC[:2]), None, 0)
    for key, box in boxes()[:2]:
        assert unseal(PRIVATE[key], box)["text"] == GIVEN["text"]


def test_the_same_form_sent_again_takes_no_second_key(service, hear, epoch, stock):
    hear(keys_told(PUBLIC[:2], epoch))
    first = filing.file_petition(service, GIVEN, "f" * 32)
    assert filing.file_petition(service, GIVEN, "f" * 32) == first
    assert stock() == 1


def test_people_who_file_at_the_same_moment_never_share_a_key(service, hear, epoch, boxes):
    hear(keys_told(PUBLIC, epoch))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: filing.file_petition(service, GIVEN, None), range(40)))
    keys = [key for key, _ in boxes()]
    assert len(set(keys)) == 40
    assert None not in keys


def test_after_a_restore_no_key_serves_that_may_have_been_used_in_the_lost_history(service, hear, epoch, stock, boxes):
    """Its petition may have been erased, and the key with it: what is sealed to it then, nobody could ever open."""
    hear(keys_told(PUBLIC[:2], epoch))
    with service.application.database.write() as tx:
        service.application.outbox.begin_epoch(tx, new_epoch(service.now(), "restored"))
        restored = service.application.outbox.epoch(tx).name
    assert stock() == 0
    hear(keys_told(PUBLIC[:3], epoch, "o2"))  # heard again, and meant for the history before
    filing.file_petition(service, GIVEN, None)
    assert boxes()[0][0] is None
    hear(keys_told(PUBLIC[3:5], restored, "o3"))
    assert stock() == 2
    filing.file_petition(service, GIVEN, None)
    assert boxes()[1][0] in PUBLIC[3:5]


def test_keys_offered_in_place_of_lost_ones_replace_them(service, hear, epoch, stock, boxes):
    hear(keys_told(PUBLIC[:2], epoch), keys_told(PUBLIC[2:3], epoch, "o2", instead=True))
    assert stock() == 1
    filing.file_petition(service, GIVEN, None)
    assert boxes()[0][0] == PUBLIC[2]


def test_the_views_made_anew_hold_the_same_stock(service, hear, epoch, stock):
    hear(keys_told(PUBLIC, epoch))
    filing.file_petition(service, GIVEN, None)
    service.application.rebuild()
    assert stock() == 39
