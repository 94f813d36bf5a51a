"""``depeche run``: the bot on Discord."""

from __future__ import annotations

import asyncio
import os

from bot.cli.options import Config
from bot.cli.stopping import until_stopped
from bot.errors import ConnectionRefused, SettingsError
from bot.settings import DEFAULT_FILE, Settings, load_settings


def run(config: Config = DEFAULT_FILE) -> None:
    """Connect to Discord and serve until stopped."""
    settings = load_settings(config, os.environ)
    if not settings.token:
        raise SettingsError(
            "There is no token. Set DISCORD_TOKEN to the bot's token, or DISCORD_TOKEN_FILE to a file that holds it "
            "(Discord Developer Portal → your application → Bot). To look around without one: depeche demo."
        )
    asyncio.run(until_stopped(_serve(settings)))


async def _serve(settings: Settings) -> None:
    import discord

    from bot.bootstrap import application
    from bot.logs import configure_logs

    configure_logs(settings.log)
    async with application(settings) as app, app.background():
        try:
            async with app.client:
                await app.client.start(settings.token)
        except discord.LoginFailure:
            raise ConnectionRefused(
                "Discord does not know this token. Copy it again from the Developer Portal (Bot → Reset Token)."
            ) from None
        except OSError as error:
            raise ConnectionRefused(f"Discord cannot be reached ({error}). Check this machine's network.") from None
        except discord.GatewayNotFound:
            raise ConnectionRefused("Discord did not name a gateway to connect to. Try again in a moment.") from None
        except discord.HTTPException as error:
            raise ConnectionRefused(f"Discord answered {error.status} at login: {error.text or error}") from None
