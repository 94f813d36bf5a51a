"""Why a digest cannot be sent, as programs name it. ``bot.presentation`` has the words."""

from __future__ import annotations

from typing import Literal, get_args

# Discord, "JSON Error Codes", names these; see bot.delivery.refusals for which is which.
Trouble = Literal[
    "no-channel",  # it was deleted, or the server is gone
    "no-access",  # the bot may not see it, or was removed from the server
    "no-permission",  # the bot sees it, and may not post in it
    "thread-closed",  # a thread that is archived and locked
    "tag-needed",  # a forum that wants a tag on every post
    "refused",  # Discord will never take the message itself
    "no-schedule",  # its schedule cannot be read: its time zone is gone from the tz database
]
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)
