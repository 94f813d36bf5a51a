"""Brings the ledger to what config/digests.yaml declares, once at each start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from bot.cards.library import Library
from bot.delivery.newsroom import Newsroom
from bot.digests.declarations import Declaration
from bot.digests.declared import is_declared, left_alone, name_in_file, same_order, was_declared
from bot.digests.declared_file import load_declared
from bot.digests.handover import first_after_change
from bot.digests.ports import Ledger
from bot.digests.subscription import NewSubscription, Subscription
from bot.errors import SettingsError, StorageError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaring:
    """Keeps what is declared in ``file``: adds, changes, and pauses what is not there any more.

    A file with a mistake changes nothing: what ran before goes on, and the newsroom is told.
    """

    file: Path
    ledger: Ledger
    library: Library
    newsroom: Newsroom
    clock: Callable[[], datetime]

    async def apply(self) -> None:
        """Compare the file with the ledger, and change what differs. Raises nothing: the bot has more to do."""
        try:
            declared = await asyncio.to_thread(load_declared, self.file, self.library.edition)
        except SettingsError as error:
            await self.newsroom.undeclared(str(error).splitlines())
            return
        try:
            await self._bring_about(declared)
        except StorageError as error:
            # Another process that starts at the same moment may have been faster; otherwise the next start does it.
            log.warning("what is declared could not be stored", reason=str(error))

    async def _bring_about(self, declared: tuple[Declaration, ...]) -> None:
        wanted = {each.name: each.subscription(self.clock()) for each in declared}
        present = {name_in_file(each): each for each in await self.ledger.declared()}
        for name, new in wanted.items():
            if name not in present:
                added = await self.ledger.add(new, new.cadence.next_after(self.clock()).at)
                log.info("declared digest added", name=name, subscription=added.id)
            else:
                await self._change(present[name], new)
        for name in present.keys() - wanted.keys():
            await self._leave_alone(present[name])

    async def _change(self, subscription: Subscription, new: NewSubscription) -> None:
        if same_order(subscription, new):
            return
        changed = await self._changed(subscription, new)
        if changed is None:
            return
        # Back in the file, or in a channel that nothing is known against: not the one it was suspended for.
        moved = changed.standing == "suspended" and subscription.place != new.place
        if was_declared(subscription) or moved:
            await self.ledger.resume(changed, new.cadence.next_after(self.clock()).at)
        log.info("declared digest changed", name=new.declared, subscription=subscription.id)

    async def _changed(self, subscription: Subscription, new: NewSubscription) -> Subscription | None:
        if subscription.standing != "active":
            return await self.ledger.change(subscription, new, None, None)
        if subscription.cadence == new.cadence:
            return await self.ledger.change(subscription, new, subscription.next_run_at, None)
        recorded = await self.ledger.keys_of(subscription.id)
        handover = first_after_change(
            subscription.cadence, new.cadence, self.clock(), since=subscription.since, recorded=recorded
        )
        return await self.ledger.change(subscription, new, handover.first.at, handover.owed)

    async def _leave_alone(self, subscription: Subscription) -> None:
        """Pause what the file does not have any more: its history stays, and its server's admins decide about it."""
        current: Subscription | None = subscription
        if is_declared(subscription):
            current = await self.ledger.change(subscription, left_alone(subscription), None, None)
            log.info("digest no longer declared", name=name_in_file(subscription), subscription=subscription.id)
        # Also where a start was interrupted between the two.
        if current and current.standing == "active" and current.next_run_at is None:
            await self.ledger.pause(current)
