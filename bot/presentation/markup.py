"""Between other people's text and Discord's Markdown, in both directions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.cards.text import shortened, visible

# Everything that Discord gives a meaning to inside a line; "://" would make a link of an address, and an invitation
# to a server needs not even that.
# One set of characters comes first, then what has to stand around two of them: that is several times as fast.
_SPECIAL = re.compile(
    r"[\\*_~|`<>\[\]()#@:.](?:(?<![:.])|(?<=:)(?=//)"
    r"|(?<=\.)(?i:(?<=discord\.)(?=gg\b|com/invite)|(?<=discordapp\.)(?=com/invite)))"
)
# What makes a list, a heading or a small print of a line when it opens one.
_LINE_START = re.compile(r"^(\s*)(?:([-+])|(\d+)(\.))")

# What is to become a single space. Unlike str.split, leaves the no-break spaces of French typography alone, and
# steps over what is a single space already: there is one after every word.
_BREAKABLE_SPACE = re.compile(r"[^\S\u00a0\u202f](?:(?<! )[^\S\u00a0\u202f]*|[^\S\u00a0\u202f]+)")

_OURS = re.compile(r"\\(?P<kept>[^a-zA-Z0-9\s])|\*\*|(?<!\w)\*|\*(?!\w)|^(?:> (?:-# )?|(?:#{1,3}|-#) )", re.MULTILINE)


@lru_cache(maxsize=4096)  # names and passages come again and again
def plain(text: str) -> str:
    """Escape ``text`` so that Discord shows it letter for letter, on one line, and nobody is mentioned."""
    text = text.strip()
    # To Python no white space is printable but the usual one; most texts have no other, which is fast to tell.
    if "  " in text or not text.isprintable():
        text = _BREAKABLE_SPACE.sub(" ", text)
    escaped = _SPECIAL.sub(_escaped, text)
    opening = _LINE_START.match(escaped)
    if opening is None:
        return escaped
    return f"{opening[1]}{opening[3] or ''}\\{opening[2] or opening[4]}{escaped[opening.end() :]}"


def _escaped(special: re.Match[str]) -> str:
    """Return it after a backslash; the regex engine takes three times as long to do so by a template."""
    return f"\\{special[0]}"


# Emoji and Persian are written with joiners, and the flags of some regions with tags.
_JOINING = "".join(map(chr, (0x200C, 0x200D, *range(0xE0020, 0xE0080))))
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = re.compile(rf"({_MARK}{{2}}){_MARK}+")
_ISOLATED = "\u2068{}\u2069"


def echoed(text: str) -> str:
    """Escape what a member typed or is called, shortened, so that it keeps to its place in our sentence.

    Accents do not pile up over other lines, and Arabic or Hebrew leaves the direction of what follows alone. Where
    there is nothing to be seen, an ellipsis stands for it.
    """
    if not visible(text).strip():
        return "…"
    kept = plain(shortened(_PILED.sub(r"\1", visible(text, _JOINING)).strip()))
    leftwards = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in kept)
    return _ISOLATED.format(kept) if leftwards else kept


def displayed(markdown: str) -> str:
    """Return what a reader sees of the Markdown that this package writes."""
    return _OURS.sub(lambda match: match["kept"] or "", markdown)
