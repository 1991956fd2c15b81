"""Every village always has keys ahead that serve for one petition each: see docs/decisions/0023."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from services.oversight.domain.seal_keys import OfferSealKeys
from services.oversight.views import seal_keys
from services.oversight.views.seal_keys import Stock
from shared.district import Village
from shared.node import Node
from shared.privacy.subject_keys import SubjectKeys

AHEAD = 100
"""Keys a village has after an offer: what it may file while it hears nothing."""
LOW = 50
"""With so many left, as far as is known here, it is offered more."""


def offer_where_short(node: Node, keys: SubjectKeys, villages: Iterable[Village]) -> int:
    """Offer keys to one village that has too few; return whether there was one. None before it has been heard."""
    with node.application.database.read() as tx:
        epochs, stocks = node.inbox.epochs(tx), seal_keys.stocks(tx)
    for village in villages:
        epoch, stock = epochs.get(f"/feedback/{village.id}", ""), stocks.get(village.id, Stock())
        if epoch and (stock.epoch != epoch or stock.unused <= LOW):
            left = stock.unused if stock.epoch == epoch else 0
            _offer(node, keys, village.id, replace(stock, epoch=epoch, unused=left))
            return 1
    return 0


def offer_in_place_of_lost(node: Node, keys: SubjectKeys) -> list[str]:
    """Offer keys in place of those whose private halves are lost, and return to which villages."""
    with node.application.database.read() as tx:
        stocks = seal_keys.stocks(tx)
        short = [village for village in stocks if keys.missing_seal_keys(seal_keys.unused(tx, village))]
    for village in short:
        _offer(node, keys, village, replace(stocks[village], unused=0), instead=True)
    return short


def _offer(node: Node, keys: SubjectKeys, village: str, stock: Stock, *, instead: bool = False) -> None:
    """Private halves are on disk before public ones are told; a crash in between leaves some that seal nothing."""
    drawn = tuple(keys.draw_seal_keys(AHEAD - stock.unused))
    offer = OfferSealKeys(
        node.application.ids.new(), stock.epoch, drawn, instead, stock.offers, node.config.clock.now()
    )
    node.application.handle("seal_keys", village, offer, actor="clock")
