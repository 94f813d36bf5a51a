"""The cards that a message names."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.library import Edition
from bot.presentation import notices, vocabulary
from bot.presentation.fields import name_of
from bot.presentation.footers import footer
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_OPTIONS
from bot.presentation.sheet import Link, Sheet, paginate

_COLOUR = 0x5865A8  # of no kind of card; 3:1 at least against both of Discord's backgrounds


def found_sheet(card_ids: Sequence[str], edition: Edition, localizer: Localizer) -> Sheet:
    """List as many of these cards as fit one message, in their order, and say how many do not."""
    if not card_ids:
        return notices.refusal(
            localizer.gettext(
                "No card is named in this message. `/search` looks through all that the cards say, "
                "and forgives what is misspelt."
            )
        )
    blocks = {_block(card_id, edition, localizer): card_id for card_id in card_ids}
    page = paginate(blocks, most=MAX_OPTIONS, beside=lambda block: _link(blocks[block], edition, localizer).octets)[0]
    parts = []
    if left_out := len(card_ids) - len(page):
        parts.append(localizer.ngettext("and {count} more", "and {count} more", left_out).format(count=left_out))
    title = localizer.gettext("Cards named in this message")
    return Sheet(
        _COLOUR,
        (f"### {title}", "\n\n".join(page), footer(edition, localizer, parts=parts)),
        tuple(_link(blocks[block], edition, localizer) for block in page),
        localizer.gettext("Open a card…"),
    )


def nothing_to_read(localizer: Localizer) -> Sheet:
    """Say that a message has no words: it is a picture, say."""
    return notices.refusal(localizer.gettext("There is no text in this message."))


def _block(card_id: str, edition: Edition, localizer: Localizer) -> str:
    card = edition.published[card_id]
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    summary = plain(card.summary.to(localizer.language))
    return f"**{name_of(card_id, edition, localizer)}**\n-# {kind}\n{summary}"


def _link(card_id: str, edition: Edition, localizer: Localizer) -> Link:
    card = edition.published[card_id]
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    return Link(card.name.to(localizer.language), card_id, vocabulary.SYMBOLS[card.kind], kind)
