"""How much of a message a text takes, counted so that Discord cannot count more."""

from __future__ import annotations

import json
from dataclasses import dataclass

# Discord, "Component Reference": the text of all text displays of a message together. It does not say what a
# character is. UTF-16 code units, which its own client counts, are never fewer than code points.
MAX_CHARACTERS = 4_000
# Undocumented: messages of about 10,170 bytes of components have been answered with a 500.
MAX_OCTETS = 10_000


def length_of(text: str) -> int:
    """Return how many characters Discord may count, at most."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def octets_of(text: str) -> int:
    """Return how many bytes ``text`` takes in JSON, without its quotation marks."""
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


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

    def __sub__(self, other: Room) -> Room:
        return Room(self.characters - other.characters, self.octets - other.octets)


def clipped(text: str, most: int) -> str:
    """Return ``text``, cut where it is longer than ``most`` characters."""
    while length_of(text) > most:
        text = text[:-1]
    return text
