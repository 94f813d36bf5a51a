"""Whether the bot can post in a place, as far as is known, and how an admin reads it before saving a digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.digests.subscription import Place
from bot.digests.troubles import Trouble
from bot.presentation.digests.permissions import lacking
from bot.presentation.digests.troubles import advice_on, channel_in_words
from bot.presentation.localizer import Localizer


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether the bot can post in a place, as far as Discord has told it: ``sure`` is whether it has."""

    missing: tuple[str, ...] = ()
    trouble: Trouble | None = None
    sure: bool = True

    @property
    def well(self) -> bool:
        return not self.missing and self.trouble is None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps the bot from posting in a place."""

    place: Place
    trouble: Trouble


def place_lines(standing: Standing, place: Place, deaf: Obstacle | None, localizer: Localizer) -> Iterator[str]:
    """Yield whether the bot can post in ``place``, and that nobody can be told in the fallback channel where so."""
    t = localizer.gettext
    if standing.missing:
        yield "⚠️ " + lacking(standing.missing, place, localizer)
    elif standing.trouble:
        yield "⚠️ " + advice_on(standing.trouble, place, localizer).reason
    elif standing.sure:
        yield "✅ " + t("I have all the permissions it takes in {channel}.").format(channel=channel_in_words(place))
    else:
        yield "❔ " + t("Discord does not say whether I may post in {channel}; a closed thread is one reason.").format(
            channel=channel_in_words(place)
        )
    if deaf:
        yield "⚠️ " + advice_on(deaf.trouble, deaf.place, localizer).reason
