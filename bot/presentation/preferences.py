"""What members and servers chose, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.cards.text import Language
from bot.presentation import notices
from bot.presentation.digests.cadences import moment_in_words
from bot.presentation.fields import labelled
from bot.presentation.localizer import N_, Localizer
from bot.presentation.markup import plain
from bot.presentation.sheet import Sheet
from bot.readers import Known

_LANGUAGES: Mapping[Language, str] = {"fr": N_("French"), "en": N_("English")}
_CHOSEN: Mapping[Language | None, str] = {
    "fr": N_("From now on you read in French, whatever the language of your Discord."),
    "en": N_("From now on you read in English, whatever the language of your Discord."),
    None: N_("From now on you read in the language of your Discord."),
}


def language_chosen(language: Language | None, localizer: Localizer) -> Sheet:
    """Confirm the language a member chose; None for that of their Discord."""
    return notices.confirmation(localizer.gettext(_CHOSEN[language]))


def zone_chosen(zone: str | None, now: datetime, localizer: Localizer) -> Sheet:
    """Confirm the time zone a member chose, with the time there, so that a wrong one is noticed."""
    if zone is None:
        return notices.confirmation(localizer.gettext("No time zone is kept for you any more."))
    sentence = localizer.gettext(
        "Your time zone is {zone}, where it is now: {moment}. `/catchup` dates by it, and `/digest create` takes it "
        "when none is given."
    )
    return notices.confirmation(sentence.format(zone=plain(zone), moment=moment_in_words(now, zone, localizer)))


def what_is_known(known: Known, localizer: Localizer) -> Sheet:
    """Tell a member all that is stored about them."""
    if known.nothing:
        return notices.confirmation(localizer.gettext("Nothing is stored about you."))
    title = localizer.gettext("All that is stored about you")
    remark = localizer.gettext("`/settings forget-me` erases it.")
    return notices.confirmation("\n".join([f"### {title}", *_lines(known, localizer), f"-# {remark}"]))


def forgotten(erased: Known, localizer: Localizer) -> Sheet:
    """Tell a member what has been erased."""
    if erased.nothing:
        return notices.confirmation(localizer.gettext("There was nothing to erase: nothing is stored about you."))
    title = localizer.gettext("Erased: nothing is stored about you any more")
    lines = [f"### {title}", *_lines(erased, localizer)]
    if erased.digests:
        remark = localizer.gettext("The digests go on; who created them is no longer known.")
        lines.append(f"-# {remark}")
    return notices.confirmation("\n".join(lines))


def _lines(known: Known, localizer: Localizer) -> Iterator[str]:
    t, preferences = localizer.gettext, known.preferences
    if preferences.language:
        yield from labelled(t("Language"), t(_LANGUAGES[preferences.language]))
    if preferences.zone:
        yield from labelled(t("Time zone"), plain(preferences.zone))
    if known.caught_up_at:
        moment = moment_in_words(known.caught_up_at, preferences.zone_in(localizer.language), localizer)
        yield from labelled("/catchup", t("you have seen what came or changed up to {moment}").format(moment=moment))
    if known.digests:
        created = localizer.ngettext(
            "you created {count}, which bears your id", "you created {count}, which bear your id", known.digests
        )
        yield from labelled(t("Digests"), created.format(count=known.digests))


def visibility_chosen(*, publicly: bool, localizer: Localizer) -> Sheet:
    """Confirm how lookups are answered in a server."""
    if publicly:
        sentence = localizer.gettext(
            "In this server, lookups are now answered for all to see. Refusals, `/catchup`, `/settings` and the "
            "buttons of a public answer stay private."
        )
    else:
        sentence = localizer.gettext("In this server, only the member who asks now sees the answer, and may share it.")
    return notices.confirmation(sentence)
