"""Mending files where that is safe: characters are replaced at their marks, and every other byte stays as it was."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.cards.diagnostics import Splice


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """Return ``data`` with its characters replaced; of two replacements that overlap, only the first is made."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data[len(mark) :].decode()
    parts: list[str] = []
    done = 0
    for splice in sorted(splices, key=lambda each: (each.start, each.end)):
        if splice.start < done:
            continue
        parts += [text[done : splice.start], splice.replacement]
        done = splice.end
    return mark + "".join([*parts, text[done:]]).encode()
