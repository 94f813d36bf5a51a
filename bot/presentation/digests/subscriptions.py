"""A subscription in words: where, when and about what it sends, how it stands, what its posts are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.cards.library import Edition
from bot.digests.occurrences import Occurrence
from bot.digests.subscription import TITLE_LIMIT, NewSubscription, Standing, Subscription
from bot.presentation.dates import day_in_words
from bot.presentation.digests.cadences import cadence_in_words, moment_in_words
from bot.presentation.digests.troubles import advice_on, channel_in_words
from bot.presentation.fields import name_of
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import clipped

STANDINGS: Mapping[Standing, str] = {
    "active": N_("active"),
    "paused": N_("paused"),
    "suspended": N_("suspended"),
}


def subscription_in_words(
    subscription: NewSubscription, edition: Edition, localizer: Localizer, now: datetime | None = None
) -> str:
    """Return where, when, about what and in which language, on one line; ``now`` as in ``cadence_in_words``."""
    # A topic whose card has left is still what was ordered, so it is listed by its id.
    topics: Sequence[str] = [name_of(topic, edition, localizer) or plain(topic) for topic in subscription.topics]
    about = ", ".join(topics) or localizer.gettext("everything")
    language = localizer.gettext("in French") if subscription.language == "fr" else localizer.gettext("in English")
    cadence = cadence_in_words(subscription.cadence, localizer, now)
    return " · ".join([channel_in_words(subscription.place), cadence, about, language])


def standing_lines(subscription: Subscription, localizer: Localizer) -> Iterator[str]:
    """Yield how a subscription stands: when it sends next, or why it does not and what helps."""
    t = localizer.gettext
    zone = subscription.cadence.zone
    standing = f"**{t(STANDINGS[subscription.standing])}**"
    match subscription.standing:
        case "active" if subscription.next_run_at:
            moment = moment_in_words(subscription.next_run_at, zone, localizer)
            following = t("next: {moment}").format(moment=moment)
            yield f"{standing} · {following}"
        case "paused":
            remedy = t("`/digest resume` lets it go on.")
            yield f"{standing} · {remedy}"
        case _:
            yield standing
    if subscription.doubted_at:
        since = moment_in_words(subscription.doubted_at, zone, localizer)
        yield t("It has not been possible to post in its channel since {moment}.").format(moment=since)
    if subscription.trouble:
        advice = advice_on(subscription.trouble, subscription.place, localizer)
        yield f"{advice.reason} {advice.remedy}"


def post_title(subscription: NewSubscription, number: int, occurrence: Occurrence, localizer: Localizer) -> str:
    """Return what a forum's post is called, in plain text and cut where Discord ends a title."""
    day = day_in_words(datetime.fromisoformat(occurrence.key).date(), localizer)
    template = subscription.options.title or localizer.gettext("The digest of {date}")
    # No str.format: it would fail at any other brace that an admin writes.
    return clipped(template.replace("{number}", str(number)).replace("{date}", day), TITLE_LIMIT)
