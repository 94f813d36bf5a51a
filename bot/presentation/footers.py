"""What stands below every page, in small print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from bot.cards.evidence import cited_by
from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.presentation.dates import day_in_words
from bot.presentation.localizer import Localizer


def footer(edition: Edition, localizer: Localizer, *, page: int = 0, pages: int = 1, parts: Iterable[str] = ()) -> str:
    """Return the edition with its date, ``parts``, and where among ``pages`` this one is (``page`` counts from 0)."""
    words = [edition_in_words(edition, localizer), *parts]
    if pages > 1:
        words.append(localizer.gettext("page {page} of {pages}").format(page=page + 1, pages=pages))
    return "-# " + " · ".join(words)


def sources_in_words(card: Card, localizer: Localizer) -> str:
    """Return on how many articles ``card`` rests."""
    return _count_in_words(len({citation.source for citation in cited_by(card)}), localizer)


@lru_cache(maxsize=64)  # hardly a card has more than a few
def _count_in_words(sources: int, localizer: Localizer) -> str:
    return localizer.ngettext("{count} source", "{count} sources", sources).format(count=localizer.number(sources))


def edition_in_words(edition: Edition, localizer: Localizer) -> str:
    """Return ``Edition 4f2a91c of 22 November 2026``; the day is that of the latest change to a card."""
    return _in_words(edition.number, edition.date, localizer)


@lru_cache(maxsize=16)  # it stands below every page
def _in_words(number: str, day: date | None, localizer: Localizer) -> str:
    if day is None:
        return localizer.gettext("Edition {number}").format(number=number)
    return localizer.gettext("Edition {number} of {day}").format(number=number, day=day_in_words(day, localizer))
