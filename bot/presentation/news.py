"""To be written."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.library import Edition
from bot.presentation import vocabulary
from bot.presentation.localizer import Localizer
from bot.presentation.routes import CatchUpRoute
from bot.presentation.sheet import Sheet


def news_pages(route: CatchUpRoute, card_ids: Sequence[str], edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page."""
    return [Sheet(vocabulary.COLOURS["event"], (localizer.language,))]
