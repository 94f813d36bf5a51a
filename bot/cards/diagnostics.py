"""A mistake in the briefings: found at a path, told at a line and a column."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.cards.document import Mark, Path, Span


class Mistake(ValueError):
    """Raised by the validators of the schema: what is wrong with a value, by which rule, and what to do.

    ``path`` leads from the value that was validated to the part of it that is meant.
    """

    def __init__(
        self, code: str, message: str, remedy: str = "", *, replacement: str | None = None, path: Path = ()
    ) -> None:
        self.path = path
        self.code = code
        self.message = message
        self.remedy = remedy
        self.replacement = replacement
        super().__init__(with_hint(message, remedy))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A mistake at ``path`` inside ``file``; its line is looked up only once somebody must read it.

    ``key`` is whether the key is meant rather than the value; ``within`` are the characters of the value that are
    meant, if not all. ``replacement`` is what should stand there, where that is safe to say.
    """

    file: str
    path: Path
    code: str
    message: str
    help: str = ""
    note: str = ""
    key: bool = False
    within: tuple[int, int] | None = None
    replacement: str | None = None
    related: tuple[tuple[str, Path, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a problem is about, and a word on it."""

    file: str
    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Splice:
    """Characters ``start`` to ``end`` of a file's text are to be replaced; nothing else in it is touched."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake and its place. ``file`` is relative to the briefings folder.

    ``message`` says what is wrong, ``note`` adds facts, ``help`` says what to do; ``subject`` names the part of the
    card. ``str(problem)`` says all that a single line must: ``file:line:column: message; help``.
    """

    file: str
    span: Span
    code: str
    message: str
    help: str = ""
    note: str = ""
    subject: str = ""
    related: tuple[Related, ...] = ()
    fix: Splice | None = None

    @property
    def line(self) -> int:
        """Counts from 1."""
        return self.span.start.line

    @property
    def column(self) -> int:
        """Counts characters from 1."""
        return self.span.start.column

    @property
    def warning(self) -> bool:
        return RULES[self.code].warning

    @property
    def place(self) -> tuple[str, Mark, str]:
        """What problems are ordered by."""
        return self.file, self.span.start, self.message

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {with_hint(self.message, self.help)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the closest known word, or nothing."""
    close = closest(word, known)
    return f"did you mean {close!r}?" if close else ""


def with_hint(message: str, hint: str) -> str:
    """Put what to do after what is wrong."""
    return f"{message}; {hint}" if hint else message


def unlisted_note(count: int) -> str:
    """Say that a file has more mistakes than are told."""
    return f"{count} more mistakes in this file are not listed"


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like ``word``, if any is."""
    return next(iter(difflib.get_close_matches(word, known, n=1)), None)
