from __future__ import annotations

import json

from pilot.documents import ASYNCAPI, TOLD_BY, asyncapi, text


def test_the_asyncapi_document_is_up_to_date() -> None:
    assert ASYNCAPI.read_text() == text(), "write it again: python -m pilot.documents"


def test_every_message_and_every_field_is_described() -> None:
    messages = asyncapi()["components"]["messages"]
    assert len(messages) == sum(len(told) for told in TOLD_BY.values())
    for message in messages.values():
        assert message["summary"]
        data = message["payload"]["allOf"][1]["properties"]["data"]
        assert all(field.get("description") for field in data["properties"].values()), json.dumps(data)
