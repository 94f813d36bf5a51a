"""The ``Sender`` of bot.digests.ports, over the connected discord.py client."""

from __future__ import annotations

from datetime import datetime

import discord
from discord.http import Route

from bot.delivery import access
from bot.delivery.api import REQUESTS_A_SECOND, Api, Patience
from bot.delivery.envelopes import Illustrate, folded, mark_of, without_picture
from bot.delivery.finding import Finder
from bot.digests.ports import Letter, Posted
from bot.digests.records import Part
from bot.digests.subscription import TAGS_LIMIT, TITLE_LIMIT, Place
from bot.digests.troubles import Trouble
from bot.errors import Later, Unreachable, Unreadable, Unsure
from bot.presentation.measures import clipped
from bot.presentation.sheet import Sheet

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"

# Discord, "JSON Error Codes".
_UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE, _ALREADY_CROSSPOSTED = 10003, 10008, 40033

# Some ten messages an hour can be published in a channel; Discord documents no figure.
_UNTIL_PUBLISHED = 600.0  # seconds
_UNTIL_KNOWN = 30.0  # seconds
_NONCE_BITS = 100  # 25 hexadecimal digits, the most a nonce may have


class DiscordSender:
    """Posts, finds again, publishes and edits; at most ``pace`` requests a second in all, spread evenly.

    ``illustrate`` gives the picture of a part.
    """

    def __init__(
        self,
        client: discord.Client,
        *,
        pace: float = REQUESTS_A_SECOND,
        illustrate: Illustrate = without_picture,
        patience: Patience | None = None,
    ) -> None:
        self._client = client
        self._illustrate = illustrate
        self._patience = patience or Patience()
        self._api = Api(client, pace, self._patience)

    async def send(self, place: Place, letter: Letter) -> Posted:
        """Post ``letter``. Unsure is raised when it may have been posted, and in a forum at the first doubt."""
        if place.kind == "forum":
            return await self._open_post(place, letter)
        return await self._post(place.channel_id, letter)

    async def post(self, channel_id: int, sheet: Sheet) -> None:
        """Post a sheet that nobody has to account for. Raises a kind of Undelivered."""
        await self._post(channel_id, Letter(part=sheet.to_json(), imprint="", nonce=self._new_nonce()))

    async def find(self, place: Place, letter: Letter, since: datetime) -> Posted | None:
        """Look for ``letter`` among what was posted since two minutes before ``since``.

        Raises Unreadable when the history may not be read, or cannot be known to be: Discord shows an empty one then.
        """
        if not access.is_known(self._client, place.guild_id):
            # Just after a start, or while Discord has lost the server: what may be read there is not known yet.
            raise Later(_UNTIL_KNOWN, "Discord has not told the bot of this server yet.")
        if access.trouble_in(self._client, place) == "no-channel":
            raise Unreachable("no-channel", "The channel was deleted.")
        finder = Finder(self._api, self._own_id)
        if not await self._may_read(place, finder):
            raise Unreadable("The bot may not read the channel's history, or does not know whether it may.")
        mark = mark_of(letter.nonce)
        if place.kind == "forum":
            return await finder.in_forum(place.guild_id, place.channel_id, mark, since)
        return await finder.in_channel(place.channel_id, mark, since)

    async def publish(self, posted: Posted) -> None:
        """Pass a message on to the channels that follow its own. Raises Later rather than wait for an hour."""
        try:
            await self._api.ask(_route("POST", f"{_MESSAGE}/crosspost", posted), done_by={_ALREADY_CROSSPOSTED})
        except Unsure as doubt:
            # To publish what is published already does nothing, so that the doubt is no reason not to try again.
            raise Later(_UNTIL_PUBLISHED, str(doubt)) from doubt

    async def edit(self, posted: Posted, letter: Letter) -> None:
        """Show ``letter`` instead of what was posted; nothing is done where that is gone."""
        envelope = await folded(letter, self._illustrate)
        # Named, so that an earlier picture does not stay.
        content = envelope.content(attachments=envelope.message.get("attachments", []))
        gone = {_UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE}
        await self._api.ask(_route("PATCH", _MESSAGE, posted), content, done_by=gone)

    async def notify(self, channel_id: int | None, user_id: int, part: Part, nonce: str) -> None:
        """Tell an admin something in a channel, or in a direct message. Raises Unreachable when neither is possible.

        ``user_id`` 0 is nobody: then there is only the channel.
        """
        letter = Letter(part=part, imprint="", nonce=nonce)
        if channel_id is not None:
            try:
                await self._post(channel_id, letter)
            except Unreachable:
                if not user_id:
                    raise
                # A direct message, then.
            else:
                return
        recipient = {"json": {"recipient_id": str(user_id)}}
        direct = await self._api.ask(Route("POST", "/users/@me/channels"), recipient)
        await self._post(int(direct["id"]), letter)

    def trouble_in(self, place: Place) -> Trouble | None:
        """Return what stands in the way of posting in ``place`` as far as the gateway has told."""
        return access.trouble_in(self._client, place)

    def missing_permissions(self, place: Place) -> tuple[str, ...]:
        """Return which permissions posting in ``place`` takes and the bot lacks, by discord.py's names for them."""
        return access.missing_permissions(self._client, place, files=self._illustrate is not without_picture)

    def welcomes(self, place: Place) -> bool:
        """Say whether ``place`` can be posted in, and is known to be."""
        return access.welcomes(self._client, place)

    def is_away(self, guild_id: int) -> bool:
        """Say whether Discord has lost a server for now."""
        return access.is_away(self._client, guild_id)

    async def _post(self, channel_id: int, letter: Letter) -> Posted:
        envelope = await folded(letter, self._illustrate)
        content = envelope.content(nonce=letter.nonce, enforce_nonce=True)
        message = await self._api.ask(Route("POST", _MESSAGES, channel_id=channel_id), content)
        return Posted(int(message["id"]), channel_id)

    async def _open_post(self, place: Place, letter: Letter) -> Posted:
        envelope = await folded(letter, self._illustrate)
        content = envelope.opening(clipped(letter.title, TITLE_LIMIT), letter.tags[:TAGS_LIMIT])
        # There is no nonce for it: asked again, Discord would open a second one.
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=place.channel_id)
        thread = await self._api.ask(route, content, repeatable=False)
        return Posted(int(thread["message"]["id"]), int(thread["id"]))

    async def _may_read(self, place: Place, finder: Finder) -> bool:
        allowed = access.may_read_history(self._client, place.guild_id, place.channel_id)
        if allowed is None and place.kind == "thread" and not self.is_away(place.guild_id):
            parent = await finder.parent_of(place.channel_id)
            allowed = access.may_read_history(self._client, place.guild_id, parent)
        return bool(allowed)

    @property
    def _own_id(self) -> int:
        if self._client.user is None:
            raise Unreadable("The bot is not logged in.")
        return self._client.user.id

    def _new_nonce(self) -> str:
        return f"{self._patience.dice.getrandbits(_NONCE_BITS):x}"


def _route(method: str, path: str, posted: Posted) -> Route:
    return Route(method, path, channel_id=posted.channel_id, message_id=posted.message_id)
