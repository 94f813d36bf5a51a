"""A message before it is Discord's: a coloured frame of text blocks with links to cards below.

Cards, timelines, notices and digests are all sheets. A sheet is a plain value: it can be compared, measured,
frozen as JSON and sent again to the byte, and it becomes components in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.presentation.navigation import CardButton, CardSelect, TimelineButton

# Discord, "Component Reference": the text of all text displays of a message together.
MAX_CHARACTERS = 4_000
# Leaves room for the title and the footer that every page repeats.
PAGE_CHARACTERS = 3_300
_ROW = 5  # buttons in an action row
MAX_OPTIONS = 25  # options in a select

# Marks a sheet that says why there is no answer, so that `depeche try` can tell; Discord lets the sender
# choose a component's id ("Component Reference", Anatomy of a Component).
REFUSAL_ID = 404


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a card. ``label`` is cut at 80 characters, where Discord ends a button's."""

    label: str
    card_id: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """``blocks`` are Markdown of our own making (other people's text already escaped), set apart by rules."""

    colour: int
    blocks: tuple[str, ...]
    links: tuple[Link, ...] = ()
    more: str = ""
    refusal: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as plain data; ``from_json`` gives an equal one."""
        return {
            "colour": self.colour,
            "blocks": list(self.blocks),
            "links": [[link.label, link.card_id] for link in self.links],
            "more": self.more,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Sheet:
        links = tuple(Link(label, card_id) for label, card_id in data["links"])
        return cls(data["colour"], tuple(data["blocks"]), links, data["more"])


def view_of(sheet: Sheet, pager: Sequence[CardButton | TimelineButton] = ()) -> discord.ui.LayoutView:
    """Lay a sheet out in components. ``pager`` goes between the text and the links."""
    frame: discord.ui.Container[Any] = discord.ui.Container(
        accent_colour=sheet.colour, id=REFUSAL_ID if sheet.refusal else None
    )
    for index, block in enumerate(sheet.blocks):
        if index:
            frame.add_item(discord.ui.Separator())
        frame.add_item(discord.ui.TextDisplay(block))
    if pager:
        frame.add_item(discord.ui.ActionRow(*pager))
    for row in _link_rows(sheet):
        frame.add_item(row)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(frame)
    return view


def _link_rows(sheet: Sheet) -> Iterator[discord.ui.ActionRow[Any]]:
    links = sheet.links[:MAX_OPTIONS]
    if sheet.more and len(links) > _ROW:
        options = [discord.SelectOption(label=link.label[:100], value=link.card_id) for link in links]
        yield discord.ui.ActionRow(CardSelect(sheet.more, options))
        return
    for start in range(0, len(links), _ROW):
        yield discord.ui.ActionRow(*(CardButton(link.label, link.card_id) for link in links[start : start + _ROW]))


def is_refusal(components: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a message's components are those of a refusal."""
    return any(component.get("id") == REFUSAL_ID for component in components)


def paginate(lines: Iterable[str], size: int = PAGE_CHARACTERS, most: int = 100) -> list[list[str]]:
    """Spread lines over pages of at most ``size`` characters and ``most`` lines; no line is ever cut."""
    pages: list[list[str]] = [[]]
    room = size
    for line in lines:
        if pages[-1] and (len(line) + 1 > room or len(pages[-1]) == most):
            pages.append([])
            room = size
        pages[-1].append(line)
        room -= len(line) + 1
    return pages
