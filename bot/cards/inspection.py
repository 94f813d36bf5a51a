"""From the bytes of a briefings folder to an edition: everything that is wrong at once, and nothing half-built."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from bot.cards import lock, reader
from bot.cards.checks import ambiguous_names, check
from bot.cards.diagnostics import Finding, Problem
from bot.cards.evidence import cited_by, gather
from bot.cards.library import Edition, assemble
from bot.cards.mending import Renamed, mended, siblings
from bot.cards.places import Places
from bot.cards.schema import CLASSES, FOLDERS, Card, Source
from bot.cards.tracing import Reading, articles_of, trace
from bot.cards.wording import Words, keys_at, worded
from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bot.cards.reader import Path
    from bot.cards.snapshot import Snapshot

MOST_MISTAKES = 50  # in one file; whoever has more has made one of them very often

_ADAPTERS: Mapping[str, TypeAdapter[Card | Source]] = {kind: TypeAdapter(shape) for kind, shape in CLASSES.items()}


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is right and wrong with a snapshot. ``edition`` may only be served when there are no ``errors``."""

    edition: Edition
    problems: tuple[Problem, ...]
    lock: lock.Lock

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)

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
    inspection = inspect(snapshot, parse)
    if inspection.errors:
        raise ContentError(inspection.errors)
    return inspection.edition


def inspect(
    snapshot: Snapshot,
    parse: Callable[[bytes], Any] = reader.parse,
    *more: Callable[[Edition, Mapping[str, Card]], Iterable[Finding]],
) -> Inspection:
    """Find everything that is wrong with ``snapshot``, cascades left out.

    ``more`` are further checks of the whole: each is given the edition, and the cards by file.
    """
    places = Places(snapshot)
    loaded, problems, findings = _load(snapshot, parse, places)
    unreadable = {_stem(file) for file in snapshot.files if file not in loaded}
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
    findings.extend(
        chain(
            check(loaded, unreadable),
            ambiguous_names(loaded, edition.names),
            trace(loaded, evidence, locked, reading),
            *(check_more(edition, cards) for check_more in more),
        )
    )
    problems.extend(places.problem(finding) for finding in findings)
    return Inspection(edition, tuple(_told(problems)), locked)


def _load(
    snapshot: Snapshot, parse: Callable[[bytes], Any], places: Places
) -> tuple[dict[str, Card | Source], list[Problem], list[Finding]]:
    """Read every file as far as it can be read."""
    loaded: dict[str, Card | Source] = {}
    problems: list[Problem] = []
    findings: list[Finding] = []
    for file, data in snapshot.files.items():
        try:
            value = parse(data)
        except reader.YamlProblem:
            problems.extend(places.slips(file))
            value = places.document(file).value
            if value is None:
                continue
        if b" #" in data:
            findings.extend(_cut_off(file, places.document(file)))
        card, wrong = _card(file, value, places)
        findings.extend(wrong)
        if card:
            loaded[file] = card
    return loaded, problems, findings


def _cut_off(file: str, document: reader.Document) -> Iterator[Finding]:
    """Yield the texts that YAML ended at a ``#`` which may have been part of them."""
    for path, rest in document.cut_off():
        message = "this # makes a comment of the rest of the line"
        remedy = "put the text in quotes if the rest belongs to it, or move the comment to a line of its own"
        yield Finding(
            file=file, path=path, code="Y16", message=message, help=remedy, note=f"left out: {_clipped(rest)}"
        )


def _card(file: str, value: Any, places: Places) -> tuple[Card | Source | None, list[Finding]]:
    """Return the card of a file, as far as it can be read, and what is wrong with its values."""
    if not isinstance(value, dict):
        message = "a card is a block of keys such as id, kind and name"
        return None, [Finding(file=file, path=(), code="Y12", message=message, help="see `depeche new`")]
    folder = file.partition("/")[0]
    kind = value.get("kind", FOLDERS[folder])
    if kind != FOLDERS[folder]:
        message = f"the cards in {folder}/ are of kind {FOLDERS[folder]}, not {_clipped(repr(kind))}"
        remedy = "correct the kind, or move the file to the folder of its kind"
        return None, [Finding(file=file, path=("kind",), code="K09", message=message, help=remedy)]
    try:
        return _ADAPTERS[kind].validate_python(value), []
    except ValidationError as error:
        card, renamed = _mended_card(kind, value, error)
        places.renamed(file, renamed)
        return card, list(_invalid(file, kind, value, error))


def _mended_card(kind: str, value: dict[str, Any], error: ValidationError) -> tuple[Card | Source | None, Renamed]:
    if error.error_count() > MOST_MISTAKES:
        return None, {}
    attempt, renamed = mended(value, error.errors(include_url=False), CLASSES[kind])
    try:
        return (_ADAPTERS[kind].validate_python(attempt) if attempt is not None else None), renamed
    except ValidationError:
        return None, {}


_LONGEST_ECHO = 80  # characters


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"


def _invalid(file: str, kind: str, value: Any, error: ValidationError) -> Iterator[Finding]:
    errors = error.errors(include_url=False)
    shape = CLASSES[kind]
    told: list[tuple[Path, Words]] = []
    for details in errors[:MOST_MISTAKES]:
        words = worded(details, shape, siblings(value, details["loc"]))
        told.append(((*details["loc"], *words.path), words))
    misspelt = {(*path[:-1], words.replacement) for path, words in told if words.key}
    outdented = any(path in {("fr",), ("en",)} for path, _ in told)
    unlisted = len(errors) - MOST_MISTAKES
    for number, (path, words) in enumerate(told, 1):
        # What seems to be missing is there, under a misspelt key or with its languages in the wrong column.
        if path in misspelt or (outdented and words.code == "K02" and "fr" in keys_at(path, shape)):
            continue
        more = number == MOST_MISTAKES and unlisted > 0
        yield Finding(
            file=file,
            path=path,
            code=words.code,
            message=words.message,
            help=words.help,
            note=_unlisted(unlisted) if more else "",
            key=words.key,
            replacement=words.replacement,
        )


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
    note = f"{last.note}\n{_unlisted(unlisted)}" if last.note else _unlisted(unlisted)
    return [*problems[: MOST_MISTAKES - 1], replace(last, note=note)]


def _unlisted(count: int) -> str:
    return f"{count} more mistakes in this file are not listed"


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0]
