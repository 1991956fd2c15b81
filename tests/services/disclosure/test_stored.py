"""Every event is written under a name of its own and read back as it was."""

import pytest

from services.disclosure.stored import CODEC
from tests.services.disclosure import examples, requesting

EVENTS = [*examples.EVENTS, *requesting.EVENTS]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_read_back_as_it_was_written(event):
    assert CODEC.load(*CODEC.dump(event)) == event


def test_every_stored_event_has_an_example():
    assert {stored.cls for stored in CODEC.types} == {type(event) for event in EVENTS}
