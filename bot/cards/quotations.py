"""The quotations of an edition, in the order in which they are read, by speaker and by topic."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.cards.schema import Quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.cards.schema import Card
    from bot.cards.ties import Bond


class Quotations:
    """Sorted once: a member who types their way to a quotation asks for them at every keystroke."""

    def __init__(self, published: Iterable[Card], bonds: Mapping[str, Sequence[Bond]]) -> None:
        self._all = _newest_first([card for card in published if isinstance(card, Quote)])
        self._topics = {quote.id: _topics(bonds.get(quote.id, ())) for quote in self._all}
        self._by: defaultdict[str, list[Quote]] = defaultdict(list)
        self._about: defaultdict[str, list[Quote]] = defaultdict(list)
        for quote in self._all:
            self._by[quote.said_by].append(quote)
            for topic in self._topics[quote.id]:
                self._about[topic].append(quote)

    def find(self, person: str = "", topic: str = "") -> Sequence[Quote]:
        """Return those by ``person`` and about ``topic``, newest first and the undated last; "" is for all."""
        if person:
            quotes = self._by.get(person, [])
            return [quote for quote in quotes if topic in self._topics[quote.id]] if topic else quotes
        return self._about.get(topic, []) if topic else self._all

    def topics_of(self, quote: Quote) -> frozenset[str]:
        """Return the cards that a quotation is tied to; to have said it is no such tie."""
        return self._topics[quote.id]


def _newest_first(quotes: list[Quote]) -> list[Quote]:
    dated = [(quote.date.date.sort_key, quote) for quote in quotes if quote.date]
    dated.sort(key=itemgetter(0), reverse=True)
    return [*(quote for _, quote in dated), *(quote for quote in quotes if not quote.date)]


def _topics(bonds: Iterable[Bond]) -> frozenset[str]:
    return frozenset(bond.card for bond in bonds if bond.type != "said")
