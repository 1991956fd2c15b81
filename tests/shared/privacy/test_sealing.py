import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PublicKey, SealedBox

from shared.privacy.sealing import Unsealable, key_and_box, new_seal_keys, seal, seal_naming, unseal

PRIVATE, PUBLIC = new_seal_keys()
json_objects = st.dictionaries(
    st.text(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)
)


@given(json_objects)
def test_what_is_sealed_comes_out_the_same(data):
    assert unseal(PRIVATE, seal(PUBLIC, data)) == data


def test_sealing_twice_shows_nothing_about_the_content_being_the_same():
    assert seal(PUBLIC, {"name": "王"}) != seal(PUBLIC, {"name": "王"})


def test_another_key_cannot_open_it():
    other, _ = new_seal_keys()
    with pytest.raises(Unsealable):
        unseal(other, seal(PUBLIC, {"name": "王"}))


@pytest.mark.parametrize("sealed", ["", "not base64 !", "AAAA", "中文", "====", "A" * 300])
def test_anything_else_is_unsealable_with_a_clear_error(sealed):
    with pytest.raises(Unsealable, match="damaged"):
        unseal(PRIVATE, sealed)


@given(st.integers(0, 60))
def test_a_changed_byte_is_noticed(at):
    raw = bytearray(base64.urlsafe_b64decode(seal(PUBLIC, {"a": "b" * 10})))
    raw[at % len(raw)] ^= 1
    with pytest.raises(Unsealable):
        unseal(PRIVATE, base64.urlsafe_b64encode(bytes(raw)).decode())


def test_a_sealed_list_is_not_an_object():
    box = SealedBox(PublicKey(bytes.fromhex(PUBLIC)))
    with pytest.raises(Unsealable, match="not an object"):
        unseal(PRIVATE, base64.urlsafe_b64encode(box.encrypt(b"[1]")).decode())


def test_a_box_names_the_key_it_is_sealed_to_or_none():
    named = key_and_box(seal_naming(PUBLIC, {"name": "王"}))
    assert (named[0], unseal(PRIVATE, named[1])) == (PUBLIC, {"name": "王"})
    plain = seal(PUBLIC, {"name": "王"})
    assert key_and_box(plain) == (None, plain)
