"""The append-only event log and the database that it, the views and the outbox share."""

from shared.eventlog.codec import Codec, StoredType, UnknownEventError
from shared.eventlog.database import Database, Transaction, open_database
from shared.eventlog.log import ChainBrokenError, ConflictError, EventLog
from shared.eventlog.records import Metadata, Recorded

__all__ = [
    "ChainBrokenError",
    "Codec",
    "ConflictError",
    "Database",
    "EventLog",
    "Metadata",
    "Recorded",
    "StoredType",
    "Transaction",
    "UnknownEventError",
    "open_database",
]
