"""What was corrected in a card, in small print above its foot."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.corrections import newest_first
from bot.cards.schema import Card
from bot.presentation.dates import date_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain


def correction_lines(card: Card, localizer: Localizer) -> Iterator[str]:
    """Yield when something in ``card`` was corrected and what it was, the latest first."""
    for correction in newest_first(card):
        words = localizer.gettext("Corrected on {date}: {note}").format(
            date=date_in_words(correction.date, localizer), note=plain(correction.note.to(localizer.language))
        )
        yield f"-# {words}"
