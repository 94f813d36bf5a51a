"""A digest is rehearsed before it is saved: what it would be is shown with all that could stand in its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.commands.digests.buttons import button
from bot.commands.digests.channels import deaf_fallback, forum_tags, require_well, standing_of
from bot.commands.digests.declined import Declined
from bot.commands.digests.drafts import Draft, Drafts, Key
from bot.commands.digests.subscriptions import changed_meanwhile, guild_of, require_ours, unknown
from bot.commands.services import Services
from bot.digests.handover import Handover, first_after_change
from bot.digests.records import Question
from bot.digests.subscription import NewSubscription, Subscription
from bot.presentation import notices
from bot.presentation.digests.rehearsals import Rehearsal, rehearsal_sheet, rehearsed_parts, saved_sheet
from bot.presentation.localizer import Localizer
from bot.presentation.navigation import Action
from bot.presentation.sheet import Sheet

Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """Rehearses, and saves what was rehearsed."""

    services: Services
    drafts: Drafts

    async def rehearse(
        self, interaction: Interaction, new: NewSubscription, old: Subscription | None
    ) -> Sequence[Sheet]:
        """Return the next edition as it would be, and what was found, above *Save* and *Cancel*."""
        services, localizer = self.services, self.services.localizer(interaction)
        handover = await self._handover(new, old)
        memory = old.memory if old else None
        content = await services.compose(Question.of(new, handover.first.at, memory))
        rehearsal = Rehearsal(
            new=new,
            old=old,
            handover=handover,
            standing=standing_of(new.place, services),
            content=content,
            grace=services.grace,
            tags=forum_tags(interaction.guild, new.place.channel_id),
            spoken=services.localizers[new.language],
            deaf=deaf_fallback(new.options.fallback_id, interaction.guild, services),
        )
        spoken, remark = rehearsal.spoken, rehearsal.spoken.gettext("Rehearsal: only you see this")
        parts = rehearsed_parts(content, rehearsal.number, remark, spoken, services.localizers) if content else []
        draft = Draft(new=new, edits=old.id if old else None, revision=old.revision if old else 0)
        key = await self.drafts.keep(draft, guild_of(interaction), interaction.user.id, services.clock())
        return [*parts, rehearsal_sheet(rehearsal, parts, _actions(key, localizer), services.edition, localizer)]

    async def save(self, interaction: Interaction, key: Key) -> Sheet:
        """Save a draft, if it is still there and can be posted."""
        services, localizer = self.services, self.services.localizer(interaction)
        now = services.clock()
        async with self.drafts.saving(key, guild_of(interaction), now) as draft:
            if draft is None:
                return _outdated(localizer)
            require_well(draft.new.place, services, localizer)
            if draft.edits is None:
                return await self._add(interaction, draft.new, localizer)
            return await self._change(interaction, draft, draft.edits, localizer)

    async def cancel(self, interaction: Interaction, key: Key) -> Sheet:
        """Forget a draft."""
        await self.drafts.drop(key, guild_of(interaction), self.services.clock())
        return notices.confirmation(self.services.localizer(interaction).gettext("Nothing was saved."))

    async def _add(self, interaction: Interaction, new: NewSubscription, localizer: Localizer) -> Sheet:
        services, now = self.services, self.services.clock()
        new = replace(new, created_by=interaction.user.id, created_at=now)
        saved = await services.ledger.add(new, new.cadence.next_after(now).at)
        services.replan()
        return saved_sheet(saved, None, services.edition, localizer)

    async def _change(self, interaction: Interaction, draft: Draft, number: int, localizer: Localizer) -> Sheet:
        services = self.services
        old = await services.ledger.get(number)
        if old is None:
            raise Declined(unknown(number, localizer))
        require_ours(old, localizer)
        if old.revision != draft.revision:
            raise changed_meanwhile(number, localizer)
        created_by = old.created_by or interaction.user.id
        new = replace(draft.new, created_by=created_by, created_at=old.created_at)
        handover = await self._handover(new, old)
        active = old.standing == "active"
        first, owed = (handover.first.at, handover.owed) if active else (None, None)
        saved = await services.ledger.change(old, new, first, owed)
        if saved is None:
            raise changed_meanwhile(number, localizer)
        services.replan()
        return saved_sheet(saved, handover, services.edition, localizer)

    async def _handover(self, new: NewSubscription, old: Subscription | None) -> Handover:
        """Return what the old schedule owes and what comes first of the new one, were it changed now."""
        now = self.services.clock()
        if old is None:
            return Handover(None, new.cadence.next_after(now))
        recorded = await self.services.ledger.keys_of(old.id)
        return first_after_change(old.cadence, new.cadence, now, since=old.since, recorded=recorded)


def _actions(key: Key, localizer: Localizer) -> tuple[Action, Action]:
    t = localizer.gettext
    return (
        Action(t("Save"), button("save", key.slot, key.name)),
        Action(t("Cancel"), button("cancel", key.slot, key.name)),
    )


def _outdated(localizer: Localizer) -> Sheet:
    return notices.refusal(
        localizer.gettext(
            "This rehearsal is over: it was saved or cancelled, another one has taken its place, or an hour has "
            "passed. Give the command again."
        )
    )
