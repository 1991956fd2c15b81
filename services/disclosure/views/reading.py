"""What readers find: publications by their words, by catalogue item, by month and by village.

One row a publication that was ever published: its present text. ``id`` is the log position of the publishing, so the
greatest is the newest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.disclosure.domain.publication import (
    CircularReceived,
    PublicationPublished,
    PublicationWithdrawn,
)
from services.disclosure.domain.text import Text
from shared import search
from shared.eventlog import Recorded, Transaction
from shared.eventlog.database import Row
from shared.markdown import to_plain

# Who a publication is meant for is mostly the same thousand villages: each such set stands in `audiences` once.
# `month` is 2026-03; `words` and `title_words` are terms, see shared/search.py. A circular is numbered before it is
# published: the number waits in `numbers`.
TABLES = """
CREATE TABLE IF NOT EXISTS readable (
    id INTEGER PRIMARY KEY, publication TEXT NOT NULL UNIQUE, item TEXT NOT NULL, month TEXT NOT NULL,
    published_on TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, audience TEXT NOT NULL,
    number TEXT NOT NULL, heading TEXT NOT NULL, body TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS readable_by_month ON readable (state, month, id, item, audience);
CREATE INDEX IF NOT EXISTS readable_by_item ON readable (state, item, month, id, audience);
CREATE SEARCH INDEX ON readable (title, words);
CREATE TABLE IF NOT EXISTS audiences (
    village TEXT NOT NULL, audience TEXT NOT NULL, PRIMARY KEY (village, audience)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS audiences_known ON audiences (audience);
CREATE TABLE IF NOT EXISTS numbers (publication TEXT PRIMARY KEY, number TEXT NOT NULL) WITHOUT ROWID
"""
