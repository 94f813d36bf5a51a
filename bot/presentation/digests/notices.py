"""What an admin is told of a subscription: what happened, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from bot.digests.notices import Notice, NoticeKind
from bot.digests.subscription import Subscription
from bot.digests.troubles import TROUBLES
from bot.presentation.digests.cadences import moment_in_words, wall_time_in_words
from bot.presentation.digests.reasons import reason_in_words
from bot.presentation.digests.troubles import advice_on, channel_in_words
from bot.presentation.fields import labelled
from bot.presentation.localizer import N_, Localizer
from bot.presentation.navigation import Action
from bot.presentation.sheet import Sheet

RESUME = "digest:resume:{id}"  # the custom_id of the button; the id is that of the subscription

_AMBER, _GREEN = 0xC77A1F, 0x2E9E6B

_HAPPENED: Mapping[NoticeKind, str] = {
    "suspended": N_("The digest in {channel} is suspended: nothing more is sent."),
    "failed": N_("The digest due in {channel} on {moment} was not sent."),
    "missed": N_("The digest due in {channel} on {moment} was missed."),
    "uncertain": N_("The digest due in {channel} on {moment} may or may not have arrived."),
    "unpublished": N_("The digest of {moment} is in {channel}, but could not be published for its followers."),
    "recovered": N_("The digests in {channel} arrive again."),
}
TO_DO: Mapping[NoticeKind, str] = {
    "failed": N_("What it would have told comes in the next one. `/digest status` shows how things stand."),
    "missed": N_("What it would have told comes in the next one. There is nothing to do."),
    "uncertain": N_("Look in {channel}: if it is not there, `/digest send` sends one now."),
    "unpublished": N_("To publish it all the same, open the menu of the message and choose *Publish Message*."),
}


def notice_sheet(notice: Notice, subscription: Subscription, localizer: Localizer) -> Sheet:
    """Return what an admin is told, with a button to resume what is suspended."""
    t, suspended = localizer.gettext, notice.kind == "suspended"
    resume = Action(t("Resume"), RESUME.format(id=subscription.id))
    return Sheet(
        _GREEN if notice.kind == "recovered" else _AMBER,
        tuple(_blocks(notice, subscription, localizer)),
        presses=(resume,) if suspended else (),
    )


def _blocks(notice: Notice, subscription: Subscription, localizer: Localizer) -> Iterator[str]:
    t, place = localizer.gettext, subscription.place
    words = {"channel": channel_in_words(place), "moment": _moment(notice, subscription.cadence.zone, localizer)}
    happened = t(_HAPPENED[notice.kind]).format(**words)
    trouble = notice.reason if notice.reason in TROUBLES else None
    reason = "" if notice.kind == "recovered" else reason_in_words(notice.reason, place, localizer)
    yield "\n".join([f"**{happened}**", *labelled(t("Why"), reason)])
    if notice.kind == "suspended":
        yield advice_on(trouble or "refused", place, localizer).remedy
    elif notice.kind in TO_DO:
        yield t(TO_DO[notice.kind]).format(**words)
    yield "-# " + t("Digest {number}").format(number=subscription.id)


def _moment(notice: Notice, zone: str, localizer: Localizer) -> str:
    """Return the time that the occurrence is named after, or that of the notice where its name is no time."""
    with suppress(ValueError):
        return wall_time_in_words(datetime.fromisoformat(notice.key), localizer)
    return moment_in_words(notice.at, zone, localizer)
