"""What Discord takes in a message, and how much of it a text needs, counted so that Discord cannot count more."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import discord

# Discord, "Component Reference": the text of all text displays of a message together. It does not say what a
# character is. UTF-16 code units, which its own client counts, are never fewer than code points.
MAX_CHARACTERS = 4_000
# Undocumented: messages of about 10,170 bytes of components have been answered with a 500.
MAX_OCTETS = 10_000
# "Component Reference" again.
MAX_COMPONENTS = 40
MAX_ROW = 5  # buttons in an action row
MAX_LABEL = 80  # characters on a button
MAX_OPTIONS = 25  # options in a select
MAX_OPTION = 100  # characters of an option's label
MAX_CUSTOM_ID = 100
MAX_URL = 512  # of a link button; a link in text is held to the same


def length_of(text: str) -> int:
    """Return how many characters Discord may count, at most."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def octets_of(text: str) -> int:
    """Return how many bytes ``text`` takes in JSON, without its quotation marks."""
    octets = len(text) if text.isascii() else len(text.encode())
    # What JSON escapes; no other control character passes through YAML and ``plain``.
    return octets + text.count("\\") + text.count('"') + text.count("\n")


@dataclass(frozen=True, slots=True)
class Room:
    """Room in a message: characters that are shown, and bytes that are sent."""

    characters: int = MAX_CHARACTERS
    octets: int = MAX_OCTETS

    @classmethod
    def of(cls, line: str, beside: int = 0) -> Room:
        """Return the room that a line takes with its line break, and ``beside`` bytes that come with it."""
        return cls(length_of(line) + 1, octets_of(line) + 2 + beside)

    def fits(self, room: Room) -> bool:
        """Tell whether there is enough of ``room`` for this."""
        return self.characters <= room.characters and self.octets <= room.octets

    def holds(self, text: str) -> bool:
        """Tell whether ``text`` fits; a short one need not be measured."""
        # No character is more than two of those that Discord counts, nor more than four bytes.
        return len(text) < min(self.characters // 2, self.octets // 4) or Room.of(text).fits(self)

    def __sub__(self, other: Room) -> Room:
        return Room(self.characters - other.characters, self.octets - other.octets)


# What may still be added to a page on its way: who shared it, or that the cards have changed.
REMARK = Room(characters=200, octets=500)
_NOTHING = Room(0, 0)


def clipped(text: str, most: int) -> str:
    """Return ``text``, cut where it is longer than ``most`` characters."""
    while length_of(text) > most:
        text = text[:-1]
    return text


class Excess(NamedTuple):
    """``what`` there is too much of in a message: ``found`` where Discord takes ``most``."""

    what: str
    found: int
    most: int

    def __str__(self) -> str:
        return f"{self.found:,} {self.what}, and Discord takes {self.most:,}"


def excesses(components: Sequence[Mapping[str, Any]], remark: Room = _NOTHING) -> Iterator[Excess]:
    """Yield what there is too much of in a message, as it would be sent with a ``remark``."""
    every = list(_walk(components))
    of_type: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for each in every:
        of_type[each["type"]].append(each)
    buttons, selects = of_type[_BUTTON], of_type[_SELECT]
    options = [option for select in selects for option in select["options"]]
    measured = (
        Excess("characters", _characters(of_type[_TEXT]) + remark.characters, MAX_CHARACTERS),
        Excess("bytes", len(_JSON.encode(components).encode()) + remark.octets, MAX_OCTETS),
        Excess("components", len(every), MAX_COMPONENTS),
        Excess("buttons in a row", _most(len(row["components"]) for row in of_type[_ROW]), MAX_ROW),
        Excess("choices", _most(len(select["options"]) for select in selects), MAX_OPTIONS),
        Excess("characters on a button", _most(length_of(each["label"]) for each in buttons), MAX_LABEL),
        Excess("characters in a choice", _most(length_of(each["label"]) for each in options), MAX_OPTION),
        Excess(
            "characters of a custom_id",
            _most(len(each["custom_id"]) for each in chain(buttons, selects)),
            MAX_CUSTOM_ID,
        ),
    )
    return (excess for excess in measured if excess.found > excess.most)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of what Discord takes a message needs."""

    characters: int
    components: int
    octets: int

    @property
    def fits(self) -> bool:
        return self.characters <= MAX_CHARACTERS and self.components <= MAX_COMPONENTS and self.octets <= MAX_OCTETS


def size_of(components: Sequence[Mapping[str, Any]]) -> Size:
    """Measure a message as it is sent."""
    every = list(_walk(components))
    texts = (each for each in every if each["type"] == _TEXT)
    return Size(_characters(texts), len(every), len(_JSON.encode(components).encode()))


_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_ROW = discord.ComponentType.action_row.value
_BUTTON = discord.ComponentType.button.value
_SELECT = discord.ComponentType.select.value
_TEXT = discord.ComponentType.text_display.value


def _characters(texts: Iterable[Mapping[str, Any]]) -> int:
    return sum(length_of(each["content"]) for each in texts)


def _most(numbers: Iterable[int]) -> int:
    return max(numbers, default=0)


def _walk(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", ()))
