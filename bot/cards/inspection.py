"""From the bytes of a briefings folder to an edition: everything that is wrong at once, and nothing half-built."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import chain, filterfalse, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bot.cards import lock, reader
from bot.cards.checks import ambiguous_names, check, unwritten
from bot.cards.diagnostics import Finding, Problem, unlisted_note
from bot.cards.document import MOST_MISTAKES
from bot.cards.evidence import cited_by, gather
from bot.cards.library import Edition, assemble
from bot.cards.loading import load
from bot.cards.places import Places
from bot.cards.schema import Card, Source
from bot.cards.snapshot import id_of
from bot.cards.tracing import Reading, articles_of, trace
from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.cards.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is right and wrong with a snapshot. ``edition`` may only be served when there are no ``errors``."""

    edition: Edition
    problems: tuple[Problem, ...]
    lock: lock.Lock

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)

    def accepted(self) -> Edition:
        """Return the edition. Raises ContentError with every error, if there is one."""
        if self.errors:
            raise ContentError(self.errors)
        return self.edition

    @property
    def standings(self) -> Counter[str]:
        """How many citations are verified, locked, unverified and refused."""
        evidence = self.edition.evidence
        return Counter(
            "refused" if (citation.source, citation.passage) in evidence.refused else evidence.of(citation).standing
            for card in self.edition.cards.values()
            for citation in cited_by(card)
        )


def build_edition(snapshot: Snapshot, parse: Callable[[bytes], Any] = reader.parse) -> Edition:
    """Read, validate, resolve and index every file. Raises ContentError with every problem found."""
    return inspect(snapshot, parse).accepted()


def inspect(
    snapshot: Snapshot,
    parse: Callable[[bytes], Any] = reader.parse,
    *more: Callable[[Edition, Mapping[str, Card]], Iterable[Finding]],
) -> Inspection:
    """Find everything that is wrong with ``snapshot``, cascades left out.

    ``more`` are further checks of the whole: each is given the edition, and the cards by file.
    """
    places = Places(snapshot)
    loaded, problems, findings = load(snapshot, parse, places)
    unreadable = {id_of(file) for file in snapshot.files if file not in loaded}
    sources = {card.id: card for card in loaded.values() if isinstance(card, Source)}
    cards = {file: card for file, card in loaded.items() if isinstance(card, Card)}
    known = _lock(snapshot, findings)
    locked = known or lock.Lock()
    articles, wrong = articles_of(sources, snapshot.articles)
    evidence = gather(cards.values(), sources, articles, locked)
    edition = assemble(snapshot.number, loaded, evidence)
    homes = {card.id: file for file, card in loaded.items()}
    findings.extend(
        Finding(file=homes[source_id], path=(field,), code="S06", message=message)
        for source_id, field, message in wrong
    )
    reading = Reading(
        verified=bool(articles) and known is not None,
        whole=not unreadable,
        wrong=frozenset(source for source, _, _ in wrong),
    )
    found = chain(
        check(loaded, unreadable),
        unwritten(cards, snapshot.files),
        ambiguous_names(loaded, edition.names),
        trace(loaded, evidence, locked, reading),
        *(check_more(edition, cards) for check_more in more),
    )
    findings.extend(filterfalse(places.is_made_up, found))
    problems.extend(places.problem(finding) for finding in findings)
    return Inspection(edition, tuple(_told(problems)), locked)


def _lock(snapshot: Snapshot, findings: list[Finding]) -> lock.Lock | None:
    try:
        return lock.read_lock(snapshot.lock)
    except lock.LockUnreadable as error:
        remedy = "take it from the last commit, or delete it and run `depeche check --fix S07` with the articles"
        findings.append(Finding(file=lock.FILE, path=(), code="S13", message=str(error), help=remedy))
        return None


def _told(problems: Iterable[Problem]) -> list[Problem]:
    """Put problems in order, without those that only follow from a mistake of syntax on the same line."""
    broken: defaultdict[str, set[int]] = defaultdict(set)
    ordered = sorted(set(problems), key=lambda problem: problem.place)
    for problem in ordered:
        if problem.code.startswith("Y") and not problem.warning:
            broken[problem.file].add(problem.line)
    kept = [problem for problem in ordered if problem.code.startswith("Y") or problem.line not in broken[problem.file]]
    return [problem for _, alike in groupby(kept, attrgetter("file")) for problem in _bounded(list(alike))]


def _bounded(problems: list[Problem]) -> list[Problem]:
    """Keep as many of a file's problems as anybody would read, and say how many there are besides."""
    unlisted = len(problems) - MOST_MISTAKES
    if unlisted <= 0:
        return problems
    last = problems[MOST_MISTAKES - 1]
    note = f"{last.note}\n{unlisted_note(unlisted)}" if last.note else unlisted_note(unlisted)
    return [*problems[: MOST_MISTAKES - 1], replace(last, note=note)]
