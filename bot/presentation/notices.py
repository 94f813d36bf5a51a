"""Short answers that are not cards: what could not be found or done, and what the bot is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cards.library import Edition
from bot.presentation.localizer import Localizer
from bot.presentation.markup import echoed
from bot.presentation.sheet import Link, Sheet, paginate

_AMBER = 0xC77A1F
_GREEN = 0x2E9E6B


def refusal(sentence: str, links: Sequence[Link] = ()) -> Sheet:
    """Say why there is no answer, with what might help."""
    return Sheet(_AMBER, (sentence,), tuple(links), refusal=True)


def confirmation(sentence: str) -> Sheet:
    """Say that what was asked for has been done."""
    return Sheet(_GREEN, (sentence,))


def listing(lines: Sequence[str], localizer: Localizer) -> Sheet:
    """List as many whole lines as fit one message, and say how many do not."""
    shown = paginate(lines)[0]
    blocks = ["\n".join(shown)]
    if left_out := len(lines) - len(shown):
        more = localizer.ngettext("and {count} more", "and {count} more", left_out)
        blocks.append(f"-# {more.format(count=left_out)}")
    return Sheet(_GREEN, tuple(blocks))


def card_not_found(query: str, suggestions: Sequence[str], edition: Edition, localizer: Localizer) -> Sheet:
    """Say politely that nothing is called ``query``, and offer the closest cards as buttons."""
    asked = echoed(query)
    links = [
        Link(edition.published[card_id].name.to(localizer.language), card_id)
        for card_id in suggestions
        if card_id in edition.published
    ]
    if links:
        sentence = localizer.gettext("No card is called “{query}”. Did you mean one of these?")
    else:
        sentence = localizer.gettext("No card is called “{query}”, and none comes close. Try fewer letters.")
    return refusal(sentence.format(query=asked or "…"), links)


def card_gone(localizer: Localizer) -> Sheet:
    """Say that a button leads to a card that has left."""
    return refusal(localizer.gettext("This card is no longer published."))


def dead_end(localizer: Localizer) -> Sheet:
    """Say that a button, of an older version of this bot, is not understood any more."""
    return refusal(
        localizer.gettext("This button no longer leads anywhere. Ask again with a command, such as `/search`.")
    )


def of_another_edition(sheet: Sheet, localizer: Localizer) -> Sheet:
    """Add that the message showed an older edition: its pages need not join those of this one."""
    remark = localizer.gettext("The cards have changed since this message was sent; this is how they stand now.")
    return replace(sheet, blocks=(*sheet.blocks, f"-# {remark}"))


def shared(sheet: Sheet, by: str, localizer: Localizer) -> Sheet:
    """Add who shared a page, above it. ``by`` is what the member is called here, whatever that is."""
    remark = localizer.gettext("Shared by {name}").format(name=echoed(by) or "…")
    return replace(sheet, blocks=(f"-# {remark}\n{sheet.blocks[0]}", *sheet.blocks[1:]))


def bad_date(localizer: Localizer) -> Sheet:
    """Say how a date is written."""
    return refusal(localizer.gettext("That is not a date. Write 2025, 2025-08 or 2025-08-05."))


def bad_time(typed: str, localizer: Localizer) -> Sheet:
    """Say how a time of day is written."""
    sentence = localizer.gettext("“{typed}” is not a time of day. Write it as 08:00, 20:15 or 8h30.")
    return refusal(sentence.format(typed=echoed(typed)))


def bad_zone(typed: str, localizer: Localizer) -> Sheet:
    """Say how a time zone is chosen."""
    sentence = localizer.gettext("No time zone is called “{typed}”. Type a city, such as Paris, and choose.")
    return refusal(sentence.format(typed=echoed(typed)))


def went_wrong(localizer: Localizer) -> Sheet:
    """Own up to a mistake of ours."""
    return refusal(
        localizer.gettext("Something went wrong on our side. It has been logged; please try again in a moment.")
    )
