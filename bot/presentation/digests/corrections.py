"""A digest that was posted and needs correcting: the same part, with a dated note below its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.cards.corrections import Corrected
from bot.digests.records import Part
from bot.presentation.dates import day_in_words
from bot.presentation.digests.imprints import IMPRINT
from bot.presentation.digests.pictures import picture_room
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.sheet import Sheet

# What every part of a digest leaves room for: a note that names one card, whose name may have a hundred characters
# and each of them a backslash before it.
CORRECTION = Room(characters=350, octets=800)


def corrected(part: Part, corrections: Sequence[Corrected], localizer: Localizer) -> Part:
    """Return ``part``, as it was frozen, with all its ``corrections`` below the title, the latest first.

    No sentence is cut: where there is no room for what they say, they name the cards that say it, and where there is
    none for these either, they lead to the cards.
    """
    if not corrections:
        return part
    t, latest_first = localizer.gettext, sorted(corrections, key=lambda each: each.date, reverse=True)
    names = {link.card_id: link.label for link in Sheet.from_json(part).links}

    def noted(each: Corrected, words: str) -> str:
        return _noted(each.date, names.get(each.card_id, ""), words, localizer)

    in_full = [noted(each, plain(each.note.to(localizer.language))) for each in latest_first]
    named = dict.fromkeys(noted(each, t("read the card as it stands now.")) for each in latest_first)
    least = _noted(latest_first[0].date, "", t("read the cards as they stand now."), localizer)
    note = next((each for each in map("\n".join, (in_full, named)) if _holds(part, each)), least)
    return {**part, "blocks": _below_title(note, part["blocks"])}


def _noted(day: date, name: str, words: str, localizer: Localizer) -> str:
    """Return a note, with the name of the card that was wrong where the part tells of it."""
    label = localizer.gettext("Correction of {day}").format(day=day_in_words(day, localizer))
    about = " · ".join(filter(None, [f"**{label}**", plain(name)]))
    return localizer.gettext("{label}: {words}").format(label=about, words=words)


def _below_title(note: str, blocks: Sequence[str]) -> list[str]:
    opening, *rest = blocks
    return [f"{opening}\n{note}", *rest]


def _holds(part: Part, note: str) -> bool:
    sheet = Sheet.from_json(part)
    whole = replace(sheet, blocks=tuple(_below_title(note, sheet.blocks)))
    return whole.fits(Room() - IMPRINT - picture_room(part))
