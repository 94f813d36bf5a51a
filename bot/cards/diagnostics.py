"""A problem in the briefings, and the words a curator reads about it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic_core import ErrorDetails

    from bot.cards.reader import Mark


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. ``file`` is relative to the briefings folder; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"

    @classmethod
    def at(cls, file: str, mark: Mark, message: str) -> Problem:
        return cls(file, mark.line, mark.column, message)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the closest known word, or nothing."""
    close = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def in_curators_words(error: ErrorDetails, shape: type[Any]) -> str:
    """Say a pydantic error in the words of somebody who writes cards."""
    # An item of a list goes by the list's name.
    field = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "card")
    context = error.get("ctx", {})
    match error["type"]:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f"{_dotted(error['loc'])!r} is missing"
        case "unexpected_keyword_argument":
            return f"unknown key {field!r}{did_you_mean(field, _keys(error['loc'], shape))}"
        case "literal_error":
            return f"{_shown(error['input'])} is not possible here; write {context['expected']}"
        case "string_pattern_mismatch" if "a-z0-9" in context.get("pattern", ""):
            return f"{_shown(error['input'])} is not an id; use small letters, digits and single hyphens"
        case "string_pattern_mismatch":
            return (
                f"{_shown(error['input'])} does not have the form of {field!r}: {_FORMS.get(field, context['pattern'])}"
            )
        case "string_too_short":
            return f"{field!r} is empty; write something or remove the line"
        case "string_too_long":
            return f"{field!r} is longer than {context['max_length']} characters"
        case "string_type":
            return f"{field!r} must be text, not a list or a block of keys"
        case "tuple_type":
            return f"{field!r} must be a list: write [one, two], or one a line after a hyphen"
        case "dataclass_type":
            return f"{field!r} must be a block of keys"
        case "int_parsing" | "float_parsing":
            return f"{field!r} must be a number, not {_shown(error['input'])}"
        case "value_error":
            return str(context["error"])
        case _:
            bounds = [f"{words} {context[name]}" for name, words in _BOUNDS.items() if name in context]
            return f"{field!r} must be {' and '.join(bounds)}" if bounds else error["msg"]


_LONGEST_ECHO = 80  # characters

# What pydantic calls the ends of a range.
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}

# The fields whose form no id or name has, in words instead of the pattern that checks them.
_FORMS = {
    "country": "two capital letters, such as FR (ISO 3166)",
    "sha256": "64 digits and letters from a to f",
    "url": "an address that begins with https://",
}


def _shown(value: Any) -> str:
    """Quote what was written, or its beginning when half an article was pasted there."""
    text = repr(value)
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(part if isinstance(part, str) else f"{part + 1}" for part in path)


def _keys(path: Sequence[str | int], shape: type[Any]) -> list[str]:
    """Return the keys that would be right beside an unknown one; only the card's own level is looked up."""
    return [field.name for field in fields(shape)] if len(path) == 1 else []
