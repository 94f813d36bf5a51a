"""The command line as a person meets it: a process with arguments, an environment, output and an exit code."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.conftest import ROOT

Key = TypeVar("Key")
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.this-is-nobodys-token-at-all"


@dataclass(frozen=True)
class Outcome:
    """What a finished command left on the terminal."""

    code: int
    out: str
    err: str

    def complaint(self) -> str:
        """Return the one thing that was said, after checking that it was said the way we promise."""
        assert "Traceback" not in self.out + self.err
        assert TOKEN not in self.out + self.err
        assert self.out == ""
        # What the bot logged before it gave up may stand above.
        _, found, said = f"\n{self.err}".partition("\ndepeche: ")
        assert found, self.err
        return said.strip()


def clean_environment(**extra: str) -> dict[str, str]:
    """Return an environment without anything that could configure the bot."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | extra


def depeche(*arguments: str, cwd: Path = ROOT, **environment: str) -> Outcome:
    """Run ``python -m bot`` to its end."""
    done: Any = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=clean_environment(**environment),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def at_once(calls: Mapping[Key, Callable[[], Outcome]]) -> dict[Key, Outcome]:
    """Run several commands side by side: each is a process that mostly imports."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {key: pool.submit(call) for key, call in calls.items()}
        return {key: outcome.result() for key, outcome in running.items()}
