"""The characters of a file that nobody sees: where they are, and the file without them, so that it can be read on."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bot.cards.document import MOST_MISTAKES, Document, Slip, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.cards.trouble import Told

# Control characters, the line ends that only YAML knows, and what turns or hides the text around it.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# Between French words they are right; where YAML wants a space they make a key or a text of what is beside them.
_NO_BREAK_SPACES = "\u00a0\u202f\u3000"
_NO_BREAK_FOR_SPACE = re.compile(
    rf"^ *+(?:- *+)?(?:[\w.-]++:)?(?P<spaces>[{_NO_BREAK_SPACES}][ {_NO_BREAK_SPACES}]*+)", re.MULTILINE
)


class Origin(NamedTuple):
    """Where the characters that are read stand in ``document``: ``kept`` has the place of each, and of the end."""

    document: Document
    kept: Sequence[int]

    def span(self, first: int, last: int) -> Span:
        start = self.kept[first]
        return self.document.span_of(start, self.kept[last - 1] + 1 if last > first else start)

    def slip(self, told: Told) -> Slip:
        fix = told.fix and (self.kept[told.fix[0]], self.kept[told.fix[1]], told.fix[2])
        return Slip(told.code, told.message, self.span(told.start, told.end), told.help, fix=fix)


def hidden(text: str) -> str:
    """Return the name of the first character in ``text`` that nobody sees, such as ``U+200B``, or nothing."""
    found = _HIDDEN.search(text)
    return _named(found[0]) if found else ""


def is_legible(text: str) -> bool:
    """Tell whether all characters of a file can be seen and mean what they look like."""
    if _HIDDEN.search(text):
        return False
    # Few files have such a space at all: the dear search is spared all others.
    return not (any(space in text for space in _NO_BREAK_SPACES) and _NO_BREAK_FOR_SPACE.search(text))


def invisible(document: Document) -> Iterator[Slip]:
    """Yield the places of what nobody sees."""
    for match in islice(_HIDDEN.finditer(document.text), MOST_MISTAKES):
        message = f"an invisible character ({_named(match[0])}) stands here"
        yield Slip("Y02", message, document.span_of(*match.span()), "delete it")
    for match in islice(_NO_BREAK_FOR_SPACE.finditer(document.text), MOST_MISTAKES):
        message = "a no-break space stands where YAML needs a plain one"
        yield Slip("Y02", message, document.span_of(*match.span("spaces")), "write plain spaces")


def legible(document: Document) -> tuple[str, Origin]:
    """Return the text without what is invisible, and where its characters come from."""
    text = _NO_BREAK_FOR_SPACE.sub(
        lambda match: match[0].translate(dict.fromkeys(map(ord, _NO_BREAK_SPACES), " ")), document.text
    )
    if not _HIDDEN.search(text):
        return text, Origin(document, range(len(text) + 1))
    kept = [place for place, character in enumerate(text) if not _HIDDEN.match(character)]
    return "".join(text[place] for place in kept), Origin(document, [*kept, len(text)])


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"
