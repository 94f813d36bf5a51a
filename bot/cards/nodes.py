"""What is known of a file's nodes while they are read: where each stands, and what is wrong with it.

A node is known by the event that the parser gave of it. Of such an event, only its two marks matter here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.cards.document import TOP, Path, Place, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.legible import Origin

Events = dict[Path, tuple[Any, Any]]
"""The events of the key and of the value at each path; an item of a list is its own key."""


class Unreadable(Exception):
    """A mistake that the builder cannot get over, or may not: ``parse`` has no use for a second one."""

    def __init__(self, code: str = "", message: str = "", remedy: str = "", event: Any = None) -> None:
        self.code, self.message, self.remedy, self.event = code, message, remedy, event

    def slip(self, origin: Origin) -> Slip:
        span = origin.span(*place_of(self.event)) if self.event else TOP
        return Slip(self.code, self.message, span, self.remedy)


class Noted(NamedTuple):
    """A mistake that the builder got over, at characters ``place``; a space at ``gap`` would mend it."""

    code: str
    message: str
    help: str
    place: tuple[int, int]
    earlier: tuple[int, int] | None = None
    gap: int | None = None

    def slip(self, origin: Origin) -> Slip:
        earlier = origin.span(*self.earlier) if self.earlier else None
        fix = None if self.gap is None else (origin.kept[self.gap], origin.kept[self.gap], " ")
        return Slip(self.code, self.message, origin.span(*self.place), self.help, earlier, fix)


def place_of(event: Any) -> tuple[int, int]:
    """Return the characters that an event stands at."""
    return event.start_mark.index, event.end_mark.index


class NodePlaces(Mapping[Path, Place]):
    """Where every node stands, worked out once somebody asks: of thousands of nodes, few have a mistake."""

    def __init__(self, events: Mapping[Path, tuple[Any, Any]], origin: Origin) -> None:
        self._events, self._origin = events, origin

    def __getitem__(self, path: Path) -> Place:
        key, value = self._events[path]
        span = self._origin.span(*place_of(value))
        return Place(span if key is value else self._origin.span(*place_of(key)), span)

    def __iter__(self) -> Iterator[Path]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)
