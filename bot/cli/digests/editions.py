"""The cards as the bot would serve them now, for commands that say what a digest would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.editions import EditionBuilder
from bot.presentation.localizer import load_localizers

if TYPE_CHECKING:
    from bot.cards.library import Edition
    from bot.settings import Settings


def edition_of(settings: Settings) -> Edition:
    """Read the cards. Raises ContentError with every mistake in them."""
    content = settings.content
    builder = EditionBuilder(content.folder, content.articles_dir, settings.data.folder, load_localizers())
    return builder.inspect(builder.snapshot()).accepted()
