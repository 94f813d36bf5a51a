"""A message before it is Discord's: a coloured frame of text blocks, with buttons and links to cards below.

Cards, timelines, notices and digests are all sheets. A sheet is a plain value: it can be compared, measured,
frozen as JSON and sent again to the byte, and it becomes components in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.presentation.measures import MAX_OPTION, MAX_OPTIONS, MAX_ROW, Room, clipped, length_of, octets_of
from bot.presentation.navigation import CardSelect, Press, RouteButton
from bot.presentation.routes import CardRoute

# Leaves room for the title, the footer and the buttons that every page repeats.
PAGE = Room(characters=3_300, octets=7_500)
# Bytes of a message beside its text and the ways to cards: the frame, the rules, a picture and five other buttons.
FRAME_OCTETS = 2_000

# Marks a sheet that says why there is no answer, so that `depeche try` can tell; Discord lets the sender
# choose a component's id ("Component Reference", Anatomy of a Component).
REFUSAL_ID = 404


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a card. ``label`` is cut where Discord ends a button's, at 80 characters, or an option's, at 100."""

    label: str
    card_id: str

    @property
    def octets(self) -> int:
        """What it takes of a message as a button or an option, in bytes; never less than it really is."""
        return 100 + octets_of(self.label) + len(self.card_id)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image to be drawn for a sheet: ``draw`` returns a PNG and may take tens of milliseconds, so use a thread.

    Pictures with the same ``key`` are the same. ``description`` is read to those who do not see it (at most 1,024
    characters: Discord, "Component Reference", Media Gallery Item).
    """

    key: tuple[str, ...]
    file_name: str
    description: str
    draw: Callable[[], bytes] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """``blocks`` are Markdown of our own making (other people's text already escaped), set apart by rules.

    ``presses`` are a row of at most five buttons; ``links`` lead to cards, in a select with ``more`` as its words when
    there are more than five. ``picture`` comes after the first block.
    """

    colour: int
    blocks: tuple[str, ...]
    links: tuple[Link, ...] = ()
    more: str = ""
    refusal: bool = False
    presses: tuple[Press, ...] = ()
    picture: Picture | None = None

    @property
    def room(self) -> Room:
        """What it takes of a message: exactly the characters, and never fewer bytes than it is sent as."""
        octets = FRAME_OCTETS + sum(link.octets for link in self.links)
        octets += octets_of(self.picture.description) if self.picture else 0
        return Room(sum(map(length_of, self.blocks)), octets + sum(map(octets_of, self.blocks)))

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


def view_of(sheet: Sheet) -> discord.ui.LayoutView:
    """Lay a sheet out in components. Its picture has to be sent along, as a file of that name."""
    frame: discord.ui.Container[Any] = discord.ui.Container(
        accent_colour=sheet.colour, id=REFUSAL_ID if sheet.refusal else None
    )
    for index, block in enumerate(sheet.blocks):
        if index:
            frame.add_item(discord.ui.Separator())
        frame.add_item(discord.ui.TextDisplay(block))
        if sheet.picture and not index:
            frame.add_item(_gallery(sheet.picture))
    if sheet.presses:
        frame.add_item(discord.ui.ActionRow(*map(RouteButton, sheet.presses)))
    for row in _link_rows(sheet):
        frame.add_item(row)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(frame)
    return view


def components_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return a sheet as Discord is sent it."""
    view: Any = view_of(sheet)
    components: list[dict[str, Any]] = view.to_components()
    return components


def _gallery(picture: Picture) -> discord.ui.MediaGallery[Any]:
    return discord.ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{picture.file_name}", description=picture.description)
    )


def _link_rows(sheet: Sheet) -> Iterator[discord.ui.ActionRow[Any]]:
    links = sheet.links[:MAX_OPTIONS]
    if sheet.more and len(links) > MAX_ROW:
        options = [discord.SelectOption(label=clipped(link.label, MAX_OPTION), value=link.card_id) for link in links]
        yield discord.ui.ActionRow(CardSelect(sheet.more, options))
        return
    for start in range(0, len(links), MAX_ROW):
        yield discord.ui.ActionRow(
            *(RouteButton(Press(link.label, CardRoute(link.card_id))) for link in links[start : start + MAX_ROW])
        )


def is_refusal(components: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a message's components are those of a refusal."""
    return any(component.get("id") == REFUSAL_ID for component in components)


def paginate(
    lines: Iterable[str], room: Room = PAGE, most: int = 100, beside: Callable[[str], int] | None = None
) -> list[list[str]]:
    """Spread lines over pages of at most ``room`` and ``most`` lines; no line is ever cut.

    ``beside`` tells how many bytes of buttons a line brings to its page.
    """
    pages: list[list[str]] = [[]]
    left = room
    for line in lines:
        needed = Room.of(line, beside(line) if beside else 0)
        if pages[-1] and (not needed.fits(left) or len(pages[-1]) == most):
            pages.append([])
            left = room
        pages[-1].append(line)
        left -= needed
    return pages
