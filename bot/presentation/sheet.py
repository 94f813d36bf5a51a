"""A message before it is Discord's: a coloured frame of text blocks, with buttons and links to cards below.

Cards, timelines, notices and digests are all sheets. A sheet is a plain value: it can be compared, measured,
frozen as JSON and sent again to the byte, and it becomes components in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import discord

from bot.presentation.measures import (
    MAX_LABEL,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_ROW,
    Room,
    clipped,
    length_of,
    octets_of,
)
from bot.presentation.navigation import SELECT_ID, Press
from bot.presentation.routes import CardRoute

# Leaves room for the title, the footer and the buttons that every page repeats.
PAGE = Room(characters=3_300, octets=7_500)
# Bytes of a message beside its text and the ways to cards: the frame, the rules, a picture and five other buttons.
FRAME_OCTETS = 2_000

# Between the entries of a list, inside a block: room without a rule. Discord takes 40 components, so that a page has ten
# entries at most.
AIR = "\n\n\n"
AIR_OCTETS = 60  # of what becomes of it
MOST_ENTRIES = 10

# Marks a sheet that says why there is no answer, so that `depeche try` can tell; Discord lets the sender
# choose a component's id ("Component Reference", Anatomy of a Component).
REFUSAL_ID = 404


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a card. ``label`` is cut where Discord ends a button's, at 80 characters, or an option's, at 100.

    ``symbol`` is an emoji that stands before it, ``note`` small print below it, which only an option has.
    """

    label: str
    card_id: str
    symbol: str = ""
    note: str = ""

    @property
    def octets(self) -> int:
        """What it takes of a message as a button or an option, in bytes; never less than it really is."""
        return 100 + octets_of(self.label) + len(self.card_id) + octets_of(self.note)

    def to_json(self) -> list[str]:
        """Return it as plain data, as short as it was before links had symbols: old digests are to stay as they are."""
        named = [self.label, self.card_id]
        return [*named, self.symbol, self.note] if self.symbol or self.note else named


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
    """``blocks`` are Markdown of our own making (other people's text already escaped), set apart by rules; ``AIR``
    sets the entries of a list apart inside one.

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
        text = "".join(self.blocks)
        return Room(length_of(text), octets_of(text) + self._octets_beside)

    def fits(self, room: Room) -> bool:
        """Tell whether ``room`` is enough for it; in short, for a short one."""
        return Room(room.characters, room.octets - self._octets_beside).holds("".join(self.blocks))

    @property
    def _octets_beside(self) -> int:
        octets = FRAME_OCTETS + sum(link.octets for link in self.links)
        octets += AIR_OCTETS * sum(block.count(AIR) for block in self.blocks)
        return octets + octets_of(self.picture.description) if self.picture else octets

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as plain data; ``from_json`` gives an equal one."""
        return {
            "colour": self.colour,
            "blocks": list(self.blocks),
            "links": [link.to_json() for link in self.links],
            "more": self.more,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Sheet:
        links = tuple(Link(*each) for each in data["links"])
        return cls(data["colour"], tuple(data["blocks"]), links, data["more"])


def view_of(sheet: Sheet) -> discord.ui.LayoutView:
    """Lay a sheet out in components. Its picture has to be sent along, as a file of that name."""
    return _Laid(components_of(sheet))


class _Laid(discord.ui.LayoutView):
    """A message that is ready to be sent.

    It takes half of a command's time to make discord.py's items only to have them made into this. They are not
    missed either: a press is understood by its custom_id alone.
    """

    def __init__(self, components: list[dict[str, Any]]) -> None:
        super().__init__(timeout=None)
        # discord.py would wait a quarter of an hour, in a task, for presses on a message of one reader's own.
        self.stop()
        self._components = components

    def to_components(self) -> list[dict[str, Any]]:
        return self._components

    def has_components_v2(self) -> bool:
        return True


def components_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return a sheet as Discord is sent it (Discord, "Component Reference")."""
    inner: list[dict[str, Any]] = []
    for index, block in enumerate(sheet.blocks):
        if index:
            inner.append({"type": _SEPARATOR})
        inner.extend(_texts(block))
        if sheet.picture and not index:
            inner.append(_gallery(sheet.picture))
    if sheet.presses:
        inner.append(_row(map(_button, sheet.presses)))
    inner.extend(_link_rows(sheet))
    frame = {"type": _CONTAINER, "accent_color": sheet.colour, "components": inner}
    return [frame | {"id": REFUSAL_ID} if sheet.refusal else frame]


_CONTAINER, _SEPARATOR = discord.ComponentType.container.value, discord.ComponentType.separator.value
_TEXT, _GALLERY = discord.ComponentType.text_display.value, discord.ComponentType.media_gallery.value
_ROW, _BUTTON = discord.ComponentType.action_row.value, discord.ComponentType.button.value
_SELECT = discord.ComponentType.select.value
_PRIMARY, _SECONDARY = discord.ButtonStyle.primary.value, discord.ButtonStyle.secondary.value


def _texts(block: str) -> Iterator[dict[str, Any]]:
    for number, entry in enumerate(block.split(AIR)):
        if number:
            yield {"type": _SEPARATOR, "divider": False}
        yield {"type": _TEXT, "content": entry}


def _gallery(picture: Picture) -> dict[str, Any]:
    item = {"media": {"url": f"attachment://{picture.file_name}"}, "description": picture.description}
    return {"type": _GALLERY, "items": [item]}


def _row(components: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": _ROW, "components": [*components]}


def _button(press: Press) -> dict[str, Any]:
    button = {
        "type": _BUTTON,
        "style": _PRIMARY if press.share else _SECONDARY,
        "label": clipped(press.label, MAX_LABEL),
        "custom_id": press.custom_id,
    }
    return button | {"disabled": True} if press.disabled else button


def _link_rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    links = sheet.links[:MAX_OPTIONS]
    if sheet.more and len(links) > MAX_ROW:
        options = [_with_symbol(link, _option(link)) for link in links]
        yield _row([{"type": _SELECT, "custom_id": SELECT_ID, "placeholder": sheet.more, "options": options}])
        return
    for start in range(0, len(links), MAX_ROW):
        row = links[start : start + MAX_ROW]
        yield _row(_with_symbol(link, _button(Press(link.label, CardRoute(link.card_id)))) for link in row)


def _option(link: Link) -> dict[str, Any]:
    option = {"label": clipped(link.label, MAX_OPTION), "value": link.card_id}
    return option | {"description": clipped(link.note, MAX_OPTION)} if link.note else option


def _with_symbol(link: Link, control: dict[str, Any]) -> dict[str, Any]:
    return control | {"emoji": {"name": link.symbol}} if link.symbol else control


def is_refusal(components: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a message's components are those of a refusal."""
    return any(component.get("id") == REFUSAL_ID for component in components)


def paginate(
    lines: Iterable[str], room: Room = PAGE, most: int = 100, beside: Callable[[str], int] | None = None
) -> list[list[str]]:
    """Spread lines over pages of at most ``room`` and ``most`` lines; no line is ever cut.

    ``beside`` tells how many bytes of buttons a line brings to its page.
    """
    lines = list(lines)
    # Most of what is laid out needs one page, and to measure it as a whole takes a fraction of the time.
    if len(lines) <= most and Room.of("\n".join(lines), sum(map(beside, lines)) if beside else 0).fits(room):
        return [lines]
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


def by_section(lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Yield one block for each run of lines with one number, so that no list or label runs into what follows."""
    for _, section in groupby(lines, key=itemgetter(0)):
        yield "\n".join(line for _, line in section).rstrip("\n")
