"""Notes which cards are live, so that readers can be told what has come since they last looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.cards.library import Edition
from bot.digests.selection import stamp
from bot.errors import StorageError
from bot.readers import Arrivals

log = structlog.get_logger(__name__)


class Register:
    """Writes each edition down once. Readers are served it all the same when the database cannot be used."""

    def __init__(self, arrivals: Arrivals, clock: Callable[[], datetime]) -> None:
        self._arrivals = arrivals
        self._clock = clock
        self._noted = ""

    async def note(self, edition: Edition) -> None:
        """Note ``edition``, unless it was the last one noted. Call again some time after it could not be."""
        if edition.number == self._noted:
            return
        try:
            await self._arrivals.note({card.id: stamp(card) for card in edition.published.values()}, self._clock())
        except StorageError as error:
            log.warning("the arrival of cards cannot be noted; trying again soon", reason=str(error))
        else:
            self._noted = edition.number


async def note_nowhere(edition: Edition) -> None:
    """Leave it unnoted."""
