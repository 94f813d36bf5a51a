"""What the tests of the real cards share: the articles where they are at hand, and a second opinion on passages.

The matching here is written apart from bot.cards.passages, and simpler: neither can hide the other's mistake.
"""

import os
import re
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import ROOT

BRIEFINGS = ROOT / "briefings"
ARTICLES = Path(os.environ.get("DEPECHE_ARTICLES") or ROOT.parent / "shared" / "articles")
MAX_PASSAGE = 400  # characters; longer is a copy, not a citation

with_articles = pytest.mark.skipif(
    not ARTICLES.is_dir(), reason=f"the articles are not part of the project, and {ARTICLES} is not there"
)


def comparable(text: str) -> str:
    """Fold what a curator's keyboard and a printer's may do differently; accents stay, and so does punctuation."""
    folded = unicodedata.normalize("NFC", text).casefold()
    for signs, sign in (("[’‘ʼ]", "'"), (r"«\s*|\s*»|[“”„]", '"'), ("[–—‑−]", "-")):
        folded = re.sub(signs, sign, folded)
    return " ".join(folded.split())


def places(text: str, words: str) -> list[int]:
    """Return where ``words`` stand in ``text`` as whole words."""
    return [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def matches(text: str, passage: str) -> list[str]:
    """Return what ``first words ... last words`` may mean in a comparable text, up to the length of a citation."""
    first, dots, last = (comparable(half) for half in passage.partition(" ... "))
    if not dots:
        return [first for _ in places(text, first)]
    spans = [(start, end + len(last)) for start in places(text, first) for end in places(text, last)]
    return [text[start:end] for start, end in spans if len(first) + len(last) < end - start <= MAX_PASSAGE]
