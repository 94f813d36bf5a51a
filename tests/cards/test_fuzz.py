"""Thousands of broken cards: the checker never fails, never points outside a file, never runs away."""

import subprocess
import sys
from random import Random

import pytest

from tests.cards.mutations import NASTY, ROOT, file_of, mutated, pool, violations
from tests.cards.test_catalogue import LOCKED

CARDS = pool()
MOST_SECONDS = 2
MOST_BYTES = 500 * 1024 * 1024

# A program of its own, so that the limits are the system's: what takes longer or more is killed, and the test fails.
ALONE = """
import sys
from bot.cards.inspection import inspect
from bot.cards.snapshot import Snapshot
import resource
inspect(Snapshot({"models/case.yaml": b"{}"}))
used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + %(seconds)d, int(used) + 1 + %(seconds)d))
resource.setrlimit(resource.RLIMIT_AS, (%(bytes)d, %(bytes)d))
print(len(inspect(Snapshot({"models/case.yaml": sys.stdin.buffer.read()})).problems))
"""


@pytest.mark.parametrize("batch", range(10))
def test_no_mutation_of_a_card_does_more_than_to_be_told(batch: int) -> None:
    """`python -m tests.cards.mutations` runs as many as you like; a failure names the number to look at."""
    for number in range(batch * 100, batch * 100 + 100):
        data = mutated(Random(f"suite/{number}"), CARDS)
        wrong, _ = violations(LOCKED, file_of(data), data)
        assert not wrong, (number, data[:2_000])


@pytest.mark.parametrize("name", NASTY)
def test_the_worst_files_stay_within_two_seconds_and_500_mb(name: str) -> None:
    program = ALONE % {"seconds": MOST_SECONDS, "bytes": MOST_BYTES}
    done = subprocess.run(
        [sys.executable, "-c", program], input=NASTY[name], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]
    assert int(done.stdout) > 0


def test_the_limits_of_the_worst_files_bite() -> None:
    program = ALONE % {"seconds": MOST_SECONDS, "bytes": MOST_BYTES}
    hungry = subprocess.run(
        [sys.executable, "-c", f"{program}\nx = b'x' * {MOST_BYTES}"],
        input=b"",
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert b"MemoryError" in hungry.stderr
    endless = subprocess.run(
        [sys.executable, "-c", f"{program}\nwhile True: pass"], input=b"", capture_output=True, check=False, cwd=ROOT
    )
    assert endless.returncode < 0
