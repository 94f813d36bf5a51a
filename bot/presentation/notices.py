"""Short answers that are not cards: what could not be found or done, and what the bot is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.cards.library import Edition
from bot.cards.schema import Card, Kind
from bot.cards.stems import spellings
from bot.presentation import vocabulary
from bot.presentation.localizer import Localizer
from bot.presentation.markup import echoed, plain
from bot.presentation.measures import MAX_ROW
from bot.presentation.navigation import Press
from bot.presentation.routes import SearchRoute, fits_a_route, tidied
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
        blocks.append(f"-# {more.format(count=localizer.number(left_out))}")
    return Sheet(_GREEN, tuple(blocks))


def card_not_found(query: str, suggestions: Sequence[str], edition: Edition, localizer: Localizer) -> Sheet:
    """Say politely that nothing is called ``query``, and offer the closest cards as buttons, and a search for it."""
    t = localizer.gettext
    close = [edition.published[card_id] for card_id in suggestions if card_id in edition.published]
    search = _search_for(query, localizer)
    if close:
        sentence = t("No card is called “{query}”. Did you mean one of these?")
    elif search:
        sentence = t("No card is called “{query}”, and none comes close. But one may speak of it.")
    else:
        sentence = t("No card is called “{query}”, and none comes close.")
    sheet = refusal(sentence.format(query=echoed(query)), [card_link(card, localizer) for card in close])
    return replace(sheet, presses=search)


def of_another_kind(called: Sequence[Card], asked: Kind, localizer: Localizer) -> Sheet:
    """Say what the cards ``called`` are, as they are not of the kind that was ``asked`` for, and offer them."""
    t, card = localizer.gettext, called[0]
    sentence = t("“{name}” is {kind}, not {asked}.").format(
        name=plain(card.name.to(localizer.language)),
        kind=t(vocabulary.ONE_OF[card.kind]),
        asked=t(vocabulary.ONE_OF[asked]),
    )
    return refusal(sentence, [card_link(each, localizer) for each in called[:MAX_ROW]])


def card_link(card: Card, localizer: Localizer) -> Link:
    """Return the way to a card, with its kind: a symbol on a button, and in words too in a select."""
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    return Link(card.name.to(localizer.language), card.id, vocabulary.SYMBOLS[card.kind], kind)


def _search_for(query: str, localizer: Localizer) -> tuple[Press, ...]:
    """Return a button that looks through all cards for ``query``, if there is a word in it."""
    query = tidied(query)
    if not spellings(query) or not fits_a_route(query):
        return ()
    return (Press(localizer.gettext("Search all cards"), SearchRoute(0, query)),)


def card_gone(localizer: Localizer) -> Sheet:
    """Say that a button leads to a card that has left."""
    return refusal(localizer.gettext("This card is no longer published."))


def dead_end(localizer: Localizer) -> Sheet:
    """Say that a button, of an older version of this bot, is not understood any more."""
    return refusal(
        localizer.gettext("This button no longer leads anywhere. Ask again with a command, such as `/search`.")
    )


def of_another_edition(sheet: Sheet, localizer: Localizer) -> Sheet:
    """Add that the message showed an older edition: its pages need not join those of this one.

    A refusal stays as it is: it says one thing, and which edition it is of changes nothing about it.
    """
    if sheet.refusal:
        return sheet
    remark = localizer.gettext("The cards have changed since this message was sent; this is how they stand now.")
    return replace(sheet, blocks=(*sheet.blocks, f"-# {remark}"))


def shared(sheet: Sheet, by: str, localizer: Localizer) -> Sheet:
    """Add who shared a page, above it. ``by`` is what the member is called here, whatever that is."""
    remark = localizer.gettext("Shared by {name}").format(name=echoed(by))
    return replace(sheet, blocks=(f"-# {remark}\n{sheet.blocks[0]}", *sheet.blocks[1:]))


def shared_too_often(free: datetime, localizer: Localizer) -> Sheet:
    """Say when a member may share something again, in the words of their Discord: "in 40 seconds"."""
    sentence = localizer.gettext("One thing after another, for the others’ sake: you can share here again {when}.")
    return refusal(sentence.format(when=f"<t:{math.ceil(free.timestamp())}:R>"))


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


def went_wrong(reference: str, localizer: Localizer) -> Sheet:
    """Own up to a mistake of ours, which stands in the log under ``reference``."""
    t = localizer.gettext
    sentence = t("Something went wrong on our side. It has been logged; please try again in a moment.")
    remark = t("If it happens again, tell whoever runs this bot: {reference}").format(reference=f"`{reference}`")
    return refusal(f"{sentence}\n-# {remark}")
