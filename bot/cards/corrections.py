"""Corrections: what was wrong in a card that readers saw, and is right now."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.diagnostics import Finding
from bot.cards.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bot.cards.document import Path
    from bot.cards.library import Edition
    from bot.cards.schema import Card, Correction
    from bot.cards.text import Text


class Corrected(NamedTuple):
    """A correction of a published card; ``note`` says what was wrong."""

    card_id: str
    date: date
    note: Text

    @property
    def key(self) -> str:
        """What tells it from others of its card, also from those of the same day: at most 23 characters.

        A note in other words is another correction: digests that show the old one are to show the new one.
        """
        digest = hashlib.blake2b(f"{self.note.fr}\n{self.note.en}".encode(), digest_size=6)
        return f"{self.date.isoformat()}-{digest.hexdigest()}"


def newest_first(card: Card) -> list[Correction]:
    """Return the corrections of ``card``, wherever in its list they were written."""
    return sorted(card.corrections, key=lambda correction: correction.date.first_day, reverse=True)


def corrections_since(edition: Edition, day: date) -> tuple[Corrected, ...]:
    """Return the corrections of published cards dated ``day`` or later, in the order in which they were made."""
    found = [
        Corrected(card.id, correction.date.first_day, correction.note)
        for card in edition.published.values()
        for correction in card.corrections
        if correction.date.first_day >= day
    ]
    return tuple(sorted(found, key=lambda correction: (correction.date, correction.card_id)))


def misplaced_corrections(file: str, card: Card) -> Iterator[Finding]:
    """Yield what is wrong with the corrections of ``card`` beside each other, and beside its ``updated``."""
    if not card.corrections:
        return
    yield from _twice(file, card)
    latest = max(range(len(card.corrections)), key=lambda index: card.corrections[index].date.first_day)
    day = card.corrections[latest].date
    if day.first_day > card.updated.first_day:
        yield Finding(
            file=file,
            path=("updated",),
            code="D05",
            message=f"this card was corrected on {day}, later than its last update",
            help=f"write {day}, since a correction is a change that matters; or mend the day of the correction",
            related=((file, ("corrections", latest, "date"), "corrected here"),),
        )


def _twice(file: str, card: Card) -> Iterator[Finding]:
    seen: dict[tuple[date, str, str], Path] = {}
    for index, correction in enumerate(card.corrections):
        path = ("corrections", index)
        said = correction.date.first_day, fold(correction.note.fr), fold(correction.note.en)
        first = seen.setdefault(said, path)
        if first != path:
            message, remedy = "this correction is there already", "keep one of the two"
            related = ((file, (*first, "date"), "the first one"),)
            yield Finding(file=file, path=(*path, "date"), code="U04", message=message, help=remedy, related=related)


def corrected_too_soon(cards: Mapping[str, Card], today: date) -> Iterator[Finding]:
    """Yield the corrections in ``cards``, by file, that are dated after ``today``.

    A warning, and for those who write: what an edition is made of must not depend on when it is made.
    """
    for file, card in cards.items():
        for index, correction in enumerate(card.corrections):
            if correction.date.first_day > today:
                message = f"{correction.date} is still to come, and readers are told of a correction on that day"
                remedy = "write the day on which you correct the card, and the same in `updated`"
                yield Finding(file=file, path=("corrections", index, "date"), code="D06", message=message, help=remedy)
