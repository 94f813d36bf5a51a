"""What became of a digest, on a line: its number, when, how late, why, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.digests.delivery import State
from bot.digests.records import Record
from bot.digests.subscription import Subscription
from bot.presentation.digests.cadences import moment_in_words
from bot.presentation.digests.imprints import WORTH_SAYING, lateness_in_words, numbered
from bot.presentation.digests.reasons import reason_in_words
from bot.presentation.localizer import N_, Localizer

STATES: Mapping[State, str] = {
    "due": N_("due"),
    "claimed": N_("in preparation"),
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "nothing-new": N_("nothing new, so not sent"),
    "missed": N_("missed"),
    "failed": N_("not sent"),
    "uncertain": N_("perhaps sent"),
}


def record_in_words(record: Record, subscription: Subscription, localizer: Localizer) -> str:
    """Return ``**No. 12** · Sunday 22 November 2026, 08:00 · sent · 40 min late``, with a link where it stands.

    The reason, where there is one, is in small print on a line of its own.
    """
    line = " · ".join(_parts(record, subscription, localizer))
    if not record.reason or record.state == "sent":
        return line
    return f"{line}\n-# {reason_in_words(record.reason, subscription.place, localizer)}"


def _parts(record: Record, subscription: Subscription, localizer: Localizer) -> Iterator[str]:
    link = _link(record, subscription)
    number = f"**{numbered(record.number, localizer)}**" if record.number and record.state != "nothing-new" else ""
    moment = moment_in_words(record.occurrence.at, subscription.cadence.zone, localizer)
    if link:
        yield f"[{number or moment}]({link})"
    elif number:
        yield number
    if number or not link:
        yield moment
    if record.manual:
        yield localizer.gettext("asked for")
    yield localizer.gettext(STATES[record.state])
    if record.state == "sent" and record.lateness and record.lateness >= WORTH_SAYING:
        yield lateness_in_words(record.lateness, localizer)


def _link(record: Record, subscription: Subscription) -> str:
    """Return the address of the first message that Discord has confirmed, if any was."""
    guild = subscription.place.guild_id
    posted = (each for each in record.receipts if each.message_id and each.channel_id)
    return next((f"https://discord.com/channels/{guild}/{each.channel_id}/{each.message_id}" for each in posted), "")
