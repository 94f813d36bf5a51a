"""What an admin chose for a digest beyond where, when and what, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from babel.units import format_unit

from bot.digests.subscription import NewSubscription
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain

_MINUTES_AN_HOUR = 60
_HOURS_A_DAY = 24


def choice_lines(
    subscription: NewSubscription, usual: timedelta, tags: Mapping[int, str], localizer: Localizer
) -> Iterator[str]:
    """Yield a line for each choice; ``usual`` is the bot's own grace, ``tags`` are the names of a forum's, by id."""
    t, options = localizer.gettext, subscription.options
    yield late_rule(subscription, usual, localizer)
    if options.even_if_empty:
        yield t("It is posted when there is nothing new, too.")
    if options.publish:
        yield t("It is published for the servers that follow the channel.")
    if options.title:
        yield t("Its posts are titled “{title}”.").format(title=plain(options.title))
    if options.tags:
        # A tag that has left the forum is still what was ordered.
        names = ", ".join(plain(tags.get(tag, str(tag))) for tag in options.tags)
        yield t("Its posts have these tags: {tags}.").format(tags=names)
    yield told_in(subscription, localizer)


def late_rule(subscription: NewSubscription, usual: timedelta, localizer: Localizer) -> str:
    """Return how late a digest is still sent."""
    own = subscription.options.grace
    minutes = usual // timedelta(minutes=1) if own is None else own
    if not minutes:
        return localizer.gettext("When it cannot come in time, it does not come: what is new waits for the next one.")
    sentence = localizer.gettext("It may be {duration} late; after that, what is new waits for the next one.")
    return sentence.format(duration=minutes_in_words(minutes, localizer))


def minutes_in_words(minutes: int, localizer: Localizer) -> str:
    """Return ``2 hours``, in the largest unit that needs no fraction."""
    if minutes and not minutes % (_MINUTES_AN_HOUR * _HOURS_A_DAY):
        return _unit(minutes // (_MINUTES_AN_HOUR * _HOURS_A_DAY), "day", localizer)
    if minutes and not minutes % _MINUTES_AN_HOUR:
        return _unit(minutes // _MINUTES_AN_HOUR, "hour", localizer)
    return _unit(minutes, "minute", localizer)


def _unit(count: int, unit: str, localizer: Localizer) -> str:
    words: str = format_unit(count, unit, length="long", locale=localizer.language)
    return words


def told_in(subscription: NewSubscription, localizer: Localizer) -> str:
    """Return who is told when something goes wrong."""
    t = localizer.gettext
    if fallback := subscription.options.fallback_id:
        return t("If something goes wrong, I say so in {channel}.").format(channel=f"<#{fallback}>")
    if subscription.created_by:
        return t("If something goes wrong, I tell {member} directly.").format(member=f"<@{subscription.created_by}>")
    return t("If something goes wrong, nobody is told: choose a fallback channel with `/digest edit`.")
