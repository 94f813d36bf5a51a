"""Two cards of a kind that are set side by side, and what is said of them, a paragraph at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.cards.text import shortened
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain

# The heading has a name in full; beside what is said of a card, this much of it tells which of the two it is.
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
        """Return what stands before a sentence about ``card``, escaped."""
        return plain(shortened(card.name.to(self.localizer.language), _LONGEST_NAME))

    @property
    def names(self) -> tuple[str, str]:
        return self.name(self.first), self.name(self.second)


class Paragraph(NamedTuple):
    """A label over lines, each of which can stand on another page, under the same label."""

    label: str
    lines: tuple[str, ...]

    def pieces(self) -> Iterator[str]:
        return (f"{self.label}\n{line}" for line in self.lines)

    def __str__(self) -> str:
        return "\n".join((self.label, *self.lines))
