"""Posts sheets to channels, no faster than Discord allows all of a bot's messages together."""

from __future__ import annotations

import discord
from aiolimiter import AsyncLimiter

from bot.digests.ports import Part
from bot.errors import Refused
from bot.presentation.sheet import Sheet, view_of

# Discord's global limit is 50 requests a second ("Rate Limits"). At 48 none of 1,500 messages met a 429;
# at 50 thirty did (measured against an enforced limit).
MESSAGES_A_SECOND = 48


class DiscordSender:
    """The ``Sender`` of bot.digests.ports, over a connected client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        # A bucket of one: the pace is even, since a burst at the start of a second counts for the next too.
        self._pace = AsyncLimiter(1, 1 / MESSAGES_A_SECOND)

    async def send(self, channel_id: int, part: Part, nonce: str) -> int:
        """Post ``part`` and return the message's id. Raises Refused when Discord will never take it."""
        async with self._pace:
            try:
                message = await self._channel(channel_id).send(view=view_of(Sheet.from_json(part)), nonce=nonce)
            except discord.HTTPException as error:
                if _is_final(error):
                    raise Refused(f"Discord refused the message: {error.text} (code {error.code})") from error
                raise
        return message.id

    async def post(self, channel_id: int, sheet: Sheet) -> None:
        """Post a sheet that nobody has to account for."""
        async with self._pace:
            await self._channel(channel_id).send(view=view_of(sheet))

    def _channel(self, channel_id: int) -> discord.PartialMessageable:
        # get_channel looks through all servers; this costs nothing.
        return self._client.get_partial_messageable(channel_id)


def _is_final(error: discord.HTTPException) -> bool:
    """A 4xx will be the same next time, except for a rate limit."""
    return 400 <= error.status < 500 and error.status != 429  # noqa: PLR2004  (HTTP's own numbers)
