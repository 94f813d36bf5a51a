"""What Discord's refusals mean for a delivery, each as one sentence for whoever can mend it.

The codes are those of Discord, "Opcodes and Status Codes", JSON Error Codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import discord

from bot.digests.troubles import Trouble
from bot.errors import Later, Refused, Unauthorized, Undelivered, Unreachable

_TROUBLES: Mapping[int, Trouble] = {
    10003: "no-channel",  # unknown channel
    10013: "no-channel",  # unknown user, where a direct message should go
    50033: "no-channel",  # invalid recipient, likewise
    10004: "no-access",  # unknown guild
    50001: "no-access",  # missing access
    50007: "no-permission",  # cannot send messages to this user
    50009: "no-permission",  # the channel's verification level is too high
    50013: "no-permission",  # lacking permissions
    50278: "no-permission",  # no server in common with this user
    50083: "thread-closed",  # the thread is archived
    160005: "thread-closed",  # the thread is locked
    10087: "tag-needed",  # unknown tag: one that was chosen is gone
    40066: "tag-needed",  # no tag there that the bot may set
    40067: "tag-needed",  # a tag is required
}
_SENTENCES: Mapping[Trouble, str] = {
    "no-channel": "The channel does not exist any more",
    "no-access": "The bot cannot see the channel",
    "no-permission": "The bot may not post there",
    "thread-closed": "The thread is closed",
    "tag-needed": "The forum wants another tag on its posts",
}

# Refusals that end by themselves.
_PASSING = frozenset(
    {
        20016,  # slowmode
        20022,  # too many edits in an announcement channel
        20028,  # too much was written in this channel
        20029,  # too much was written on this server
        40006,  # switched off for now
        40062,  # a service is being rate limited
        110000,  # the index is not available yet
        130000,  # overloaded
        160006,  # too many active threads
        160007,  # too many active announcement threads
    }
)
_LONG = 600.0  # seconds until it makes sense to try again, where Discord does not say

_UNKNOWN_MESSAGE = 10008
_INVALID_TOKEN = 50014
_BLOCKED_BY_CLOUDFLARE = 40333


def undelivered(error: discord.HTTPException) -> Undelivered:
    """Say what a 4xx other than a rate limit means."""
    because = f"{_words_of(error)} (Discord's code {error.code})"
    if error.status == HTTPStatus.UNAUTHORIZED or error.code == _INVALID_TOKEN:
        return Unauthorized(f"Discord does not take the bot's token any more: {because}.")
    if trouble := _TROUBLES.get(error.code):
        return Unreachable(trouble, f"{_SENTENCES[trouble]}: {because}.")
    if error.code in _PASSING:
        return Later(_LONG, f"Discord does not take it for now: {because}.")
    if error.code == _UNKNOWN_MESSAGE:
        # An enforced nonce gives the earlier message, and there is none any more.
        return Refused(f"The message was posted, and somebody deleted it: {because}.")
    return Refused(f"Discord refused the message: {because}.")


def is_blocked(error: discord.HTTPException) -> bool:
    """Tell whether it never came to Discord: Cloudflare, which stands before it, has turned the bot away."""
    return error.code == _BLOCKED_BY_CLOUDFLARE or (error.status == HTTPStatus.FORBIDDEN and not error.code)


def _words_of(error: discord.HTTPException) -> str:
    """Return Discord's own words: its message, and each field it names with what is wrong there."""
    return "; ".join(line.strip().rstrip(".") for line in error.text.splitlines() if line.strip()) or "no reason given"
