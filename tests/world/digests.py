"""What the tests of digests ask for again and again: a rehearsal, a press, what is on record."""

from typing import Any

import discord
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType

from bot.digests.records import Record
from bot.digests.subscription import Subscription
from tests.world.support import House, Seen


async def rehearse(house: House, **options: Any) -> list[Seen]:
    """Run /digest create as the admin, whatever comes of it."""
    usual = {"channel": house.channel, "cadence": "daily", "time": "8:00", "timezone": "Europe/Paris"}
    return await house.ask_all("digest create", by=house.admin, **usual | options)


async def create(house: House, **options: Any) -> Seen:
    """Rehearse, and return what was found: the last answer."""
    return (await rehearse(house, **options))[-1]


async def edit(house: House, digest: int = 1, **options: Any) -> Seen:
    """Rehearse a change as the admin, and return what was found."""
    return (await house.ask_all("digest edit", by=house.admin, digest=digest, **options))[-1]


async def save(house: House, rehearsal: Seen) -> Seen:
    return await house.click(rehearsal, first(rehearsal), by=house.admin)


async def asked(house: House, command: str, digest: int = 1) -> Seen:
    """Run one of the commands that take a digest and nothing else."""
    return await house.ask(f"digest {command}", by=house.admin, digest=digest)


async def confirmed(house: House, command: str, digest: int = 1) -> Seen:
    """Run a command that asks back, and press its button."""
    question = await asked(house, command, digest)
    assert not question.refusal, question.text
    return await house.click(question, first(question), by=house.admin)


async def listed(house: House) -> str:
    return (await house.ask("digest list", by=house.admin)).text


async def history(house: House, digest: int = 1) -> list[Record]:
    """Return what is on record about a digest, newest first."""
    return list(await house.app.ledger.history(digest, 10))


async def saved(house: House, digest: int = 1) -> Subscription:
    found = await house.app.ledger.get(digest)
    assert found is not None
    return found


def first(seen: Seen) -> str:
    """Return what the first button says."""
    return next(iter(seen.buttons))


def dates(seen: Seen) -> list[str]:
    """Return the items of the list in a message."""
    return [line.removeprefix("- ") for line in seen.text.splitlines() if line.startswith("- ")]


def forum(house: House, *tags: str, required: bool = False, moderated: str = "") -> ChannelHandle:
    """Open a forum with these tags; ``required`` on every post, ``moderated`` for moderators only."""
    backend, channel = house.env.backend, house.env.guild.create_forum_channel("forum")
    offered = [
        {"id": backend.snowflake(), "name": tag, "moderated": tag == moderated, "emoji_id": None, "emoji_name": None}
        for tag in tags
    ]
    if required:

        def require(event: str, payload: Any) -> None:
            if event == "CHANNEL_UPDATE" and payload["id"] == str(channel.id):
                payload["flags"] = discord.ChannelFlags(require_tag=True).value

        # First in line, as the simulator knows nothing of it.
        backend.subscribers.insert(0, require)
    backend.edit_channel(channel.id, {"available_tags": offered})
    return channel


def thread(house: House) -> ChannelHandle:
    """Open a thread in the newsroom's usual channel."""
    backend = house.env.backend
    backend.create_thread(house.channel.id, "un fil", house.admin.id)
    return house.channel.threads[-1]


async def deny(house: House, channel: ChannelHandle, *permissions: str) -> None:
    """Take permissions away from the bot in a channel, and only these."""
    denied = discord.Permissions(**dict.fromkeys(permissions, True)).value
    bot = Overwrite(target_id=house.env.backend.bot_user.id, type=OverwriteType.MEMBER, deny=denied)
    house.env.backend.edit_channel(channel.id, {}, overwrites=[bot])
    await house.env.settle()
