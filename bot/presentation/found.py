"""The cards that a message names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from bot.cards.library import Edition
from bot.presentation import notices, vocabulary
from bot.presentation.fields import name_of
from bot.presentation.footers import footer
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_OPTIONS, Room
from bot.presentation.sheet import AIR, AIR_OCTETS, MOST_ENTRIES, PAGE, Link, Sheet, paginate

_LINKS_OCTETS = 5_000  # of a page's 7,500: the rest is for summaries


def found_sheet(card_ids: Sequence[str], edition: Edition, localizer: Localizer) -> Sheet:
    """Offer as many of these cards as a message takes, in their order, with as many summaries as fit beside them.

    There is one page: a button that turned to another would have to carry the message that was read.
    """
    if not card_ids:
        return notices.refusal(
            localizer.gettext(
                "No card is named in this message. `/search` looks through all that the cards say, "
                "and forgives what is misspelt."
            )
        )
    every = [notices.card_link(edition.published[card_id], localizer) for card_id in card_ids]
    links = _first_of(every)
    room = PAGE - Room(0, sum(link.octets for link in links))
    summaries = (_block(link.card_id, edition, localizer) for link in links)
    blocks = paginate(summaries, room, MOST_ENTRIES, beside=lambda _: AIR_OCTETS)[0]
    title = localizer.gettext("Cards named in this message")
    parts = _left_out(len(links) - len(blocks), len(every) - len(links), localizer)
    return Sheet(
        vocabulary.LIST_COLOUR,
        (f"### {title}", AIR.join(blocks), footer(edition, localizer, parts=parts)),
        tuple(links),
        localizer.gettext("Open a card…"),
    )


def _first_of(links: Sequence[Link]) -> list[Link]:
    """Return the first of ``links`` that one select takes, and that leave room for a few summaries."""
    octets = accumulate(link.octets for link in links[:MAX_OPTIONS])
    return [link for link, sum_so_far in zip(links, octets, strict=False) if sum_so_far <= _LINKS_OCTETS]


def _left_out(summaries: int, cards: int, localizer: Localizer) -> list[str]:
    """Say how many cards have found no room for their summary, and how many none at all."""
    parts = []
    if summaries:
        below = localizer.ngettext("{count} more in the list below", "{count} more in the list below", summaries)
        parts.append(below.format(count=localizer.number(summaries)))
    if cards:
        more = localizer.ngettext("no room for {count} more", "no room for {count} more", cards)
        parts.append(more.format(count=localizer.number(cards)))
    return parts


def nothing_to_read(localizer: Localizer) -> Sheet:
    """Say that a message has no words: it is a picture, say."""
    return notices.refusal(localizer.gettext("There is no text in this message."))


def _block(card_id: str, edition: Edition, localizer: Localizer) -> str:
    card = edition.published[card_id]
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    summary = plain(card.summary.to(localizer.language))
    return f"**{name_of(card_id, edition, localizer)}**\n-# {kind}\n{summary}"
