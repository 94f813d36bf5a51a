"""config/digests.yaml: the digests that are declared there, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from bot.cards import reader
from bot.cards.diagnostics import with_hint
from bot.cards.document import Document
from bot.cards.library import Edition
from bot.cards.text import STRICT, shortened
from bot.cards.wording import worded
from bot.digests.declarations import Declaration
from bot.errors import CardNotFound, SettingsError


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DeclaredFile:
    """The whole file."""

    digests: tuple[Declaration, ...] = ()


def load_declared(file: Path, edition: Edition) -> tuple[Declaration, ...]:
    """Read ``file``, which may be missing. Raises SettingsError with every mistake, a line each.

    Topics are ids of cards in ``edition``.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SettingsError(f"The file {file} cannot be read ({error.strerror}).") from None
    if all(line.strip() == b"" or line.lstrip().startswith(b"#") for line in data.splitlines()):
        return ()
    try:
        values = reader.parse(data)
    except reader.YamlProblem as problem:
        raise SettingsError(f"{file}:{problem.mark.line}:{problem.mark.column}: {problem.message}") from None
    if not isinstance(values, dict):
        raise SettingsError(f"{file}:1:1: this must be a block with the one key `digests:`.")
    document = reader.examine(data)
    try:
        declared = TypeAdapter(DeclaredFile).validate_python(values).digests
    except ValidationError as error:
        told = [_explained(file, document, details) for details in error.errors(include_url=False)]
        raise SettingsError("\n".join(told)) from None
    if at_odds := [_placed(file, document, path, message) for path, message in _at_odds(declared, edition)]:
        raise SettingsError("\n".join(at_odds))
    return declared


def _at_odds(declared: Sequence[Declaration], edition: Edition) -> Iterator[tuple[reader.Path, str]]:
    """Yield what is wrong between the entries, or between them and the cards: where, and what."""
    names: set[str] = set()
    for index, each in enumerate(declared):
        if each.name in names:
            yield ("digests", index, "name"), f"the name {each.name!r} is here twice; each has one of its own"
        names.add(each.name)
        for number, topic in enumerate(each.topics):
            if topic not in edition.published:
                near = _near(topic, edition)
                message = f"there is no card {shortened(repr(topic))}"
                yield (
                    ("digests", index, "topics", number),
                    with_hint(message, f"did you mean {near!r}?" if near else ""),
                )


def _near(topic: str, edition: Edition) -> str:
    """Return the id of the card that was probably meant."""
    try:
        return edition.find(topic).id
    except CardNotFound as missing:
        return missing.suggestions[0] if missing.suggestions else ""


def _explained(file: Path, document: Document, details: Any) -> str:
    words = worded(details, DeclaredFile)
    key = words.key or details["type"] == "unexpected_keyword_argument"
    return _placed(file, document, (*details["loc"], *words.path), str(words), key=key)


def _placed(file: Path, document: Document, path: reader.Path, message: str, *, key: bool = False) -> str:
    mark = document.span(path, key=key).start
    return f"{file}:{mark.line}:{mark.column}: {message}"
