"""The floor of filing: a bare Flask route that validates the same JSON and commits one row.

Run by gunicorn with the services' own settings, on a database of the same kind. No accounts, no log, no encryption.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, request
from marshmallow import Schema

from shared.eventlog import open_database
from shared.ids import RandomIds


def create_app(schema: Schema) -> Flask:
    app = Flask("floor")
    database = open_database(os.environ["SUNSHINE_DATABASE"])
    database.create("CREATE TABLE IF NOT EXISTS petitions (id TEXT PRIMARY KEY, kind TEXT, about TEXT, text TEXT)")
    ids = RandomIds()

    @app.get("/readyz")
    def ready() -> dict[str, Any]:
        return {}

    @app.post("/api/petitions")
    def file() -> tuple[dict[str, Any], int]:
        petition = schema.load(request.get_json())
        petition_id = ids.new()
        with database.write() as tx:
            row = (petition_id, petition["kind"], petition["about"], petition["text"])
            tx.execute("INSERT INTO petitions VALUES (?, ?, ?, ?)", row)
        return {"petition": petition_id}, 201

    return app


def oversight() -> Flask:
    from services.oversight.schemas.petitions import NewPetition

    return create_app(NewPetition())


def feedback() -> Flask:
    from services.feedback.schemas.petitions import Petition

    return create_app(Petition())
