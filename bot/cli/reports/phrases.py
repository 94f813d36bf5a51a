"""What every format says of a problem in the same words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal

from bot.cards.text import shortened

if TYPE_CHECKING:
    from bot.cards.diagnostics import Problem

Severity = Literal["error", "warning"]

_LONGEST = 1_000  # characters; a message repeats what a curator wrote, which may be a quarter of a megabyte
# These join the letters of some scripts and the parts of some emoji; a terminal that knows them needs them.
_JOINERS = "\u200c\u200d"
_LOCK_OUT_OF_DATE = "S07"  # mended by writing the lock file anew rather than by a splice


def severity(problem: Problem) -> Severity:
    """Return the word that all formats have for how bad it is."""
    return "warning" if problem.warning else "error"


def fixable(problem: Problem) -> bool:
    """Tell whether ``depeche check --fix`` mends this very problem, not only some of its kind."""
    return problem.fix is not None or problem.code == _LOCK_OUT_OF_DATE


def remedy(problem: Problem) -> str:
    """Return what to do, the command that does it included."""
    told, command = clipped(problem.help), f"run `depeche check --fix {problem.code}`"
    if not fixable(problem) or command in told:
        return told
    if not told:
        return command
    return f"{told} If so, {command}" if told.endswith("?") else f"{told}, or {command}"


def clipped(text: str, most: int = _LONGEST) -> str:
    """Shorten ``text`` to about ``most`` characters."""
    return shortened(text, most)


def visible(text: str) -> str:
    r"""Write out what cannot be seen or turns the text around it: U+202E becomes ``\u202e``; a tab is one space."""
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if (category[0] == "C" and character not in _JOINERS) or category in {"Zl", "Zp"}:
        return f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"  # noqa: PLR2004
    return character


def counted(number: int, noun: str) -> str:
    """Return ``1 card`` or ``2 cards``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
