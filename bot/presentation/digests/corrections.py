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
    sheet = Sheet.from_json(part)
    latest_first = sorted(corrections, key=lambda each: each.date, reverse=True)
    in_full = [_noted(each.date, plain(each.note.to(localizer.language)), localizer) for each in latest_first]
    named = dict.fromkeys(_noted(each.date, _see(each, sheet, localizer), localizer) for each in latest_first)
    least = _noted(latest_first[0].date, localizer.gettext("see the cards as they stand now."), localizer)
    note = next((each for each in map("\n".join, (in_full, named)) if _holds(part, each)), least)
    return {**part, "blocks": _below_title(note, part["blocks"])}


def _noted(day: date, words: str, localizer: Localizer) -> str:
    label = localizer.gettext("Correction of {day}").format(day=day_in_words(day, localizer))
    return localizer.gettext("**{label}**: {words}").format(label=label, words=words)


def _see(correction: Corrected, sheet: Sheet, localizer: Localizer) -> str:
    """Return which card to read; the buttons of a part know the names of all it tells."""
    name = next((link.label for link in sheet.links if link.card_id == correction.card_id), "")
    if not name:
        return localizer.gettext("see the cards as they stand now.")
    return localizer.gettext("read “{name}” as it stands now.").format(name=plain(name))


def _below_title(note: str, blocks: Sequence[str]) -> list[str]:
    opening, *rest = blocks
    return [f"{opening}\n{note}", *rest]


def _holds(part: Part, note: str) -> bool:
    sheet = Sheet.from_json(part)
    whole = replace(sheet, blocks=tuple(_below_title(note, sheet.blocks)))
    return whole.fits(Room() - IMPRINT - picture_room(part))
