"""What a digest says: the cards that are news to this subscription, and what happened on this day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.cards.library import Edition, Entry
    from bot.cards.schema import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The content of one digest.

    ``welcome`` marks the first digest of a subscription, whose ``fresh`` cards introduce the library rather
    than announce news. ``seen`` is to be remembered once the digest has been received: card ids and their
    ``updated``. ``left_out`` counts news beyond the limit; it is not in ``seen``, so it comes next time.
    """

    number: str
    fresh: tuple[Card, ...]
    changed: tuple[Card, ...]
    on_this_day: tuple[Entry, ...]
    welcome: bool
    seen: Mapping[str, str]
    left_out: int = 0

    @property
    def nothing_new(self) -> bool:
        """Whether there is no reason to post. An anniversary alone is none: it would come every year."""
        return not self.fresh and not self.changed


def select(edition: Edition, topics: Sequence[str], seen: Mapping[str, str], today: date, *, limit: int) -> Selection:
    """Choose at most ``limit`` cards about ``topics`` (none: everything) for a reader who has ``seen`` these.

    ``seen`` maps card ids to the ``updated`` that was received (see ``stamp``); ``today`` is the local date
    of the occurrence.
    """
    cards = _in_scope(edition, topics)
    if seen:
        return _news(edition, cards, seen, today, limit)
    return _welcome(edition, cards, today, limit)


def stamp(card: Card) -> str:
    """Return ``card.updated`` as text that sorts by time (``2026-11-21``)."""
    return card.updated.first_day.isoformat()


def _in_scope(edition: Edition, topics: Sequence[str]) -> Mapping[str, Card]:
    if not topics:
        return edition.published
    wanted = frozenset[str]().union(*(edition.about(topic) for topic in topics))
    return {card_id: card for card_id, card in edition.published.items() if card_id in wanted}


def _welcome(edition: Edition, cards: Mapping[str, Card], today: date, limit: int) -> Selection:
    """Introduce the best connected cards. The others count as seen: they are a library, not news."""
    best = sorted(cards.values(), key=lambda card: (-len(edition.bonds_of(card.id)), card.id))[:limit]
    return Selection(
        number=edition.number,
        fresh=tuple(best),
        changed=(),
        on_this_day=_anniversaries(edition.timeline, cards.keys() - _ids(best), today),
        welcome=True,
        seen=_stamps(cards.values()),
    )


def _news(edition: Edition, cards: Mapping[str, Card], seen: Mapping[str, str], today: date, limit: int) -> Selection:
    """Tell what came or changed, the newest first."""
    news = [card for card in cards.values() if stamp(card) > seen.get(card.id, "")]
    news.sort(key=lambda card: card.id)
    news.sort(key=stamp, reverse=True)
    told = news[:limit]
    return Selection(
        number=edition.number,
        fresh=tuple(card for card in told if card.id not in seen),
        changed=tuple(card for card in told if card.id in seen),
        on_this_day=_anniversaries(edition.timeline, cards.keys() - _ids(told), today),
        welcome=False,
        seen=_stamps(told),
        left_out=len(news) - len(told),
    )


def _anniversaries(timeline: Iterable[Entry], card_ids: AbstractSet[str], today: date) -> tuple[Entry, ...]:
    """Return what is dated to this very day of an earlier year; an uncertain date makes no anniversary."""
    return tuple(
        entry
        for entry in timeline
        if entry.card_id in card_ids
        and entry.when.date.end is None
        and (entry.when.date.start.month, entry.when.date.start.day) == (today.month, today.day)
        and entry.when.date.start.year < today.year
        and not entry.when.date.start.uncertain
        and not entry.when.date.start.approximate
    )


def _ids(cards: Iterable[Card]) -> set[str]:
    return {card.id for card in cards}


def _stamps(cards: Iterable[Card]) -> dict[str, str]:
    return {card.id: stamp(card) for card in cards}
