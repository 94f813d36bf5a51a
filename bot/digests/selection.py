"""What a digest says: the cards that are news to a subscription, one story or quotation, and what this day recalls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeGuard

from bot.cards.schema import Quote, Story

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from bot.cards.library import Edition
    from bot.cards.schema import Card
    from bot.cards.timeline import Entry
    from bot.digests.memory import Memory

# Cards of a first digest: it introduces the library, and a row of buttons leads to all of them.
WELCOMING = 5
# Anniversaries of one digest. They come on top of the news, and so may not crowd it.
_RECALLED = 3

Piece = Story | Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The content of one digest about ``topics``, from the edition of that ``number``.

    ``welcome`` marks the first digest of a subscription, whose ``fresh`` cards introduce the library rather than
    announce news. ``received`` has, for each of the ``changed`` cards, the ``updated`` that was received before.
    ``featured`` is a story or a quotation that has not been told here yet. ``memory`` is what is known once all of
    this has been received. ``left_out`` counts news beyond the limit; ``memory`` lacks it, so it comes next time.
    """

    number: str
    topics: tuple[str, ...]
    fresh: tuple[Card, ...]
    changed: tuple[Card, ...]
    featured: Piece | None
    on_this_day: tuple[Entry, ...]
    welcome: bool
    memory: Memory
    received: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0

    @property
    def nothing_new(self) -> bool:
        """Whether there is no reason to post: a story that was there already is none, nor is an anniversary."""
        return not self.fresh and not self.changed


def select(edition: Edition, topics: Sequence[str], memory: Memory, today: date, *, limit: int) -> Selection:
    """Choose at most ``limit`` news about ``topics`` (none: everything) for whoever has received ``memory``.

    What was never received is news, however old it is: so, once a topic is added, its cards come, the newest first
    and ``limit`` at a time. Only a first digest, of an empty memory, takes all that it does not show as known.
    ``today`` is the local date of the occurrence.
    """
    scope = _Scope(edition, tuple(topics), _in_scope(edition, topics), today)
    return _news(scope, memory, limit) if memory.cards else _welcome(scope, memory, min(limit, WELCOMING))


def stamp(card: Card) -> str:
    """Return ``card.updated`` as text that sorts by time (``2026-11-21``)."""
    return card.updated.first_day.isoformat()


@dataclass(frozen=True, slots=True)
class _Scope:
    """All that a digest may be chosen from."""

    edition: Edition
    topics: tuple[str, ...]
    cards: Mapping[str, Card]
    today: date


def _in_scope(edition: Edition, topics: Sequence[str]) -> Mapping[str, Card]:
    if not topics:
        return edition.published
    wanted = frozenset[str]().union(*(edition.about(topic) for topic in topics))
    return {card_id: edition.published[card_id] for card_id in sorted(wanted)}


def _welcome(scope: _Scope, memory: Memory, limit: int) -> Selection:
    """Introduce the best connected cards, and a story. The others count as known: they are a library, not news."""

    def place(card: Card) -> tuple[int, str]:
        return -len(scope.edition.bonds_of(card.id)), card.id

    cards = scope.cards
    stories = [card for card in cards.values() if isinstance(card, Story)]
    featured: Piece | None = min(stories, key=place, default=None)
    best = sorted((card for card in cards.values() if card is not featured), key=place)[:limit]
    if featured and not best:
        best, featured = [featured], None
    return Selection(
        number=scope.edition.number,
        topics=scope.topics,
        fresh=tuple(best),
        changed=(),
        featured=featured,
        on_this_day=_anniversaries(scope, cards.keys() - _ids(best)),
        welcome=bool(best),
        memory=memory.grown(_stamps(cards.values()), _told(best, featured)),
    )


def _news(scope: _Scope, memory: Memory, limit: int) -> Selection:
    """Tell what came or changed, the newest first."""
    known = memory.cards
    news = [card for card in scope.cards.values() if stamp(card) > known.get(card.id, "")]
    news.sort(key=lambda card: card.id)
    news.sort(key=stamp, reverse=True)
    told = news[:limit]
    changed = tuple(card for card in told if card.id in known)
    featured = _featured(scope, told, memory)
    return Selection(
        number=scope.edition.number,
        topics=scope.topics,
        fresh=tuple(card for card in told if card.id not in known),
        changed=changed,
        featured=featured,
        on_this_day=_anniversaries(scope, scope.cards.keys() - _ids(told)),
        welcome=False,
        memory=memory.grown(_stamps(told), _told(told, featured)),
        received={card.id: known[card.id] for card in changed},
        left_out=len(news) - len(told),
    )


def _featured(scope: _Scope, told: Collection[Card], memory: Memory) -> Piece | None:
    """Choose the story or quotation that has most to do with what is ``told``, then the latest, then the best tied.

    One that is news itself, and has only had no room yet, waits until it is told as such.
    """
    about = _ids(told)

    def merit(piece: Piece) -> tuple[int, str, int, str]:
        bonds = scope.edition.bonds_of(piece.id)
        return sum(bond.card in about for bond in bonds), stamp(piece), len(bonds), piece.id

    untold = (
        card
        for card in scope.cards.values()
        if _is_piece(card) and card.id not in memory.told and stamp(card) <= memory.cards.get(card.id, "")
    )
    return max(untold, key=merit, default=None)


def _anniversaries(scope: _Scope, card_ids: Collection[str]) -> tuple[Entry, ...]:
    """Return what is dated to this very day of an earlier year; an uncertain date makes no anniversary.

    Of many, the best connected; all in the order of the timeline.
    """
    edition = scope.edition
    recalled = [entry for entry in edition.timeline if entry.card_id in card_ids and _recurs(entry, scope.today)]
    best = sorted(recalled, key=lambda entry: -len(edition.bonds_of(entry.card_id)))[:_RECALLED]
    return tuple(entry for entry in recalled if entry in best)


def _recurs(entry: Entry, today: date) -> bool:
    date = entry.when.date
    same_day = (date.start.month, date.start.day) == (today.month, today.day)
    return same_day and date.end is None and date.start.year < today.year and not date.start.marked


def _is_piece(card: Card) -> TypeGuard[Piece]:
    return isinstance(card, Piece)


def _told(cards: Iterable[Card], featured: Piece | None) -> frozenset[str]:
    """Return the stories and quotations that have had their turn: one that was news need not be told again."""
    return frozenset(card.id for card in (*cards, featured) if card and _is_piece(card))


def _ids(cards: Iterable[Card]) -> frozenset[str]:
    return frozenset(card.id for card in cards)


def _stamps(cards: Iterable[Card]) -> dict[str, str]:
    return {card.id: stamp(card) for card in cards}
