"""``make bench``: how fast the bot is on this machine, each figure beside a floor measured in the same run.

Every measurement runs in a process of its own, so that none pays for another's memory or warm caches. Trust the
ratios more than the figures: the floor is the least work a program could do for the same end.
"""

from __future__ import annotations

import argparse
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


def main(arguments: argparse.Namespace) -> None:
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
        paced = _run("tests.wire.burst")
        sending = _run("tests.bench.sending", str(arguments.channels))
        due = _run("tests.bench.digests", str(arguments.digests))
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
    _add_sending(table, paced, sending, arguments.channels)
    _add_digests(table, due, arguments.digests)
    Console().print(table)


# From the gateway's payload to the request that answers it, and how many times a bare client's time it may take.
_HANDLING = (
    ("/who, a card somebody has asked for before", "who_again", 1.25),
    ("/who, a card nobody has asked for", "who", 1.25),
    ("/timeline without picture", "timeline", 1.5),
    ("/timeline of a topic, again", "about_again", 1.5),
    ("/timeline of a topic nobody has asked for", "about", 1.5),
    ("/search, again", "search_again", 1.5),
    ("/search for what nobody has looked for", "search", 1.5),
    ("autocomplete", "key", 1.5),
)


def _add_sending(table: Table, paced: Mapping[str, float], sending: Mapping[str, float], channels: int) -> None:
    _add_least(table, "1,500 messages under Discord's limits (a second)", paced, "a_second", 47)
    _add(table, "429s met by them", paced["429s"], 0, paced["floor_429s"])
    _add(table, "messages that failed", paced["failures"], 0, paced["floor_failures"])
    _add(table, "a message to the first channels (ms of CPU)", sending["start"], None, sending["floor_start"])
    _add(table, f"... past {channels:,} others", sending["end"], 1.5 * sending["start"], sending["floor_end"])
    _add(
        table, "/who while messages go out, p99 (ms)", sending["busy_p99"], 2 * sending["idle_p99"], sending["idle_p99"]
    )


def _add_digests(table: Table, due: Mapping[str, float], many: int) -> None:
    table.add_section()
    _add(table, "waking with nothing due (ms)", max(due["look_before"], due["look_after"]), 1, due["floor_look_before"])
    _add_least(table, f"{many:,} digests due at once (a second)", due, "a_second", 48)
    _add(table, "renderings of them", due["rendered"], due["distinct"], due["distinct"])
    _add(table, "memory that they take (MB)", due["megabytes"], 300, due["floor_megabytes"])
    _add(table, "event loop's worst wait meanwhile (ms)", due["stall"], 50, due["floor_stall"])


def _best(module: str, *arguments: str, runs: int = _REPEATS) -> dict[str, float]:
    """Run a measurement several times and keep the smallest of each figure: noise only ever adds."""
    figures = [_run(f"tests.bench.{module}", *arguments) for _ in range(runs)]
    return {name: min(run[name] for run in figures) for name in figures[0]}


def _run(module: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *arguments]
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
        f"{measured / floor:.1f}" if floor else "",
    )


def _add_least(table: Table, what: str, figures: Mapping[str, float], name: str, goal: float) -> None:
    """Add a row whose figure is to be high."""
    measured, floor = figures[name], figures[f"floor_{name}"]
    colour = "green" if measured >= goal else "red"
    table.add_row(what, f"[{colour}]{measured:.3g}[/]", f"≥ {goal:g}", f"{floor:.3g}", f"{measured / floor:.1f}")


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


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--digests", type=int, default=5_000, help="how many are due at the same minute")
    parser.add_argument("--channels", type=int, default=15_000, help="how many had a message before")
    return parser.parse_args()


if __name__ == "__main__":
    main(_arguments())
