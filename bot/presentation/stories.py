"""To be written."""

from __future__ import annotations

from bot.cards.library import Edition
from bot.presentation import vocabulary
from bot.presentation.localizer import Localizer
from bot.presentation.routes import StoryRoute
from bot.presentation.sheet import Sheet


def story_pages(route: StoryRoute, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page."""
    return [Sheet(vocabulary.COLOURS["event"], (localizer.language,))]
