"""One keystroke of autocomplete: ``python -m tests.bench.keystroke CARDS``. The floor is one bisection."""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.cards.inspection import build_edition
from bot.cards.snapshot import take_snapshot

_SAMPLES = 1_000


def main(cards: Path) -> None:
    edition = build_edition(take_snapshot(cards))
    dice = random.Random(1)
    chosen = dice.sample([card for card in edition.published.values() if card.kind == "person"], _SAMPLES)
    names = [card.name.en for card in chosen]
    typed = [name[: dice.randint(1, len(name))] for name in names]
    slips = [_with_slip(name, dice) for name in names]
    sorted_names = sorted(card.name.en for card in edition.published.values())
    hits = _milliseconds(lambda text: edition.suggest(text, "person"), typed)
    missed = _milliseconds(lambda text: edition.suggest(text, "person"), slips)
    floor = _milliseconds(lambda text: bisect_left(sorted_names, text), typed)
    closest = _milliseconds(lambda text: edition.names.closest(text, "person", 5), ["zzorglub", "qwx qwx"])
    print(
        json.dumps(
            {
                "hit_p50": statistics.median(hits),
                "hit_p99": _p99(hits),
                "slip_p99": _p99(missed),
                "closest": max(closest),
                "floor": statistics.median(floor),
            }
        )
    )


def _with_slip(name: str, dice: random.Random) -> str:
    place = dice.randrange(len(name) - 3)
    return name[:place] + "x" + name[place + 1 :]


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
