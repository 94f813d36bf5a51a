"""How often a judged query finds what it should: ``python -m tests.content.search_quality``.

``queries.tsv`` says, for each of them, which cards would do; it counts when one of those is among the first three.
``queries_reader.tsv`` has those of a reader's review, told apart: they were written with the answers in view.
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
JUDGED, REVIEWED = "queries.tsv", "queries_reader.tsv"


class Judged(NamedTuple):
    """A query in a reader's language, the ids of the cards that would do, and among how many one has to be."""

    language: Language
    query: str
    cards: frozenset[str]
    first: int = _FIRST


def judged(file: str = JUDGED) -> Iterator[Judged]:
    for line in (_HERE / file).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, query, cards, *first = line.split("\t")
            yield Judged(cast("Language", language), query, frozenset(cards.split()), *map(int, first))


def first_cards(edition: Edition, query: str, language: Language, first: int = _FIRST) -> list[str]:
    return [hit.card_id for hit in edition.fulltext.search(query, language).hits[:first]]


def misses(edition: Edition, language: Language, typed: Callable[[str], str] = str, file: str = JUDGED) -> list[str]:
    """Return the queries that find nothing that would do, as somebody types them."""
    return [
        typed(each.query)
        for each in judged(file)
        if each.language == language
        and each.cards.isdisjoint(first_cards(edition, typed(each.query), language, each.first))
    ]


def without_accents(query: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", query) if not unicodedata.combining(char))


def report(edition: Edition) -> Iterator[str]:
    for group, file in (("", JUDGED), ("from a reader's review, ", REVIEWED)):
        for language in LANGUAGES:
            of_all = sum(each.language == language for each in judged(file))
            for how, typed in (("as written", str), ("without accents", without_accents)):
                missed = misses(edition, language, typed, file)
                found = of_all - len(missed)
                told = f" (not: {', '.join(missed)})" if missed else ""
                yield f"{group}{language}, {how}: {found} of {of_all}, {found / of_all:.1%}{told}"


if __name__ == "__main__":
    print("\n".join(report(build_edition(take_snapshot(_HERE.parent.parent / "briefings")))))  # noqa: T201
