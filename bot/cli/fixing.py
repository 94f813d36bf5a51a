"""``depeche check --fix``: what is safe is mended in the files, and only what turns out to help is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cards import lock
from bot.cards.diagnostics import Problem
from bot.cards.evidence import locking
from bot.cards.files import replace_file
from bot.cards.fixes import spliced
from bot.cards.rules import RULES
from bot.cli.briefings import Briefings
from bot.errors import DepecheError, UsageError

if TYPE_CHECKING:
    from bot.cards.inspection import Inspection
    from bot.cards.snapshot import Snapshot
    from bot.delivery.editions import EditionBuilder

_LOCK = "S07"
_MOST_ATTEMPTS = 5  # what is mended may let others be seen
_READING = ("Y",)
_INCOMPLETE = ("Y", "K", "L", "D")  # a card with such a mistake may have been read in part


def fixed(codes: Sequence[str], briefings: Briefings, builder: EditionBuilder) -> Iterator[str]:
    """Mend the mistakes of ``codes``, and yield a sentence on each file. Raises UsageError when one cannot be."""
    wanted = {_fixable(code) for code in codes}
    snapshot, unreadable = builder.survey()
    left: set[str] = set()
    for attempt in range(_MOST_ATTEMPTS):
        inspection = builder.inspect(snapshot)
        edits = _edits(inspection, wanted, briefings, left)
        if not edits:
            if not attempt and _LOCK not in wanted:
                yield f"Nothing to mend: no mistake of {', '.join(sorted(wanted))} has a safe fix here."
            break
        for file, problems in edits.items():
            data = spliced(snapshot.files[file], [problem.fix for problem in problems if problem.fix])
            tried = replace(snapshot, files={**snapshot.files, file: data})
            if not _helps({problem.code for problem in problems}, file, inspection, builder.inspect(tried)):
                left.add(file)
                yield f"{briefings.shown(file)}: left as it was, since the fix would not have helped"
                continue
            _replace(briefings.folder / file, snapshot.files[file], data)
            snapshot = tried
            told = ", ".join(sorted({problem.code for problem in problems}))
            yield f"{briefings.shown(file)}: mended {len(problems)} ({told})"
    if _LOCK in wanted:
        yield from _lock(briefings, builder.inspect(snapshot), snapshot, complete=not unreadable)


def _edits(
    inspection: Inspection, wanted: Collection[str], briefings: Briefings, left: Collection[str]
) -> dict[str, list[Problem]]:
    """Return what can be mended, by file."""
    edits: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in inspection.problems:
        if problem.code in wanted and problem.fix and briefings.meant(problem.file) and problem.file not in left:
            edits[problem.file].append(problem)
    return edits


def _fixable(code: str) -> str:
    code = code.upper()
    if code not in RULES or not RULES[code].fixable:
        known = ", ".join(rule.code for rule in RULES.values() if rule.fixable)
        raise UsageError(f"{code} cannot be fixed by itself. Those that can are {known}.")
    return code


def _helps(codes: set[str], file: str, before: Inspection, after: Inspection) -> bool:
    """Tell whether mistakes of ``codes`` went, and none of syntax came: others may only have been hidden until now."""
    gone = _count(after, file, codes) < _count(before, file, codes)
    return gone and _count(after, file, _READING) <= _count(before, file, _READING)


def _count(inspection: Inspection, file: str, codes: Iterable[str]) -> int:
    """Count the errors in ``file`` whose code is one of ``codes``, or begins with one."""
    return sum(problem.file == file and problem.code.startswith(tuple(codes)) for problem in inspection.errors)


def _lock(briefings: Briefings, inspection: Inspection, snapshot: Snapshot, *, complete: bool) -> Iterator[str]:
    edition = inspection.edition
    file = briefings.folder / lock.FILE
    if reason := _unsafe(inspection, snapshot, complete=complete):
        yield f"{briefings.shown(lock.FILE)}: left as it was, since {reason}"
        return
    now = lock.written(locking(edition.cards.values(), edition.sources, edition.evidence, inspection.lock))
    if now == snapshot.lock:
        yield f"{briefings.shown(lock.FILE)}: already up to date"
        return
    _replace(file, snapshot.lock, now)
    yield f"{briefings.shown(lock.FILE)}: written"


def _unsafe(inspection: Inspection, snapshot: Snapshot, *, complete: bool) -> str:
    """Return why the lock file would lose what nobody has looked at, if it would."""
    if any(problem.code == "S13" for problem in inspection.problems):
        return "it cannot be read: take it from the last commit, or delete it first"
    if not snapshot.articles:
        return "no article is at hand: name their folder with --articles"
    if not complete or any(problem.code.startswith(_INCOMPLETE) for problem in inspection.errors):
        return "not all cards can be read to their end: mend those first"
    if any(source not in inspection.edition.sources for source, _ in inspection.edition.evidence.proofs):
        return "some citations name a source that is not there: mend those first"
    return ""


def _replace(file: Path, expected: bytes | None, data: bytes) -> None:
    """Put ``data`` in the place of ``file``, unless somebody has saved it since it was read."""
    try:
        if (file.read_bytes() if file.exists() else None) != expected:
            raise UsageError(f"{file} has changed since it was read. Run the command again.")
        replace_file(file, data)
    except OSError as error:
        raise DepecheError(f"{file} cannot be written ({error.strerror}).") from None
