"""Full-text search: ``python -m tests.bench.searching CARDS``. The floor: FTS5's own tokenizer, the same texts.

``worst`` is the slowest of what somebody might type to slow the bot down: it runs in the event loop.
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.cards.fulltext.engine import FullText
from bot.cards.fulltext.index import Index
from bot.cards.fulltext.wording import sentences, wording
from bot.cards.fulltext.writing import write_index
from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.snapshot import take_snapshot
from bot.cards.text import LANGUAGES
from tests.bench.synthetic import COMMON_WORDS

_SAMPLES = 1_000
_LONGEST = 80  # characters
_TIMES = 3
_COMMON = frozenset(" ".join(COMMON_WORDS.values()).split())


def main(cards: Path) -> None:
    edition = build_edition(take_snapshot(cards))
    start = time.process_time()
    data = write_index(edition.published.values())
    build = time.process_time() - start
    start = time.process_time()
    index = Index(data)
    restore = time.process_time() - start
    start = time.process_time()
    plain = _plain(edition)
    floor_build = time.process_time() - start
    fulltext = FullText(edition.published.values())
    fulltext.use(index)
    dice = random.Random(1)
    queries = list(_queries(edition, dice))
    slips = [query[:2] + "x" + query[3:] for query in queries]
    found = _milliseconds(lambda query: fulltext.search(query, "fr"), queries)
    missed = _milliseconds(lambda query: fulltext.search(query, "fr"), slips)
    floor = _milliseconds(lambda query: _ask(plain, query), queries)
    worst = _milliseconds(lambda query: fulltext.search(query, "fr"), _hostile(edition, dice))
    figures = {
        "build": build,
        "floor_build": floor_build,
        "restore": restore,
        "megabytes": len(data) / 1e6,
        "p50": statistics.median(found),
        "p99": _p99(found),
        "floor_p50": statistics.median(floor),
        "floor_p99": _p99(floor),
        "slip_p50": statistics.median(missed),
        "slip_p99": _p99(missed),
        "worst": max(worst),
    }
    print(json.dumps(figures))


def _plain(edition: Edition) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table cards using fts5(text, content='', tokenize='unicode61')")
    for number, card in enumerate(edition.published.values()):
        said = [wording(card, language) for language in LANGUAGES]
        text = " ".join(text for each in said for part in each for text in part)
        connection.execute("insert into cards (rowid, text) values (?, ?)", (number, text))
    return connection


def _ask(connection: sqlite3.Connection, query: str) -> list[int]:
    match = " AND ".join(f'"{word}"' for word in query.split())
    found = connection.execute("select rowid from cards where cards match ? order by rank limit 120", (match,))
    return [number for (number,) in found]


def _queries(edition: Edition, dice: random.Random) -> Iterable[str]:
    """Yield one to three neighbouring words of a sentence, so that each query has an answer.

    Nobody looks for an article or a conjunction alone; ``_hostile`` does.
    """
    for card in dice.sample(list(edition.published.values()), _SAMPLES):
        said = dice.choice(list(sentences(card, "fr"))).rstrip(".").split()
        size = dice.randint(1, 3)
        runs = [said[start : start + size] for start in range(len(said) - size)]
        yield " ".join(dice.choice([run for run in runs if not _COMMON.issuperset(map(str.lower, run))]))


def _hostile(edition: Edition, dice: random.Random) -> Iterable[str]:
    """Yield the commonest words, the commonest that tell something, single letters, beginnings and misspelt words."""
    used = Counter(word for card in edition.published.values() for word in card.summary.fr.lower().rstrip(".").split())
    telling = [word for word, _ in used.most_common(200) if word not in _COMMON]
    yield from COMMON_WORDS["fr"].split()
    yield from telling
    yield from telling[0]
    for words in (
        COMMON_WORDS["fr"].split(),
        telling,
        [word[:3] for word in telling],
        list("abcdefghijklmnopqrstuvwxyz"),
    ):
        for _ in range(20):
            yield " ".join(dice.sample(words, min(len(words), 12)))[:_LONGEST]
            yield " ".join(word[:-1] + "x" for word in dice.sample(words, min(len(words), 12)))[:_LONGEST]


def _milliseconds(ask: Callable[[str], object], questions: Iterable[str]) -> list[float]:
    """Return how long each question takes, asked in turn: the least of some, since noise only ever adds."""
    questions = list(questions)
    runs = [[_one(ask, question) for question in questions] for _ in range(_TIMES)]
    return [min(times) for times in zip(*runs, strict=True)]


def _one(ask: Callable[[str], object], question: str) -> float:
    start = time.perf_counter()
    ask(question)
    return (time.perf_counter() - start) * 1e3


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[-1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
