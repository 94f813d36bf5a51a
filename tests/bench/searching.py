"""Full-text search: ``python -m tests.bench.searching CARDS``. The floor: FTS5's own tokenizer, the same texts."""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import sys
import time
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

_SAMPLES = 1_000


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
    """Yield one to three neighbouring words of a sentence, so that each query has an answer."""
    for card in dice.sample(list(edition.published.values()), _SAMPLES):
        said = dice.choice(list(sentences(card, "fr"))).rstrip(".").split()
        size = dice.randint(1, 3)
        start = dice.randrange(len(said) - size)
        yield " ".join(said[start : start + size])


def _milliseconds(ask: Callable[[str], object], questions: Iterable[str]) -> list[float]:
    times = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - start) * 1e3)
    return times


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[-1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
