"""What stands below every page, in small print."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cards.library import Edition
from bot.presentation.dates import day_in_words
from bot.presentation.localizer import Localizer


def footer(edition: Edition, localizer: Localizer, *, page: int = 0, pages: int = 1, parts: Iterable[str] = ()) -> str:
    """Return the edition with its date, ``parts``, and where among ``pages`` this one is (``page`` counts from 0)."""
    words = [edition_in_words(edition, localizer), *parts]
    if pages > 1:
        words.append(localizer.gettext("page {page} of {pages}").format(page=page + 1, pages=pages))
    return "-# " + " · ".join(words)


def edition_in_words(edition: Edition, localizer: Localizer) -> str:
    """Return ``Edition 4f2a91c of 22 November 2026``; the day is that of the latest change to a card."""
    if edition.date is None:
        return localizer.gettext("Edition {number}").format(number=edition.number)
    day = day_in_words(edition.date, localizer)
    return localizer.gettext("Edition {number} of {day}").format(number=edition.number, day=day)
