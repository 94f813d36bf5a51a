"""Between other people's text and Discord's Markdown, in both directions."""

from __future__ import annotations

import re
from functools import lru_cache

# Everything that Discord gives a meaning to inside a line; "://" would make a link of an address.
_SPECIAL = re.compile(r"[\\*_~|`<>\[\]()#@]|:(?=//)")
# What makes a list, a heading or a small print of a line when it opens one.
_LINE_START = re.compile(r"^(\s*)(?:([-+])|(\d+)(\.))")

# What is to become a single space. Unlike str.split, leaves the no-break spaces of French typography alone, and
# steps over what is a single space already: there is one after every word.
_BREAKABLE_SPACE = re.compile(r"[^\S \u00a0\u202f][^\S\u00a0\u202f]*| [^\S\u00a0\u202f]+")

_OURS = re.compile(r"\\(?P<kept>[^a-zA-Z0-9\s])|\*\*|(?<!\w)\*|\*(?!\w)|^(?:#{1,3}|-#|>) ", re.MULTILINE)


@lru_cache(maxsize=4096)  # names and passages come again and again
def plain(text: str) -> str:
    """Escape ``text`` so that Discord shows it letter for letter, on one line, and nobody is mentioned."""
    escaped = _SPECIAL.sub(r"\\\g<0>", _BREAKABLE_SPACE.sub(" ", text.strip()))
    return _LINE_START.sub(lambda match: f"{match[1]}{match[3] or ''}\\{match[2] or match[4]}", escaped)


def displayed(markdown: str) -> str:
    """Return what a reader sees of the Markdown that this package writes."""
    return _OURS.sub(lambda match: match["kept"] or "", markdown)
