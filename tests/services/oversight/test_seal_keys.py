"""Oversight keeps every village in keys, opens with them, and erases each with its petition."""

import pytest

from services.oversight.casework import seal_keys as offering
from services.oversight.views import seal_keys
from shared.privacy.sealing import key_and_box, seal_naming
from shared.privacy.subject_keys import SubjectKeys, Undecipherable
from tests.services.oversight.examples import CODE, PETITION, petition_filed
from tests.services.oversight.test_manage import manage

__all__ = ["manage"]
VILLAGE = "yangshe"


@pytest.fixture
def heard_from(service, clock):
    """A village has been heard, in this epoch."""

    def note(epoch="20260101-a", village=VILLAGE):
        with service.application.database.write() as tx:
            tx.execute(
                "INSERT INTO inbox VALUES (?, ?, 0, '', 0, ?, '')"
                " ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch",
                (f"/feedback/{village}", epoch, clock.now().isoformat()),
            )

    return note


@pytest.fixture
def offers(service):
    """What the villages have been told, from the first on."""

    def told():
        with service.application.database.read() as tx:
            recorded = service.application.log.after(tx, 0, 10_000)
        return [each for each in recorded if each.name == "seal-keys-offered"]

    return told


@pytest.fixture
def keys(heard_from, tick, offers):
    """The keys that the village was offered."""
    heard_from()
    tick()
    return offers()[0].event.keys


def sealed(key, **changed):
    return seal_naming(key, {**PETITION, "receipt_code": CODE, **changed})


def stock(service):
    with service.application.database.read() as tx:
        return seal_keys.stock(tx, VILLAGE)


@pytest.fixture
def decline(do):
    """Turned away as a private matter, whose text is not kept."""

    def make(petition):
        do("chen", petition, "decline", reason="private_matter", where_to_go="请找村人民调解委员会。")

    return make


def test_a_village_is_offered_as_many_keys_as_it_lacks_once_it_has_been_heard(service, tick, heard_from, offers):
    tick()
    assert offers() == []
    heard_from()
    tick()
    tick()
    [first] = offers()
    assert (first.id, len(first.event.keys), first.event.epoch) == (VILLAGE, 100, "20260101-a")
    assert service.keys.missing_seal_keys(first.event.keys) == []
    assert stock(service).unused == 100


def test_the_stock_is_filled_up_in_one_event_when_half_is_used(service, hear, clock, keys, tick, offers):
    for number, key in enumerate(keys[:50]):
        hear(petition_filed(clock.now(), petition=f"p{number}", sealed=sealed(key, receipt_code=code(number))))
    tick()
    assert [len(each.event.keys) for each in offers()] == [100, 50]
    assert stock(service).unused == 100


def code(number):
    from stdnum import luhn

    digits = f"{number:015d}"
    return digits + luhn.calc_check_digit(digits)


def test_a_village_that_was_put_back_is_offered_a_whole_new_stock(service, keys, heard_from, tick, offers):
    heard_from("20260201-b")
    tick()
    assert [(each.event.epoch, len(each.event.keys)) for each in offers()] == [("20260101-a", 100), ("20260201-b", 100)]
    assert stock(service).unused == 100


def test_a_petition_is_opened_and_erasing_it_erases_the_key_it_was_sealed_to(service, hear, clock, keys, decline, call):
    box = sealed(keys[0])
    hear(petition_filed(clock.now(), sealed=box))
    assert stock(service).unused == 99
    answer = call("zhao", "POST", "/api/petitions/p-village/text", {"reason": "核查"})[1]
    assert answer["text"] == PETITION["text"]
    decline("p-village")
    assert service.keys.erased("p-village")
    with pytest.raises(Undecipherable, match="erased"):
        service.keys.unseal(*key_and_box(box))


def test_the_form_without_a_key_is_opened_with_the_long_term_one_and_counted(service, hear, clock, seal_key):
    hear(petition_filed(clock.now(), seal_key))
    assert (stock(service).without_key, stock(service).unused) == (1, 0)


def test_an_erased_petition_that_is_told_again_is_noted_and_blocks_nothing(service, hear, clock, keys, decline, tick):
    """Oversight was put back to a backup from before: the village's feed brings the petition again."""
    box = sealed(keys[0])
    hear(petition_filed(clock.now(), sealed=box))
    decline("p-village")
    with service.application.database.write() as tx:  # as the log of such a backup is
        tx.execute("DELETE FROM events WHERE stream = 'petition-p-village'")
        tx.execute("UPDATE events SET position = 1")
    service.application.rebuild()
    assert stock(service).unused == 100
    hear(petition_filed(clock.now(), sealed=box))
    with service.application.database.read() as tx:
        [noted] = [one for one in service.application.log.after(tx, 1, 100) if one.name == "erased-petition-heard"]
        assert (noted.event.petition, noted.event.seal_key) == ("p-village", keys[0])
    assert stock(service).unused == 99
    service.application.rebuild()
    assert stock(service).unused == 99


def test_another_petition_sealed_to_an_erased_key_is_not_taken_for_an_erased_one(service, hear, clock, keys, decline):
    hear(petition_filed(clock.now(), sealed=sealed(keys[0])))
    decline("p-village")
    with pytest.raises(Undecipherable, match="another petition"):
        hear(petition_filed(clock.now(), petition="p-other", sealed=sealed(keys[0], receipt_code=code(1))))


def test_putting_keys_back_brings_no_erased_seal_key_back_and_renews_lost_ones(
    service, config, hear, clock, keys, decline, manage, tmp_path, offers
):
    box = sealed(keys[0])
    hear(petition_filed(clock.now(), sealed=box))
    copy = tmp_path / "copy.db"
    assert manage("backup-keys", str(copy))[0] == 0
    decline("p-village")
    later = service.keys.draw_seal_keys(1)  # drawn after the copy, and offered
    event = offers()[0].event
    with service.application.unit(actor="clock") as unit:
        unit.append(f"seal_keys-{VILLAGE}", 1, [type(event)("o2", event.epoch, tuple(later), False, clock.now())])
    service.keys.close()
    for path in tmp_path.glob("keys.db*"):
        path.unlink()
    said = manage("restore-keys", str(copy))[1].out
    assert "told new ones in their place: yangshe" in said
    put_back = SubjectKeys(config.keys_database)
    assert put_back.erased("p-village")
    with pytest.raises(Undecipherable, match="erased"):
        put_back.unseal(*key_and_box(box))
    assert (offers()[-1].event.instead, len(offers()[-1].event.keys)) == (True, 100)
    assert put_back.missing_seal_keys(offers()[-1].event.keys) == []
    put_back.close()
    assert "No seal key is lost" in manage("renew-seal-keys")[1].out


def test_two_ticks_at_once_offer_once(service, heard_from, offers, monkeypatch):
    heard_from()
    drawing = service.keys.draw_seal_keys

    def draw(count):
        monkeypatch.undo()
        offering.offer_where_short(service.node, service.keys, service.joined.villages)
        return drawing(count)

    monkeypatch.setattr(service.keys, "draw_seal_keys", draw)
    offering.offer_where_short(service.node, service.keys, service.joined.villages)
    assert len(offers()) == 1
