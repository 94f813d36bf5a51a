"""Two cards of a kind that are set side by side."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.cards.text import shortened
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain

# Which of the two something is said of: the head of every page gives both their names.
FIRST, SECOND = "①", "②"
MARKS = (FIRST, SECOND)

# The heading has a name in full; in a sentence about a card, this much of it tells which of the two it is.
_LONGEST_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class Pair:
    """Two published cards of one kind, and the edition and the words to compare them in."""

    first: Card
    second: Card
    edition: Edition
    localizer: Localizer

    @property
    def cards(self) -> tuple[Card, Card]:
        return self.first, self.second

    @property
    def both_ways(self) -> tuple[tuple[Card, Card], tuple[Card, Card]]:
        return (self.first, self.second), (self.second, self.first)

    def name(self, card: Card) -> str:
        """Return what ``card`` is called in a sentence, escaped."""
        return plain(shortened(card.name.to(self.localizer.language), _LONGEST_NAME))

    @property
    def names(self) -> tuple[str, str]:
        return self.name(self.first), self.name(self.second)
