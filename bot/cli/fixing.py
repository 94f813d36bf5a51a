"""``depeche check --fix``: what is safe is mended in the files, and only what turns out to help is kept."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cards import lock
from bot.cards.diagnostics import Problem
from bot.cards.evidence import locking
from bot.cards.fixes import spliced
from bot.cards.rules import RULES
from bot.cli.briefings import Briefings
from bot.errors import DepecheError, UsageError

if TYPE_CHECKING:
    from bot.cards.inspection import Inspection
    from bot.cards.snapshot import Snapshot
    from bot.delivery.editions import EditionBuilder

_LOCK = "S07"


def fixed(codes: Sequence[str], briefings: Briefings, builder: EditionBuilder) -> Iterator[str]:
    """Mend the mistakes of ``codes``, and yield a sentence on each file. Raises UsageError when one cannot be."""
    wanted = {_fixable(code) for code in codes}
    snapshot, unreadable = builder.survey()
    inspection = builder.inspect(snapshot)
    edits: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in inspection.problems:
        if problem.code in wanted and problem.fix and briefings.meant(problem.file):
            edits[problem.file].append(problem)
    before = {file: _count(inspection, file) for file in edits}
    for file, problems in edits.items():
        data = spliced(snapshot.files[file], [problem.fix for problem in problems if problem.fix])
        tried = replace(snapshot, files={**snapshot.files, file: data})
        if _count(builder.inspect(tried), file) >= before[file]:
            yield f"{briefings.folder / file}: left as it was, since the fix would not have helped"
            continue
        _replace(briefings.folder / file, snapshot.files[file], data)
        snapshot = tried
        told = ", ".join(sorted({problem.code for problem in problems}))
        yield f"{briefings.folder / file}: mended {len(problems)} ({told})"
    if _LOCK in wanted:
        yield from _lock(briefings, builder.inspect(snapshot), snapshot, complete=not unreadable)
    elif not edits:
        yield f"Nothing to mend: no mistake of {', '.join(sorted(wanted))} has a safe fix here."


def _fixable(code: str) -> str:
    code = code.upper()
    if code not in RULES or not RULES[code].fixable:
        known = ", ".join(rule.code for rule in RULES.values() if rule.fixable)
        raise UsageError(f"{code} cannot be fixed by itself. Those that can are {known}.")
    return code


def _count(inspection: Inspection, file: str) -> int:
    return sum(problem.file == file and not problem.warning for problem in inspection.problems)


def _lock(briefings: Briefings, inspection: Inspection, snapshot: Snapshot, *, complete: bool) -> Iterator[str]:
    edition = inspection.edition
    file = briefings.folder / lock.FILE
    if reason := _unsafe(inspection, snapshot, complete=complete):
        yield f"{file}: left as it was, since {reason}"
        return
    now = lock.written(locking(edition.cards.values(), edition.sources, edition.evidence, inspection.lock))
    if now == snapshot.lock:
        yield f"{file}: already up to date"
        return
    _replace(file, snapshot.lock, now)
    yield f"{file}: written"


def _unsafe(inspection: Inspection, snapshot: Snapshot, *, complete: bool) -> str:
    """Return why the lock file would lose what nobody has looked at, if it would."""
    read = len(inspection.edition.cards) + len(inspection.edition.sources)
    if any(problem.code == "S13" for problem in inspection.problems):
        return "it cannot be read: take it from the last commit, or delete it first"
    if not snapshot.articles:
        return "no article is at hand: name their folder with --articles"
    if not complete or read < len(snapshot.files):
        return "some cards cannot be read: mend those first"
    return ""


def _replace(file: Path, expected: bytes | None, data: bytes) -> None:
    """Put ``data`` in the place of ``file`` in one step, unless somebody has saved it since it was read."""
    try:
        place = file.resolve()
        if (place.read_bytes() if place.exists() else None) != expected:
            raise UsageError(f"{file} has changed since it was read. Run the command again.")
        unfinished = place.with_name(f".{place.name}.{os.getpid()}")
        unfinished.write_bytes(data)
        if expected is not None:
            unfinished.chmod(place.stat().st_mode)
        unfinished.replace(place)
    except OSError as error:
        raise DepecheError(f"{file} cannot be written ({error.strerror}).") from None
