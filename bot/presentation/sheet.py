"""A message before it is Discord's: a coloured frame of text blocks, with buttons and links to cards below.

Cards, timelines, notices and digests are all sheets. A sheet is a plain value: it can be compared, measured,
frozen as JSON and sent again to the byte, and it becomes components in one place (``components``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from bot.presentation.measures import Room, length_of, octets_of
from bot.presentation.navigation import Action, Press

# Leaves room for the title, the footer and the buttons that every page repeats.
PAGE = Room(characters=3_300, octets=7_500)
# Bytes of a message beside its text and the ways to cards: the frame, the rules, a picture and five other buttons.
FRAME_OCTETS = 2_000

# Between the entries of a list, inside a block: room without a rule. Discord takes 40 components, so that a page has
# ten entries at most.
AIR = "\n\n\n"
AIR_OCTETS = 60  # of what becomes of it
MOST_ENTRIES = 10

# Bytes beside its text and its links of a message that has no picture, at most; and of a link, whose name and note have
# 100 characters each.
_MOST_BESIDE, _MOST_OF_A_LINK = FRAME_OCTETS + AIR_OCTETS * MOST_ENTRIES, 1_000


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
    """``blocks`` are Markdown of our own making (other people's text already escaped), set apart by rules.

    ``AIR`` sets the entries of a list apart inside a block.
    ``presses`` are a row of at most five buttons; ``links`` lead to cards, in a select with ``more`` as its words when
    there are more than five. ``picture`` comes after the first block.
    """

    colour: int
    blocks: tuple[str, ...]
    links: tuple[Link, ...] = ()
    more: str = ""
    refusal: bool = False
    presses: tuple[Press | Action, ...] = ()
    picture: Picture | None = None

    @property
    def room(self) -> Room:
        """What it takes of a message: exactly the characters, and never fewer bytes than it is sent as."""
        text = "".join(self.blocks)
        octets = FRAME_OCTETS + AIR_OCTETS * text.count(AIR) + sum(link.octets for link in self.links)
        if self.picture:
            octets += octets_of(self.picture.description)
        return Room(length_of(text), octets_of(text) + octets)

    def fits(self, room: Room) -> bool:
        """Tell whether ``room`` is enough for it; in short, for a short one."""
        # Where each character takes two of Discord's, or four bytes, it would still fit.
        octets = room.octets - _MOST_BESIDE - _MOST_OF_A_LINK * len(self.links)
        short = sum(map(len, self.blocks)) < min(room.characters // 2, octets // 4)
        return (short and not self.picture) or self.room.fits(room)

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as plain data; ``from_json`` gives an equal one."""
        actions = [[each.label, each.custom_id] for each in self.presses if isinstance(each, Action)]
        return {
            "colour": self.colour,
            "blocks": list(self.blocks),
            "links": [link.to_json() for link in self.links],
            "more": self.more,
            **({"actions": actions} if actions else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Sheet:
        links = tuple(Link(*each) for each in data["links"])
        actions = tuple(Action(*each) for each in data.get("actions", ()))
        return cls(data["colour"], tuple(data["blocks"]), links, data["more"], presses=actions)


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
