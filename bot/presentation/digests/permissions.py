"""What the bot lacks to post somewhere, as Discord's settings call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.digests.subscription import Place
from bot.presentation.digests.troubles import channel_in_words
from bot.presentation.localizer import N_, Localizer

_NAMES: Mapping[str, str] = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "read_message_history": N_("Read Message History"),
    "attach_files": N_("Attach Files"),
    "manage_threads": N_("Manage Threads"),
}
# The settings of a forum have names of their own for these.
_FORUM_NAMES: Mapping[str, str] = {
    "send_messages": N_("Create Posts"),
    "send_messages_in_threads": N_("Send Messages in Posts"),
}


def permissions_in_words(permissions: Iterable[str], place: Place, localizer: Localizer) -> str:
    """Return ``View Channel, Create Posts`` for permissions by discord.py's names for them."""
    names = {**_NAMES, **_FORUM_NAMES} if place.kind == "forum" else _NAMES
    return ", ".join(f"*{localizer.gettext(names[each])}*" for each in permissions)


def lacking(permissions: Iterable[str], place: Place, localizer: Localizer) -> str:
    """Return what to give the bot in ``place``, as a sentence."""
    sentence = localizer.gettext("I may not post there as things are. Give me this in {channel}: {permissions}.")
    words = permissions_in_words(permissions, place, localizer)
    return sentence.format(channel=channel_in_words(place), permissions=words)
