"""One immutable edition of all cards: everything a reader can ask for, as it stood at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING

from bot.cards.fulltext.engine import FullText
from bot.cards.quotations import Quotations
from bot.cards.schema import Card, Kind, Source
from bot.cards.search import LIMIT, NameIndex, Suggestion
from bot.cards.text import fold
from bot.cards.ties import Bond, bonds
from bot.cards.timeline import Entry, timeline_of
from bot.cards.weights import Weight, weigh
from bot.errors import CardNotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from bot.cards.evidence import Evidence

_SUGGESTIONS = 5  # the buttons one row holds
LATEST = 25  # cards that an edition can name at once as the last to have changed


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything a reader can ask for, as it stood at one moment. Read freely, from anywhere; it never changes.

    ``date`` is the day of the latest change to a published card; ``places`` say where in the timeline each dated card
    stands, by its id; ``weights`` what rests on each article that is cited.
    """

    number: str
    date: date | None
    cards: Mapping[str, Card]
    sources: Mapping[str, Source]
    published: Mapping[str, Card]
    bonds: Mapping[str, tuple[Bond, ...]]
    timeline: tuple[Entry, ...]
    places: Mapping[str, int]
    quotations: Quotations
    changed_last: tuple[str, ...]
    names: NameIndex
    evidence: Evidence
    weights: Mapping[str, Weight]
    fulltext: FullText

    def find(self, text: str, kind: Kind | None = None) -> Card:
        """Return the published card that ``text`` names by id, name, alias or something close to one.

        Raises CardNotFound with the closest cards when none or several answer to it.
        """
        if not fold(text):
            raise CardNotFound(text)
        chosen = self.published.get(text)
        if chosen and kind in {None, chosen.kind}:
            return chosen  # in autocomplete, whose values are ids; one may be the name of another card besides
        candidates = self.names.called(text, kind) or self.suggest(text, kind, _SUGGESTIONS)
        if len(candidates) == 1:
            return self.published[candidates[0].card_id]
        # Somebody who asks /who for OpenAI should be shown OpenAI, so all kinds are looked through.
        closest = candidates or self.names.called(text, None) or self.names.closest(text, kind, _SUGGESTIONS)
        raise CardNotFound(text, [suggestion.card_id for suggestion in closest[:_SUGGESTIONS]])

    def called(self, name: str) -> list[Card]:
        """Return the published cards with exactly this name or id, of whatever kind."""
        return [self.published[suggestion.card_id] for suggestion in self.names.called(name, None)]

    def suggest(self, typed: str, kind: Kind | None = None, limit: int = LIMIT) -> tuple[Suggestion, ...]:
        """Return what to offer at a keystroke: at most ``limit`` published cards, best first."""
        return self.names.complete(typed, kind, limit)

    def about(self, topic: str) -> frozenset[str]:
        """Return the ids of the published cards tied to the card ``topic``, with itself."""
        return frozenset([topic, *(bond.card for bond in self.bonds_of(topic))]) & self.published.keys()

    def has_timeline(self, topic: str) -> bool:
        """Tell whether anything in the timeline is about the card ``topic``, as ``about`` has it."""
        return topic in self.places or any(bond.card in self.places for bond in self.bonds_of(topic))

    def timeline_about(self, topic: str) -> list[Entry]:
        """Return what in the timeline is about the card ``topic``, in order."""
        places = sorted(self.places[card_id] for card_id in self.about(topic) if card_id in self.places)
        return [self.timeline[place] for place in places]

    def latest(self, count: int) -> list[Card]:
        """Return the published cards that changed last, of those of one day the best connected; at most ``LATEST``."""
        return [self.published[card_id] for card_id in self.changed_last[:count]]

    def bonds_of(self, card_id: str) -> tuple[Bond, ...]:
        return self.bonds.get(card_id, ())


def assemble(number: str, loaded: Mapping[str, Card | Source], evidence: Evidence) -> Edition:
    """Put cards and sources, by their file, together."""
    cards = {card.id: card for card in loaded.values() if isinstance(card, Card)}
    published = {card.id: card for card in cards.values() if card.published}
    ties = bonds(published)
    timeline = timeline_of(published, ties)
    return Edition(
        number=number,
        date=max((card.updated.first_day for card in published.values()), default=None),
        cards=cards,
        sources={card.id: card for card in loaded.values() if isinstance(card, Source)},
        published=published,
        bonds=ties,
        timeline=timeline,
        places={entry.card_id: place for place, entry in enumerate(timeline)},
        quotations=Quotations(published.values(), ties),
        changed_last=_changed_last(published.values(), ties),
        names=NameIndex(published.values()),
        evidence=evidence,
        weights=weigh(published.values(), evidence),
        fulltext=FullText(published.values()),
    )


def _changed_last(published: Iterable[Card], ties: Mapping[str, tuple[Bond, ...]]) -> tuple[str, ...]:
    def place(card: Card) -> tuple[int, int, str]:
        return -card.updated.first_day.toordinal(), -len(ties.get(card.id, ())), card.id

    return tuple(card.id for card in nsmallest(LATEST, published, key=place))


class Library:
    """Holds the edition being served. Swapping is one assignment, so a reader never sees half of one.

    Take ``edition`` once at the start of an answer and use that reference to its end.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._keepers: list[Callable[[Edition], object]] = []

    def kept_by(self, give_up: Callable[[Edition], object]) -> None:
        """Have ``give_up`` called with an edition that has left: it lets go of it, and returns what was made of it."""
        self._keepers.append(give_up)

    def recall(self, edition: Edition) -> list[object]:
        """Have everybody let go of ``edition``, and return what they made of it."""
        return [give_up(edition) for give_up in self._keepers]
