"""Where reading a file of YAML stopped, and what is told about it."""

from __future__ import annotations

import re
from typing import NamedTuple

# Between braces, a curator writes little but these; whatever else stands before a colon there is part of a text.
_KEYS_IN_BRACES = re.compile(r"\b(?:fr|en|type|card|source|passage|id|text|date)$")
_LINE_END = re.compile(r"[\r\n]")
KEY_LINE = re.compile(r"\s*(?:- )?[\w.-]+\s*:(?:\s|$)")


class Scalar(NamedTuple):
    """The last scalar that was read whole: characters ``start`` to ``end``, and its quotation mark if it has one."""

    start: int
    end: int
    style: str

    @property
    def in_quotes(self) -> bool:
        return self.style in {"'", '"'}


class Told(NamedTuple):
    """A mistake at characters ``start`` to ``end``.

    ``fix`` replaces characters safely; ``repaired`` is the whole text, of the same length, as it could be read on.
    """

    code: str
    message: str
    help: str
    start: int
    end: int
    fix: tuple[int, int, str] | None = None
    repaired: str | None = None


class Trouble(NamedTuple):
    """What libyaml ``said`` of something that ``began`` at one character of ``text`` and was ``stopped`` at another."""

    said: str
    began: int
    stopped: int
    text: str
    last: Scalar | None

    @property
    def line_start(self) -> int:
        return line_start(self.text, self.stopped)

    @property
    def line(self) -> str:
        return self.text[self.line_start : line_end(self.text, self.stopped)]

    @property
    def before(self) -> str:
        """The part of the line that could be read."""
        return self.text[self.line_start : self.stopped]

    @property
    def here(self) -> str:
        return self.text[self.stopped : self.stopped + 1]

    @property
    def above(self) -> tuple[int, str]:
        """Where the last line before this one that is not blank begins, and that line."""
        text = self.text[: self.line_start].rstrip()
        start = line_start(text, len(text))
        return start, text[start:]

    @property
    def after_a_key_in_braces(self) -> bool:
        """Whether what stands before this colon, between braces, is a key rather than part of a text."""
        return _KEYS_IN_BRACES.search(self.before.rstrip()) is not None


def inside_brackets(before: str) -> bool:
    """Tell whether a bracket that opens in ``before`` is still open at its end."""
    return before.count("[") + before.count("{") > before.count("]") + before.count("}")


def indent(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip())


def token(text: str, place: int) -> tuple[int, int]:
    """Return the word that begins at ``place``, or one character when there is none."""
    word = re.compile(r"[^\s,\[\]{}:]+").match(text, place)
    return (place, word.end()) if word else (place, min(place + 1, len(text)))


def line_start(text: str, place: int) -> int:
    """Return where the line begins that ``place`` is on."""
    return max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1


def line_end(text: str, place: int) -> int:
    """Return where that line ends."""
    end = _LINE_END.search(text, place)
    return end.start() if end else len(text)


def spliced(text: str, start: int, end: int, replacement: str) -> str:
    """Return ``text`` with characters ``start`` to ``end`` replaced."""
    return text[:start] + replacement + text[end:]
