"""What the courier would do with each digest that is due by some time, without doing any of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from bot.cards.library import Library
from bot.cli.digests.editions import edition_of
from bot.delivery.composing import Composer
from bot.digests.delivery import decide
from bot.digests.owing import owed
from bot.digests.records import Question
from bot.presentation.localizer import load_localizers

if TYPE_CHECKING:
    from bot.cli.ledgers import Books
    from bot.digests.records import Content, Record
    from bot.digests.subscription import Subscription

Foretold = Literal["send", "nothing-new", "missed"]
_OPEN = 20  # occurrences of one subscription that are looked through for those that have not ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One occurrence: ``parts`` and ``cards`` are those of what would be sent.

    ``begun`` says that it is on record already; ``skipped`` counts earlier ones that it would take the place of.
    """

    subscription: Subscription
    key: str
    due_at: datetime
    outcome: Foretold
    parts: int = 0
    cards: int = 0
    begun: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecaster:
    """Foretells what a bot that runs from ``now`` on does until ``until``: of each subscription, the first digest.

    Of one that is due before ``now`` it foretells what a bot does that begins to run at ``now``.
    """

    books: Books
    composer: Composer
    now: datetime
    until: datetime

    async def forecasts(self) -> AsyncIterator[Forecast]:
        """Yield what is on record and open, then what comes due, by number. May raise StorageError."""
        busy = await self.books.overview.with_open()
        for number in busy:
            subscription = await self.books.subscription(number)
            for record in await self.books.ledger.history(number, _OPEN):
                if record.finished_at is None and (record.retry_at or self.now) <= self.until:
                    yield await self._taken_up(subscription, record)
        async for subscription in self.books.overview.subscriptions():
            due = subscription.next_run_at
            if due and due <= self.until and subscription.id not in busy:
                yield await self._due(subscription, due)

    async def _due(self, subscription: Subscription, due: datetime) -> Forecast:
        looked_at = max(self.now, due)
        claim = owed(subscription, looked_at)
        key, at = claim.occurrence.key, claim.occurrence.at
        content: Content | None = None
        outcome: Foretold = "missed"
        if decide(at, looked_at, self._grace(subscription)) == "send":
            content = await self.composer.compose(Question.of(subscription, at, subscription.memory))
            outcome = "send" if content else "nothing-new"
        return _forecast(subscription, key, at, outcome, content, skipped=len(claim.skipped))

    async def _taken_up(self, subscription: Subscription, record: Record) -> Forecast:
        key, at = record.occurrence.key, record.occurrence.at
        looked_at = max(self.now, record.retry_at or self.now)
        is_late = decide(at, looked_at, self._grace(subscription)) == "missed" or subscription.standing != "active"
        content: Content | None = None
        outcome: Foretold = "missed"
        if record.receipts or record.manual or not is_late:
            content = await self.books.ledger.content(record) or await self.composer.compose(
                Question.of(subscription, at, subscription.memory)
            )
            outcome = "send" if content else "nothing-new"
        return _forecast(subscription, key, at, outcome, content, begun=True)

    def _grace(self, subscription: Subscription) -> timedelta:
        own = subscription.options.grace
        return timedelta(minutes=self.books.settings.digests.grace if own is None else own)


async def forecaster(books: Books, now: datetime, until: datetime) -> Forecaster:
    """Return a forecaster that tells from the cards as they are. Raises ContentError."""
    edition = await asyncio.to_thread(edition_of, books.settings)
    composer = Composer(books.ledger, Library(edition), load_localizers(), books.settings.digests.limit)
    return Forecaster(books=books, composer=composer, now=now, until=until)


def _forecast(
    subscription: Subscription,
    key: str,
    due_at: datetime,
    outcome: Foretold,
    content: Content | None,
    *,
    begun: bool = False,
    skipped: int = 0,
) -> Forecast:
    return Forecast(
        subscription=subscription,
        key=key,
        due_at=due_at,
        outcome=outcome,
        parts=len(content.parts) if content else 0,
        cards=sum(map(len, content.cards)) if content else 0,
        begun=begun,
        skipped=skipped,
    )
