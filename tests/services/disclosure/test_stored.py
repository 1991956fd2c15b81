"""Every event is written under a name of its own and read back as it was."""

import pytest

from services.disclosure.domain import posting, publication
from services.disclosure.stored import CODEC
from tests.services.disclosure.examples import POSTING_EVENTS, PUBLICATION_EVENTS

EVENTS = [*PUBLICATION_EVENTS, *POSTING_EVENTS]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_read_back_as_it_was_written(event):
    assert CODEC.load(*CODEC.dump(event)) == event


def test_every_event_has_a_stored_name_and_an_example():
    known = {*publication.Event.__args__, *posting.Event.__args__}
    assert {stored.cls for stored in CODEC.types} == known == {type(event) for event in EVENTS}
