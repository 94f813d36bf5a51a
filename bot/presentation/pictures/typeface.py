"""The fonts of the pictures, how wide a text is in them, and what they can print of it."""

from __future__ import annotations

import io
import math
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from importlib import resources

from PIL import ImageFont

# Inter, by The Inter Project Authors, under the SIL Open Font License (fonts/OFL.txt), as its authors released it.
_FILES = {False: "Inter-Regular.otf", True: "Inter-SemiBold.otf"}
_LAST_OF_LATIN = "\u0148"  # the fonts have every letter up to here, so none is looked for
_UNASSIGNED = "\uffff"  # never a character: the fonts show their box for it
_ELLIPSIS = "…"
_MOST = 0.6  # of the letters that have room: fewer are not given up for the end of a word
_LINE = 1.25  # heights of a line, in sizes: what Inter's accents and descenders reach over


@dataclass(frozen=True, slots=True)
class Style:
    """``size`` in pixels of the finished picture."""

    size: int
    bold: bool = False

    @property
    def height(self) -> int:
        """The height of a line, accents and descenders included."""
        return round(self.size * _LINE)


class Typeface:
    """The fonts in the sizes asked for so far. For one thread at a time."""

    def __init__(self) -> None:
        self._bytes: dict[bool, bytes] = {}
        self._fonts: dict[Style, ImageFont.FreeTypeFont] = {}
        self._printable: dict[str, bool] = {}
        self._widths: dict[tuple[str, Style], int] = {}

    def font(self, style: Style) -> ImageFont.FreeTypeFont:
        if style not in self._fonts:
            if style.bold not in self._bytes:
                folder = resources.files("bot.presentation.pictures") / "fonts"
                self._bytes[style.bold] = (folder / _FILES[style.bold]).read_bytes()
            # The basic layout is in every build of Pillow, so pictures are the same everywhere.
            self._fonts[style] = ImageFont.truetype(
                io.BytesIO(self._bytes[style.bold]), style.size, layout_engine=ImageFont.Layout.BASIC
            )
        return self._fonts[style]

    def width(self, text: str, style: Style) -> int:
        """Return how many pixels a line takes, rounded up."""
        key = text, style
        if key not in self._widths:
            self._widths[key] = math.ceil(self.font(style).getlength(text))
        return self._widths[key]

    def printable(self, text: str) -> str:
        """Return ``text`` with an ellipsis for whatever the fonts have no letters for (Chinese, Arabic, emoji).

        What shows nothing at all becomes one as well: an event is never without a name.
        """
        composed = unicodedata.normalize("NFC", text)
        if composed.isascii() and composed.isprintable():
            return composed
        shown: list[str] = []
        for character in composed:
            if self._has(character):
                shown.append(" " if character.isspace() and character != "\N{NO-BREAK SPACE}" else character)
            elif not _invisible(character) and (not shown or shown[-1] != _ELLIPSIS):
                shown.append(_ELLIPSIS)
        return "".join(shown).strip() or (_ELLIPSIS if text else "")

    def _has(self, character: str) -> bool:
        if _invisible(character):
            return False
        if character <= _LAST_OF_LATIN or character.isspace():
            return True
        if character not in self._printable:
            font = self.font(Style(22))
            mask, box = font.getmask(character), font.getmask(_UNASSIGNED)
            self._printable[character] = mask.size != box.size or bytes(mask) != bytes(box)
        return self._printable[character]

    def shortened(self, text: str, style: Style, width: float) -> str:
        """Return ``text``, or as much of its beginning as fits ``width`` with an ellipsis: whole words, if many do."""
        if self.width(text, style) <= width:
            return text

        lengths = range(1, len(text) + 1)
        letters = bisect_right(lengths, width, key=lambda length: self.width(text[:length].rstrip() + _ELLIPSIS, style))
        words = text.rfind(" ", 0, letters + 1)
        kept = words if words >= letters * _MOST else letters
        return text[:kept].rstrip(" ,;:.…-–—") + _ELLIPSIS

    def broken(self, text: str, style: Style, width: float, lines: int | None = None) -> list[str]:
        """Break ``text`` between words into lines of ``width``, or into so many of them, the last as long as need be.

        A word that is longer than a line has one for itself.
        """
        rows: list[str] = []
        words = text.split(" ")
        while len(rows) + 1 != lines and self.width(" ".join(words), style) > width and len(words) > 1:
            counts = range(1, len(words))
            taken = max(bisect_right(counts, width, key=lambda count: self.width(" ".join(words[:count]), style)), 1)
            rows.append(" ".join(words[:taken]))
            words = words[taken:]
        return [*rows, " ".join(words)]


def _invisible(character: str) -> bool:
    """Tell whether a character only acts on others: controls, joiners, direction marks, loose accents."""
    return unicodedata.category(character) in {"Cc", "Cf", "Mn", "Me"} and not character.isspace()
