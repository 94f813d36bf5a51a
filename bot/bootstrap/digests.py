"""What digests take: somebody to compose them, a courier with all that it works with, and a scheduler to wake it."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

from bot.bootstrap.stores import Stores
from bot.cards.library import Library
from bot.delivery.binding import Binding
from bot.delivery.composing import Composer
from bot.delivery.courier import Courier
from bot.delivery.dispatch import Dispatcher
from bot.delivery.errands import Errands
from bot.delivery.outcomes import Outcomes
from bot.delivery.scheduler import Crew, DigestScheduler
from bot.delivery.seat import Seat
from bot.delivery.sender import DiscordSender
from bot.presentation.localizer import Localizers
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOffice:
    """``grace`` is how late a digest may be where its admin has not said."""

    composer: Composer
    errands: Errands
    scheduler: DigestScheduler
    grace: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """What a digest office is made of. ``application`` gives the id of the application that is logged in."""

    settings: Settings
    stores: Stores
    sender: DiscordSender
    library: Library
    localizers: Localizers
    clock: Callable[[], datetime]
    application: Callable[[], int]

    def office(self) -> DigestOffice:
        """Put it together."""
        ledger, clock = self.stores.ledger, self.clock
        composer = Composer(ledger, self.library, self.localizers, self.settings.digests.limit)
        grace = timedelta(minutes=self.settings.digests.grace)
        seat = self._seat(self.settings.data.folder)
        errands = Errands(
            ledger=ledger,
            sender=self.sender,
            library=self.library,
            localizers=self.localizers,
            clock=clock,
            newsroom=self.settings.newsroom.channel,
        )
        # Waiting times are no secret.
        outcomes = Outcomes(ledger=ledger, sender=self.sender, clock=clock, random=Random())  # noqa: S311
        dispatcher = Dispatcher(
            ledger=ledger,
            sender=self.sender,
            composer=composer,
            outcomes=outcomes,
            localizers=self.localizers,
            clock=clock,
            grace=grace,
            holds=seat.holds,
        )
        crew = Crew(courier=Courier(ledger, seat, clock), dispatcher=dispatcher, errands=errands)
        scheduler = DigestScheduler(ledger, crew, clock)
        return DigestOffice(composer=composer, errands=errands, scheduler=scheduler, grace=grace)

    def _seat(self, folder: Path) -> Seat:
        ledger = self.stores.ledger
        binding = Binding(ledger, folder, _new_name, self.stores.server)
        return Seat(ledger, binding, _name_of_process(), application=self.application, elapsed=time.monotonic)


def _new_name() -> str:
    return uuid4().hex


def _name_of_process() -> str:
    """Return a name that no other process has, and that tells an operator which one it is."""
    return f"process {os.getpid()} on {platform.node()[:30]} ({_new_name()[:8]})"
