"""What admins look at: all digests of their server, one of them, what became of it, what it would bring now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.commands.digests.buttons import button
from bot.commands.digests.channels import forum_tags, standing_of
from bot.commands.digests.subscriptions import guild_of, theirs
from bot.commands.services import Services
from bot.digests.records import Question, Record
from bot.digests.subscription import Subscription
from bot.presentation import notices
from bot.presentation.digests import RESUME
from bot.presentation.digests.rehearsals import rehearsed_parts
from bot.presentation.digests.statuses import (
    Health,
    history_pages,
    history_sheet,
    list_pages,
    listing_sheet,
    status_sheet,
)
from bot.presentation.localizer import Localizer
from bot.presentation.navigation import Action
from bot.presentation.sheet import Sheet

Interaction = discord.Interaction[Any]

_RECORDS = 100  # of a history: who looks farther back asks the operator
_LATEST = 3


@dataclass(frozen=True, slots=True)
class Showing:
    """Shows digests. Every method may raise Declined and StorageError."""

    services: Services

    async def all(self, interaction: Interaction, page: int = 0) -> Sheet:
        """Return a page of this server's digests."""
        localizer = self.services.localizer(interaction)
        subscriptions = await self.services.ledger.subscriptions_of(guild_of(interaction))
        if not subscriptions:
            sentence = localizer.gettext("No digest yet. `/digest create` makes the first one.")
            return notices.confirmation(sentence)
        latest = await self.services.ledger.latest(guild_of(interaction))
        healths = [self._health(interaction, each, _known(latest.get(each.id))) for each in subscriptions]
        pages = list_pages(healths, self.services.edition, localizer)
        page = min(page, len(pages) - 1)
        return listing_sheet(pages[page], tuple(_turning("list", (), page, len(pages), localizer)), localizer)

    async def status(self, interaction: Interaction, number: int) -> Sheet:
        """Return how one digest stands."""
        localizer, subscription = self.services.localizer(interaction), await theirs(interaction, number, self.services)
        actions = [Action(localizer.gettext("History"), button("history", number, 0))]
        if subscription.standing != "active":
            actions.insert(0, Action(localizer.gettext("Resume"), RESUME.format(id=number)))
        latest = await self.services.ledger.history(number, _LATEST)
        health = self._health(interaction, subscription, latest)
        return status_sheet(health, actions, self.services.edition, localizer)

    async def history(self, interaction: Interaction, number: int, page: int = 0) -> Sheet:
        """Return a page of what became of a digest, the latest first."""
        localizer, subscription = self.services.localizer(interaction), await theirs(interaction, number, self.services)
        records = await self.services.ledger.history(number, _RECORDS)
        if not records:
            sentence = localizer.gettext("Digest {number} has not come due yet.")
            return notices.confirmation(sentence.format(number=number))
        pages = history_pages(subscription, records, localizer)
        page = min(page, len(pages) - 1)
        actions = tuple(_turning("history", (number,), page, len(pages), localizer))
        return history_sheet(subscription, pages[page], actions, localizer)

    async def preview(self, interaction: Interaction, number: int) -> Sequence[Sheet]:
        """Return the next edition of a digest as it would be now."""
        subscription, services = await theirs(interaction, number, self.services), self.services
        at = subscription.next_run_at or services.clock()
        content = await services.compose(Question.of(subscription, at, subscription.memory))
        if content is None:
            localizer = services.localizer(interaction)
            sentence = localizer.gettext("There is nothing new for digest {number} at the moment.")
            return [notices.confirmation(sentence.format(number=number))]
        spoken = services.localizers[subscription.language]
        remark = spoken.gettext("Preview: only you see this")
        return rehearsed_parts(content, subscription.number + 1, remark, spoken, services.localizers)

    def _health(self, interaction: Interaction, subscription: Subscription, latest: Sequence[Record]) -> Health:
        standing = standing_of(subscription.place, self.services)
        tags = forum_tags(interaction.guild, subscription.place.channel_id)
        return Health(subscription=subscription, standing=standing, latest=latest, grace=self.services.grace, tags=tags)


def _known(record: Record | None) -> Sequence[Record]:
    return () if record is None else (record,)


def _turning(verb: str, arguments: tuple[int, ...], page: int, pages: int, localizer: Localizer) -> Iterator[Action]:
    """Yield the buttons that turn to the neighbours there are."""
    if page:
        yield Action("◀ " + localizer.gettext("Previous"), button(verb, *arguments, page - 1))
    if page + 1 < pages:
        yield Action(localizer.gettext("Next") + " ▶", button(verb, *arguments, page + 1))
