"""The courier's chair as this process sees it: whether it surely has it, and how long."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.delivery.binding import Binding
from bot.digests.ports import Ledger
from bot.errors import SendingForbidden, StorageError

log = structlog.get_logger(__name__)

# A courier that has not been heard of for so long counts as gone.
LEASE = 20.0  # seconds
RENEWAL = LEASE / 4


class Seat:
    """Takes the chair, keeps it and gives it up.

    ``name`` tells this process from others; ``elapsed`` gives seconds that never go back; ``application`` gives the
    id of the application that is logged in.
    """

    def __init__(
        self,
        ledger: Ledger,
        binding: Binding,
        name: str,
        *,
        application: Callable[[], int],
        elapsed: Callable[[], float],
    ) -> None:
        self._ledger = ledger
        self._binding = binding
        self._name = name
        self._application = application
        self._elapsed = elapsed
        self._token: int | None = None
        self._until = 0.0
        self._not_before = 0.0

    @property
    def token(self) -> int | None:
        """The number of this courier; None while another process is the courier, or none."""
        return self._token

    @property
    def is_barred(self) -> bool:
        """Whether it is not to be taken, for a while yet."""
        return self._elapsed() < self._not_before

    def holds(self, token: int | None) -> bool:
        """Say whether the chair is surely still that of ``token``: its lease has not run out unnoticed."""
        return token is not None and token == self._token and self._elapsed() < self._until

    async def take(self) -> bool:
        """Become the courier. False while another process is.

        May raise StorageError, and SendingForbidden when the database is not this bot's.
        """
        await self._binding.check(self._application())
        began = self._elapsed()
        token = await self._ledger.take_chair(self._name, LEASE)
        if token is None:
            return False
        try:
            await self._binding.bind(self._application())
            await self._binding.advance()
        except (SendingForbidden, StorageError):
            await self._ledger.leave_chair(token)
            raise
        self._token, self._until = token, began + LEASE
        log.info("courier began", token=token)
        return True

    async def stay(self) -> None:
        """Renew the lease. May raise StorageError."""
        if (token := self._token) is None:
            return
        began = self._elapsed()
        kept = await self._ledger.keep_chair(token, LEASE)
        if kept and self.holds(token):
            self._until = began + LEASE
        elif token == self._token:
            # Renewed too late, it was out of our hands for a while, and deliveries may have been left at that. Whoever
            # takes the chair anew takes them up.
            log.warning("the courier's chair was lost", token=token, kept=kept)
            self._token = None

    async def leave(self) -> None:
        """Let others begin at once. May raise StorageError."""
        if self._token is not None:
            token, self._token = self._token, None
            await self._ledger.leave_chair(token)

    def abandon(self, seconds: float = 0.0) -> None:
        """Get up without a word, and do not sit down again for ``seconds``."""
        self._token = None
        self._not_before = max(self._not_before, self._elapsed() + seconds)

    async def count_on(self) -> None:
        """Mark that digests are sent: every copy of the database made before is older than the data folder now."""
        await self._binding.advance()
