"""Writes docs/asyncapi.json from the contracts: ``python -m pilot.documents``. A test fails where it is out of date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from shared.contracts import PREFIX, MessageSchema, disclosure, feedback, oversight

ROOT = Path(__file__).resolve().parent.parent
ASYNCAPI = ROOT / "docs" / "asyncapi.json"
TOLD_BY: dict[str, dict[str, type[MessageSchema]]] = {
    "disclosure": disclosure.MESSAGES,
    "feedback": feedback.MESSAGES,
    "oversight": oversight.MESSAGES,
}
ENVELOPE = {
    "type": "object",
    "description": "A CloudEvents 1.0 JSON object, one line of a page; see docs/messaging.md.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "sequence", "epoch", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "epoch-sequence: unique for ever."},
        "source": {"type": "string", "description": "/oversight, /disclosure or /feedback/<village>."},
        "type": {"type": "string"},
        "subject": {"type": "string", "description": "The id of what it is about."},
        "time": {"type": "string", "format": "date-time", "description": "When it happened."},
        "datacontenttype": {"const": "application/json"},
        "sequence": {"type": "integer", "description": "Its number among the source's messages, without a gap."},
        "epoch": {"type": "string", "description": "Drawn when the source's database was made."},
        "correlationid": {"type": "string", "description": "What belongs together across services."},
        "causationid": {"type": "string", "description": "The event that caused it, as source:position."},
        "newertype": {
            "type": "string",
            "description": "The type of the same fact in a newer version; who knows that one passes this over.",
        },
    },
}


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 document of all messages."""
    spec = APISpec("", "", "3.1.0", plugins=[MarshmallowPlugin(schema_name_resolver=lambda schema: "")])
    converter = spec.plugins[0].converter  # type: ignore[attr-defined]
    messages: dict[str, Any] = {}
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for service, told in TOLD_BY.items():
        for name, schema in told.items():
            short = name.removeprefix(f"{PREFIX}.")
            messages[short] = {
                "name": name,
                "summary": (schema.__doc__ or "").strip(),
                "contentType": "application/cloudevents+json",
                "payload": {
                    "allOf": [
                        {"$ref": "#/components/schemas/Envelope"},
                        {
                            "properties": {
                                "type": {"const": name},
                                "data": {**converter.schema2jsonschema(schema()), "additionalProperties": True},
                            }
                        },
                    ]
                },
            }
        shorts = [name.removeprefix(f"{PREFIX}.") for name in told]
        channels[service] = {
            "address": "/feed",
            "description": f"The feed of {service}; the bus and the push carry the same pages.",
            "messages": {short: {"$ref": f"#/components/messages/{short}"} for short in shorts},
        }
        operations[f"{service}-tells"] = {"action": "send", "channel": {"$ref": f"#/channels/{service}"}}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Sunshine: what the services tell one another", "version": "1"},
        "channels": channels,
        "operations": operations,
        "components": {"schemas": {"Envelope": ENVELOPE}, "messages": messages},
    }


def text() -> str:
    return json.dumps(asyncapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    ASYNCAPI.write_text(text())
