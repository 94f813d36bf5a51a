"""``make bench``: how fast the bot is on this machine, each figure beside a floor measured in the same run.

Every measurement runs in a process of its own, so that none pays for another's memory or warm caches. Trust the
ratios more than the figures: the floor is the least work a program could do for the same end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.synthetic import write_cards

CARDS = 10_000
_REPEATS = 3


def main() -> None:
    table = Table(title=f"Dépêche, {CARDS:,} made-up cards unless said otherwise; best of {_REPEATS}")
    for column in ("what", "measured", "goal", "floor", "× floor"):
        table.add_column(column, justify="left" if column == "what" else "right")
    with tempfile.TemporaryDirectory() as folder:
        cards = Path(folder) / "cards"
        write_cards(cards, CARDS)
        cache = Path(folder) / "cache"
        cold = _best("loading", str(cards), str(cache), "cold")
        warm = _best("loading", str(cards), str(cache), "warm")
        key = _best("keystroke", str(cards))
        start = _best("start")
        checked = Path(folder) / "checked"
        write_cards(checked / "briefings", CARDS, articles=checked / "articles")
        check = _best("checking", str(checked))
    _add(table, "load, nothing cached (s)", cold["seconds"], 3.5, cold["floor"])
    _add(table, "load, parse cache at hand (s)", warm["seconds"], 0.7, warm["floor"])
    _add(table, "resident memory with discord.py (MB)", warm["megabytes"], 200, warm["floor_megabytes"])
    _add(table, "keystroke that matches, p50 (ms)", key["hit_p50"], None, key["floor"])
    _add(table, "keystroke that matches, p99 (ms)", key["hit_p99"], 1, key["floor"])
    _add(table, "keystroke with a slip, p99 (ms)", key["slip_p99"], 1, key["floor"])
    _add(table, "closest names on a miss (ms)", key["closest"], 20, key["floor"])
    _add(table, "start to ready, the real cards (s of CPU)", start["seconds"], 1, start["floor"])
    _add(table, "depeche check, 40,000 citations, nothing cached (s)", check["cold"], 15, check["floor"])
    _add(table, "depeche check, one card changed (s)", check["changed"], 3, check["floor"])
    Console().print(table)


def _best(module: str, *arguments: str) -> dict[str, float]:
    """Run a measurement several times and keep the smallest of each figure: noise only ever adds."""
    runs = [_run(module, *arguments) for _ in range(_REPEATS)]
    return {name: min(run[name] for run in runs) for name in runs[0]}


def _run(module: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, Any] = json.loads(output.splitlines()[-1])
    return figures


def _add(table: Table, what: str, measured: float, goal: float | None, floor: float) -> None:
    colour = "green" if goal is None or measured <= goal else "red"
    table.add_row(
        what,
        f"[{colour}]{measured:.3g}[/]",
        f"≤ {goal:g}" if goal is not None else "",
        f"{floor:.3g}",
        f"{measured / floor:.1f}",
    )


if __name__ == "__main__":
    main()
