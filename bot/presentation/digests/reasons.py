"""Why a digest was not sent, in words: what its receipt says in English is told in the reader's language."""

from __future__ import annotations

import re

from bot.digests.subscription import Place
from bot.digests.troubles import TROUBLES
from bot.presentation.digests.troubles import advice_on
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import plain

# What receipts say that is ours, in full.
REASONS = (
    N_("the bot was not running in time"),
    N_("the next one came due before anybody could send it"),
    N_("it was tried too often"),
    N_("Discord could not be reached in time"),
    N_("the subscription is paused"),
    N_("the subscription is suspended"),
    N_("What was posted in the forum may not show yet"),
    N_("there was no answer"),
    N_("the connection could not be opened"),
    N_("the connection broke off"),
    N_("the answer broke off"),
)
# How those begin that go on with what somebody else says, or with one of the above.
OPENINGS = (
    N_("The channel does not exist any more"),
    N_("The bot cannot see the channel"),
    N_("The bot may not post there"),
    N_("The thread is closed"),
    N_("The forum wants another tag on its posts"),
    N_("Discord does not take it for now"),
    N_("Discord refused the message"),
    N_("The message was posted, and somebody deleted it"),
    N_("It is not known whether Discord did what was asked"),
    N_("Discord could not be asked"),
    N_("Discord asks to wait"),
)
_OPENED = re.compile(r"(?P<opening>[^:]+): (?P<words>.+?)(?: \(Discord's code (?P<code>\d+)\))?\.", re.DOTALL)


def reason_in_words(reason: str, place: Place, localizer: Localizer) -> str:
    """Return the reason on a receipt or a notice, escaped: a trouble, a sentence of ours, or one of Discord's."""
    if reason in TROUBLES:
        return advice_on(reason, place, localizer).reason
    opened = _OPENED.fullmatch(reason)
    if opened is None or opened["opening"] not in OPENINGS:
        return plain(_ours(reason, localizer))
    t, ours, theirs, code = localizer.gettext, *opened.group("opening", "words", "code")
    words = {"opening": plain(t(ours)), "words": plain(_ours(theirs, localizer)), "code": code}
    if theirs in REASONS:
        return t("{opening}: {words}.").format(**words)
    # In quotation marks, as these are in English whatever the reader's language.
    quoted = t("{opening}: “{words}” (Discord's code {code}).") if code else t("{opening}: “{words}”.")
    return quoted.format(**words)


def _ours(reason: str, localizer: Localizer) -> str:
    return localizer.gettext(reason) if reason in REASONS else reason
