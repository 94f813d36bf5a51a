"""Loading a folder of cards: ``python -m tests.bench.loading CARDS CACHE cold|warm``.

The floor of a cold load is PyYAML's own C loader over the same bytes; that of a warm one, unpacking the cache.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

import discord
import msgpack
import psutil
import yaml

from bot.delivery.editions import EditionBuilder
from bot.presentation.localizer import load_localizers


def main(cards: Path, cache: Path, state: str) -> None:
    bare = _megabytes()  # an interpreter that has imported discord.py
    if state == "cold":
        shutil.rmtree(cache, ignore_errors=True)
    else:
        _load(cards, cache)
    start = time.process_time()
    edition = _load(cards, cache)
    seconds = time.process_time() - start
    megabytes = _megabytes()
    assert len(edition.published) + len(edition.sources) == sum(1 for _ in cards.glob("*/*.yaml"))
    floor = _parse_with_pyyaml(cards) if state == "cold" else _unpack(cache)
    print(
        json.dumps(
            {"seconds": seconds, "floor": floor, "megabytes": megabytes, "floor_megabytes": bare},
        )
    )


def _load(cards: Path, cache: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    builder = EditionBuilder(cards, cards.parent / "articles", cache, load_localizers())
    return builder.build(builder.snapshot())


def _parse_with_pyyaml(cards: Path) -> float:
    files = [path.read_bytes() for path in cards.glob("*/*.yaml")]
    start = time.process_time()
    for data in files:
        yaml.load(data, yaml.CSafeLoader)
    return time.process_time() - start


def _unpack(cache: Path) -> float:
    start = time.process_time()
    data = (cache / "parse-cache.msgpack").read_bytes()
    _, _, known = msgpack.unpackb(data)
    for packed in msgpack.unpackb(known, strict_map_key=False).values():
        msgpack.unpackb(packed)
    return time.process_time() - start


def _megabytes() -> float:
    assert discord.__version__
    return psutil.Process().memory_info().rss / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
