"""Why a channel cannot be posted in and what its admin can do, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.digests.subscription import ChannelKind, Place
from bot.digests.troubles import Trouble
from bot.presentation.localizer import N_, Localizer

_REASONS: Mapping[Trouble, str] = {
    "no-channel": N_("The channel has been deleted."),
    "no-access": N_("I cannot see {channel}, or I am not on its server any more."),
    "no-permission": N_("I may not post in {channel}."),
    "thread-closed": N_("The thread {channel} is closed."),
    "tag-needed": N_("{channel} wants a tag on every post, or one of those that were chosen is gone."),
    "refused": N_("Discord does not take the message."),
    "no-schedule": N_("Its schedule cannot be read any more: its time zone has perhaps been renamed."),
}
_REMEDIES: Mapping[Trouble, str] = {
    "no-channel": N_("Choose another channel with `/digest edit`, then press *Resume*."),
    "no-access": N_("Give me *View Channel* in {channel}, then press *Resume*."),
    "no-permission": N_("Give me *{permission}* in {channel}, then press *Resume*."),
    "thread-closed": N_("Reopen it, or choose another channel with `/digest edit`, then press *Resume*."),
    "tag-needed": N_("Choose the tags with `/digest edit`, then press *Resume*."),
    "refused": N_("Tell whoever runs this bot, whose log says more; then press *Resume*."),
    "no-schedule": N_("Choose the time and its zone again with `/digest edit`, then press *Resume*."),
}
# As Discord's settings call what it takes to post.
_POSTING: Mapping[ChannelKind, str] = {
    "text": N_("Send Messages"),
    "announcement": N_("Send Messages"),
    "thread": N_("Send Messages in Threads"),
    "forum": N_("Create Posts"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence that says what is wrong, and one that says what to do."""

    reason: str
    remedy: str


def advice_on(trouble: Trouble, place: Place, localizer: Localizer) -> Advice:
    """Return what keeps the bot from posting in ``place``, and how its admin can mend it."""
    words = {"channel": channel_in_words(place), "permission": localizer.gettext(_POSTING[place.kind])}
    reason, remedy = (localizer.gettext(said[trouble]).format(**words) for said in (_REASONS, _REMEDIES))
    return Advice(reason, remedy)


def channel_in_words(place: Place) -> str:
    """Return the channel as Discord shows it, by the name it has now."""
    return f"<#{place.channel_id}>"
