"""/digest: regular briefings for a channel, kept by the server's admins."""

from bot.commands.digests.buttons import BUTTONS
from bot.commands.digests.cog import Digest

__all__ = ["BUTTONS", "Digest"]
