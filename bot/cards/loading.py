"""From files to cards, each as far as it can be read: a mistake in one value hides nothing else in its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from bot.cards.diagnostics import Finding, Problem, unlisted_note
from bot.cards.document import MOST_MISTAKES
from bot.cards.mending import STAND_IN, Hopeless, Mending, siblings
from bot.cards.reader import YamlProblem
from bot.cards.schema import CLASSES, FOLDERS, ID_FORM, Card, Source
from bot.cards.snapshot import id_of
from bot.cards.text import shortened
from bot.cards.wording import Words, keys_at, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.cards.document import Document, Path
    from bot.cards.places import Places
    from bot.cards.snapshot import Snapshot

# Most mistakes show at once; some only once a key has its right name, or the rest of its block is right.
_MOST_ROUNDS = 4

_ADAPTERS: Mapping[str, TypeAdapter[Card | Source]] = {kind: TypeAdapter(shape) for kind, shape in CLASSES.items()}


def load(
    snapshot: Snapshot, parse: Callable[[bytes], Any], places: Places
) -> tuple[dict[str, Card | Source], list[Problem], list[Finding]]:
    """Return the cards by file, each as far as it can be read, and what is wrong: in their syntax, in their values."""
    loaded: dict[str, Card | Source] = {}
    problems: list[Problem] = []
    findings: list[Finding] = []
    for file, data in snapshot.files.items():
        try:
            value = parse(data)
        except YamlProblem:
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


def _cut_off(file: str, document: Document) -> Iterator[Finding]:
    """Yield the texts that YAML ended at a ``#`` which may have been part of them."""
    for path, rest in document.cut_off():
        message = "this # makes a comment of the rest of the line"
        remedy = "put the text in quotes if the rest belongs to it, or move the comment to a line of its own"
        yield Finding(
            file=file, path=path, code="Y16", message=message, help=remedy, note=f"left out: {shortened(rest)}"
        )


def _card(file: str, value: Any, places: Places) -> tuple[Card | Source | None, list[Finding]]:
    """Return the card of a file, as far as it can be read, and what is wrong with its values."""
    if not isinstance(value, dict):
        message = "a card is a block of keys such as id, kind and name"
        return None, [Finding(file=file, path=(), code="Y12", message=message, help="see `depeche new`")]
    folder = file.partition("/")[0]
    kind = FOLDERS[folder]
    written = value.get("kind", kind)
    findings: list[Finding] = []
    if written != kind:
        message = f"the cards in {folder}/ are of kind {kind}, not {shortened(repr(written))}"
        remedy = "correct the kind, or move the file to the folder of its kind"
        findings.append(Finding(file=file, path=("kind",), code="K09", message=message, help=remedy))
        if isinstance(written, str) and written in CLASSES:
            return None, findings  # by the rules of its folder, all of it would be wrong
        value = {**value, "kind": kind}
    try:
        return _ADAPTERS[kind].validate_python(value), findings
    except ValidationError:
        mending = Mending(value, kind, _id_for_now(file))
        card = _mended(mending, file, findings)
        places.mended(file, mending)
        return card, findings


def _id_for_now(file: str) -> str:
    """Return the id that a card without one may have for now."""
    return id_of(file) if re.match(ID_FORM, id_of(file)) else STAND_IN


def _mended(mending: Mending, file: str, findings: list[Finding]) -> Card | Source | None:
    """Return the card, as far as it can be read, and add what is wrong with it to ``findings``."""
    for _ in range(_MOST_ROUNDS):
        try:
            return _ADAPTERS[mending.kind].validate_python(mending.value)
        except ValidationError as error:
            found = _invalid(file, mending.kind, mending.value, error)
            findings.extend(finding for finding in found if not mending.has_made_up(finding.path))
            if error.error_count() > MOST_MISTAKES:
                return None
            try:
                mending.mend(error.errors(include_url=False))
            except Hopeless:
                return None
    return None


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
            note=unlisted_note(unlisted) if more else "",
            key=words.key,
            replacement=words.replacement,
        )
