"""Links that open an article at a passage: text fragments (WICG, "URL Fragment Text Directives")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import quote

from bot.cards.passages import split
from bot.presentation.measures import MAX_URL

_DIRECTIVE = ":~:"
# Words at either end: enough to mean one place, and few enough to stay inside a paragraph of the page.
_MOST_WORDS = 8

# What an address may hold as it stands. Brackets, quotation marks, spaces and backslashes would end a Markdown link.
_SAFE = "!#$&*+,/:;=?@~%"
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
# A no-break space belongs to its word, as French typography has it: the page is searched for exactly this.
_WORDS = re.compile(r"(?:[^\s]|[\u00a0\u202f])+")


@lru_cache(maxsize=4096)  # a passage stands behind many sentences, in either language
def fragment_url(url: str, passage: str) -> str | None:
    """Return ``url`` with a text fragment that finds ``passage``, in at most 512 characters.

    ``passage`` is a text, or ``first words ... last words`` of one. As many of its words are given as fit, up to
    eight at each end; the address comes alone if not even one does. None when there is no link to be had.
    """
    bare = link_to(url)
    if bare is None or len(bare) > MAX_URL:
        return None
    address, _, fragment = bare.partition("#")
    opening = f"{address}#{fragment.partition(_DIRECTIVE)[0]}{_DIRECTIVE}text="
    for directive in _directives(passage):
        if len(opening) + len(directive) <= MAX_URL:
            return opening + directive
    return bare


@lru_cache(maxsize=1024)  # a source is cited very many times
def link_to(url: str) -> str | None:
    """Return ``url`` percent-encoded, so that nothing in it can end a Markdown link; None when it is not the web's."""
    return quote(url, safe=_SAFE) if _WEB.match(url) else None


def _directives(passage: str) -> Iterator[str]:
    """Yield ``start,end`` with fewer and fewer words, until one is left."""
    opening, closing, _ = split(passage)
    first, last = _WORDS.findall(opening), _WORDS.findall(closing or "")
    if closing is None:
        if len(first) <= 2 * _MOST_WORDS:
            yield _encoded(first)
        last = first[len(first) // 2 :]
        first = first[: len(first) // 2] or first
    first, last = first[:_MOST_WORDS], last[-_MOST_WORDS:]
    while first and last:
        yield f"{_encoded(first)},{_encoded(last)}"
        if len(last) >= len(first):
            last = last[1:]
        else:
            first = first[:-1]
    while first:
        yield _encoded(first)
        first = first[:-1]


def _encoded(words: Sequence[str]) -> str:
    """Percent-encode words for a text directive, in which a dash, a comma and an ampersand have a meaning."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
