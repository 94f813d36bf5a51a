"""Text in two languages, and the one way names are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticKnownError

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

STRICT = ConfigDict(extra="forbid")
TODO = "TODO"  # what a draft has where its curator must write
NAME_LENGTH = 100  # characters
REMARK_LENGTH = 300  # characters: one or two sentences
LONGEST_ECHO = 80  # characters of what somebody wrote, repeated in a message about it

# A bound against accidents only: whether what a card says fits a message is measured once it is laid out
# (bot.presentation.limits). A name must fit a choice, which Discord ends at 100.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_500)]
ShortLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=REMARK_LENGTH)]

_WORD = re.compile(r"[^\W_]+")
# Unicode's general categories of what is not seen: controls, marks of direction and zero widths, broken surrogates.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
# What is of another category and yet not seen: a joiner of accents, the fillers of Korean, a pattern without dots.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Unicode does not decompose ligatures; readers type the two letters.
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Text:
    """The same thing said in French and in English."""

    fr: Line
    en: Line

    def to(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ShortText(Text):
    """A name or a role in both languages, short enough for a choice and a heading."""

    fr: ShortLine
    en: ShortLine


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RemarkText(Text):
    """One or two sentences in both languages."""

    fr: Remark
    en: Remark


def _short_line(value: str) -> str:
    length = len(value.strip())
    if not length:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    if length > NAME_LENGTH:
        raise PydanticKnownError("string_too_long", {"max_length": NAME_LENGTH})
    return value


def _once(value: Any) -> Any:
    # Checked here, so that a name written once is also wrong once.
    return dict.fromkeys(LANGUAGES, _short_line(value)) if isinstance(value, str) else value


Name = Annotated[ShortText, BeforeValidator(_once, json_schema_input_type=ShortLine | ShortText)]
"""A name written once when it is the same in both languages, or as ``{fr, en}``."""


def shortened(text: str, most: int = LONGEST_ECHO) -> str:
    """Return ``text``, or its first ``most`` characters and a sign of the cut: half an article may be pasted there."""
    return text if len(text) <= most else f"{text[:most]}…"


def visible(text: str, kept: str = "") -> str:
    """Return ``text`` without the characters that nobody sees, but for white space and those in ``kept``."""
    if text.isprintable() and _BLANK.isdisjoint(text):
        return text
    return "".join(char for char in text if char in kept or not _is_unseen(char))


def _is_unseen(char: str) -> bool:
    return char in _BLANK or (unicodedata.category(char) in _UNSEEN and not char.isspace())


def fold(text: str) -> str:
    """Reduce ``text`` to lower-case words without accents or punctuation: ``"L’IA"`` → ``"l ia"``.

    What nobody sees parts no word.
    """
    letters = (text if text.isascii() and text.isprintable() else visible(text)).casefold()
    if not letters.isascii():
        # Twice, because either can make work for the other: "™" is a capital TM, "ß" is two letters.
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letters).casefold())
        letters = "".join(char for char in plain.translate(LIGATURES) if not unicodedata.combining(char))
    return " ".join(_WORD.findall(letters))
