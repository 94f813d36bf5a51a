"""What admins do with a digest that there is: stop it, let it go on, have it sent now, delete it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import discord

from bot.commands.digests.buttons import button
from bot.commands.digests.channels import require_well
from bot.commands.digests.declined import Declined
from bot.commands.digests.subscriptions import changed_meanwhile, require_ours, theirs, unknown
from bot.commands.services import Services
from bot.digests.occurrences import Occurrence, wall_time
from bot.digests.records import Question, Record
from bot.digests.subscription import Subscription
from bot.presentation import notices
from bot.presentation.digests.cadences import moment_in_words
from bot.presentation.digests.deliveries import record_in_words
from bot.presentation.digests.troubles import channel_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.navigation import Action
from bot.presentation.sheet import Sheet

Interaction = discord.Interaction[Any]

# So long a question waits for its answer: what it said may no longer be so.
_ASKED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Acts on digests. Every method may raise Declined and StorageError."""

    services: Services

    async def pause(self, interaction: Interaction, number: int) -> Sheet:
        """Stop a digest until it is resumed; one that is suspended does not go on by itself any more, either."""
        localizer, subscription = self._words(interaction), await theirs(interaction, number, self.services)
        require_ours(subscription, localizer)
        if subscription.standing == "paused":
            return notices.refusal(localizer.gettext("Digest {number} sends nothing as it is.").format(number=number))
        if not await self.services.ledger.pause(subscription):
            raise changed_meanwhile(number, localizer)
        self.services.replan()
        sentence = localizer.gettext("Digest {number} is paused. `/digest resume` lets it go on.")
        return notices.confirmation(sentence.format(number=number))

    async def resume(self, interaction: Interaction, subscription: Subscription) -> Sheet:
        """Let a digest go on, unless it is plain that its channel cannot be posted in."""
        localizer, services = self._words(interaction), self.services
        if subscription.standing == "active":
            sentence = localizer.gettext("Digest {number} is active already.")
            return notices.confirmation(sentence.format(number=subscription.id))
        require_well(subscription.place, services, localizer)
        following = subscription.cadence.next_after(services.clock()).at
        if not await services.ledger.resume(subscription, following):
            raise changed_meanwhile(subscription.id, localizer)
        services.replan()
        moment = moment_in_words(following, subscription.cadence.zone, localizer)
        sentence = localizer.gettext("Digest {number} goes on. Next: {moment}")
        return notices.confirmation(sentence.format(number=subscription.id, moment=moment))

    async def ask_to_send(self, interaction: Interaction, number: int) -> Sheet:
        """Say what would be sent now, and what became of the last one, above a button that sends it."""
        localizer, subscription = self._words(interaction), await theirs(interaction, number, self.services)
        require_well(subscription.place, self.services, localizer)
        t, now = localizer.gettext, self.services.clock()
        latest = (await self.services.ledger.history(number, 1))[:1]
        if any(record.state in {"due", "claimed", "sending"} for record in latest):
            raise Declined(t("Digest {number} is being sent at this moment: wait for it.").format(number=number))
        content = await self.services.compose(Question.of(subscription, now, subscription.memory))
        if content is None:
            raise Declined(t("There is nothing new for digest {number}: nothing would be sent.").format(number=number))
        lines = [_last(record, subscription, localizer) for record in latest]
        question = t("Send what is new to {channel} now, beyond its schedule?")
        lines.append(f"**{question.format(channel=channel_in_words(subscription.place))}**")
        send = Action(t("Send now"), button("send", number, int(now.timestamp())))
        return _asking("\n".join(lines), send)

    async def send(self, interaction: Interaction, number: int, asked_at: int) -> Sheet:
        """Order what was asked for at that second since 1970: pressed twice, it is ordered once."""
        localizer, subscription = self._words(interaction), await theirs(interaction, number, self.services)
        asked, now = datetime.fromtimestamp(asked_at, UTC), self.services.clock()
        if not timedelta() <= now.replace(microsecond=0) - asked <= _ASKED:
            raise Declined(localizer.gettext("That was a while ago. Give the command again."))
        require_well(subscription.place, self.services, localizer)
        # To the second: what a schedule names has no seconds, so that the two never meet.
        key = wall_time(asked, ZoneInfo(subscription.cadence.zone)).isoformat(timespec="seconds")
        if not await self.services.ledger.order(subscription, Occurrence(key, now)):
            raise Declined(localizer.gettext("It is on its way already."))
        self.services.replan()
        sentence = localizer.gettext("It is on its way to {channel}. `/digest history` shows what becomes of it.")
        return notices.confirmation(sentence.format(channel=channel_in_words(subscription.place)))

    async def ask_to_delete(self, interaction: Interaction, number: int) -> Sheet:
        """Say what is lost, above a button that deletes it."""
        localizer, subscription = self._words(interaction), await theirs(interaction, number, self.services)
        require_ours(subscription, localizer)
        t = localizer.gettext
        question = t("Delete digest {number} in {channel} for good?")
        lost = t("Its history goes, too. What it has posted stays. `/digest pause` only stops it.")
        words = question.format(number=number, channel=channel_in_words(subscription.place))
        return _asking(f"**{words}**\n{lost}", Action(t("Delete for good"), button("delete", number)))

    async def delete(self, interaction: Interaction, number: int) -> Sheet:
        """Delete a digest."""
        localizer, subscription = self._words(interaction), await theirs(interaction, number, self.services)
        require_ours(subscription, localizer)
        if not await self.services.ledger.delete(subscription.place.guild_id, number):
            raise Declined(unknown(number, localizer))
        self.services.replan()
        return notices.confirmation(localizer.gettext("Digest {number} is deleted.").format(number=number))

    def _words(self, interaction: Interaction) -> Localizer:
        return self.services.localizer(interaction)


def _last(record: Record, subscription: Subscription, localizer: Localizer) -> str:
    line = localizer.gettext("The last one: {record}").format(record=record_in_words(record, subscription, localizer))
    if record.state != "uncertain":
        return line
    sentence = localizer.gettext("⚠️ Look in {channel} first: it may be there, and would then come twice.")
    return f"{line}\n{sentence.format(channel=channel_in_words(subscription.place))}"


def _asking(words: str, action: Action) -> Sheet:
    return replace(notices.confirmation(words), colour=_AMBER, presses=(action,))


_AMBER = 0xC77A1F
