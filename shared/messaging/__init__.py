"""How services tell one another what happened, and lose nothing: the protocol of docs/messaging.md.

The feed (the outbox table, read over HTTP) is the truth; the bus (kombu) is the fast path and may lose, repeat
or reorder anything. Both carry the same thing, a page: consecutive numbered messages under one signature.
"""
