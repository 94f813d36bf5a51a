"""How often a judged query finds what it should: ``python -m tests.content.search_quality``.

``queries.tsv`` says, for each of them, which cards would do; it counts when one of those is among the first three.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, cast

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES, Language

_HERE = Path(__file__).parent
_FIRST = 3


class Judged(NamedTuple):
    """A query in a reader's language, and the ids of the cards that would do."""

    language: Language
    query: str
    cards: frozenset[str]


def judged() -> Iterator[Judged]:
    for line in (_HERE / "queries.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, query, cards = line.split("\t")
            yield Judged(cast("Language", language), query, frozenset(cards.split()))


def first_cards(edition: Edition, query: str, language: Language) -> list[str]:
    return [hit.card_id for hit in edition.fulltext.search(query, language).hits[:_FIRST]]


def misses(edition: Edition, language: Language, typed: Callable[[str], str] = str) -> list[str]:
    """Return the queries that find nothing that would do, as somebody types them."""
    return [
        typed(each.query)
        for each in judged()
        if each.language == language and each.cards.isdisjoint(first_cards(edition, typed(each.query), language))
    ]


def without_accents(query: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", query) if not unicodedata.combining(char))


def report(edition: Edition) -> Iterator[str]:
    for language in LANGUAGES:
        of_all = sum(each.language == language for each in judged())
        for how, typed in (("as written", str), ("without accents", without_accents)):
            missed = misses(edition, language, typed)
            found = of_all - len(missed)
            told = f" (not: {', '.join(missed)})" if missed else ""
            yield f"{language}, {how}: {found} of {of_all}, {found / of_all:.1%}{told}"


if __name__ == "__main__":
    print("\n".join(report(build_edition(take_snapshot(_HERE.parent.parent / "briefings")))))  # noqa: T201
