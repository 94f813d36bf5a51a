"""A correction of a card, shown in the digests that told of the card before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.text import Language
from bot.digests.ports import Posted
from bot.digests.records import Part

# What was posted longer ago is not changed any more: nobody reads it, and the search in it would grow for ever.
REACH = timedelta(days=90)
# How long Discord is asked again, when it does not answer, before a correction is given up.
PATIENCE_TRIES = 10
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One posted message with all ``corrections`` it is to show: ids of cards, and keys of theirs.

    ``posted`` is None as long as the message is still under way; ``is_open`` says whether it still may come.
    """

    occurrence_id: int
    number: int
    language: Language
    part: Part
    index: int
    imprint: str
    nonce: str
    posted: Posted | None
    is_open: bool
    corrections: tuple[tuple[str, str], ...]
    tries: int

    def again_at(self, now: datetime) -> datetime | None:
        """Return when to try next; None when it was tried often enough."""
        if self.tries >= PATIENCE_TRIES:
            return None
        pause: timedelta = _FIRST_PAUSE * 2**self.tries
        return now + min(pause, _LONGEST_PAUSE)
