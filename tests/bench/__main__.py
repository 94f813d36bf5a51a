"""``make bench``: how fast the bot is on this machine, each figure beside a floor measured in the same run.

Every measurement runs in a process of its own, so that none pays for another's memory or warm caches. Trust the
ratios more than the figures: the floor is the least work a program could do for the same end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.synthetic import write_cards

CARDS = 10_000
_REPEATS = 3


def main() -> None:
    table = Table(title=f"Dépêche, {CARDS:,} made-up cards unless said otherwise; best of up to {_REPEATS}")
    for column in ("what", "measured", "goal", "floor", "× floor"):
        table.add_column(column, justify="left" if column == "what" else "right")
    with tempfile.TemporaryDirectory() as folder:
        cards = Path(folder) / "cards"
        write_cards(cards, CARDS)
        cache = Path(folder) / "cache"
        cold = _best("loading", str(cards), str(cache), "cold")
        warm = _best("loading", str(cards), str(cache), "warm")
        key = _best("keystroke", str(cards))
        handling = _best("handling", str(cards), runs=2)
        search = _best("searching", str(cards), runs=1)
        picture = _best("picture")
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
    _add(table, "picture of 12 events (ms)", picture["twelve"], None, picture["floor"])
    _add(table, "picture of 60 events (ms)", picture["sixty"], None, picture["floor"])
    _add(table, "event loop's worst wait while pictures are drawn (ms)", picture["stall"], 20, picture["idle_stall"])
    _add(table, "search index of all cards (s of CPU)", search["build"], None, search["floor_build"])
    _add(table, "search, p50 (ms)", search["p50"], None, search["floor_p50"])
    _add(table, "search, p99 (ms)", search["p99"], None, search["floor_p99"])
    for what, row, times in _HANDLING:
        _add_handling(table, what, {name: handling[f"{row}_{name}"] for name in ("p50", "floor", "ratio")}, times)
    wait, again = handling["wait_first"], handling["wait_next"]
    _add(table, "event loop's wait for the whole timeline, beside the next page (ms)", wait, 20, again)
    Console().print(table)


# From the gateway's payload to the request that answers it, and how many times a bare client's time it may take.
_HANDLING = (
    ("/who, a card somebody has asked for before", "who_again", 1.25),
    ("/who, a card nobody has asked for", "who", 1.25),
    ("/timeline without picture", "timeline", 1.5),
    ("/timeline of a topic, again", "about_again", 1.5),
    ("/timeline of a topic nobody has asked for", "about", 1.5),
    ("/search, again", "search_again", 1.5),
    ("/search for what nobody has looked for", "search", None),
    ("autocomplete", "key", 1.5),
)


def _best(module: str, *arguments: str, runs: int = _REPEATS) -> dict[str, float]:
    """Run a measurement several times and keep the smallest of each figure: noise only ever adds."""
    figures = [_run(module, *arguments) for _ in range(runs)]
    return {name: min(run[name] for run in figures) for name in figures[0]}


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


def _add_handling(table: Table, what: str, figures: Mapping[str, float], times: float | None) -> None:
    """Add a row whose goal is so many ``times`` the floor; the ratio is that of one run to its own floor."""
    colour = "green" if times is None or figures["ratio"] <= times else "red"
    table.add_row(
        f"{what}, p50 (ms)",
        f"{figures['p50']:.3g}",
        f"≤ {times:g} ×" if times is not None else "",
        f"{figures['floor']:.3g}",
        f"[{colour}]{figures['ratio']:.2f}[/]",
    )


if __name__ == "__main__":
    main()
