"""``depeche check`` over a folder of cited cards, from its start to its end: ``python -m tests.bench.checking FOLDER``.

The floor is to read the same files and hash them: what a check would take that knew every answer.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_CACHE = ".depeche_cache"


def main(folder: Path) -> None:
    _check(folder, "--fix", "S07")
    shutil.rmtree(folder / _CACHE)
    cold = _seconds(lambda: _check(folder, "--strict"))
    card = next((folder / "briefings" / "people").iterdir())
    card.write_text(card.read_text("utf-8").replace("summary:\n  fr: ", "summary:\n  fr: Or "), "utf-8")
    changed = _seconds(lambda: _check(folder, "--strict"))
    floor = _seconds(lambda: _read(folder))
    print(json.dumps({"cold": cold, "changed": changed, "floor": floor}))


def _check(folder: Path, *options: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-m", "bot", "check", *options], cwd=folder, env=environment, check=True)


def _read(folder: Path) -> None:
    whole = hashlib.blake2b()
    for path in (folder / "briefings").glob("*/*.yaml"):
        whole.update(path.read_bytes())


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]))
