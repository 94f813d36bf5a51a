"""config/digests.yaml: the digests that are declared there, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from bot.cards import reader
from bot.cards.diagnostics import with_hint
from bot.cards.text import STRICT, shortened
from bot.cards.wording import worded
from bot.digests.declarations import Declaration
from bot.errors import CardNotFound, SettingsError

FindTopic = Callable[[str], str]
"""Returns the id of the card that a topic means. Raises CardNotFound."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DeclaredFile:
    """The whole file."""

    digests: tuple[Declaration, ...] = ()


def load_declared(file: Path, find_topic: FindTopic) -> tuple[Declaration, ...]:
    """Read ``file``, which may be missing. Raises SettingsError with every mistake, a line each.

    Topics may be named like cards, and come out as ids.
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
    try:
        declared = TypeAdapter(DeclaredFile).validate_python(values).digests
    except ValidationError as error:
        told = [_explained(file, data, details) for details in error.errors(include_url=False)]
        raise SettingsError("\n".join(told)) from None
    return _with_topics(file, data, declared, find_topic)


def _with_topics(
    file: Path, data: bytes, declared: Sequence[Declaration], find_topic: FindTopic
) -> tuple[Declaration, ...]:
    """Return ``declared`` with the ids of its topics, each digest by a name of its own."""
    told: list[tuple[reader.Path, str]] = []
    names: set[str] = set()
    found: list[Declaration] = []
    for index, each in enumerate(declared):
        if each.name in names:
            told.append((("digests", index, "name"), f"the name {each.name!r} is here twice; each has one of its own"))
        names.add(each.name)
        topics: list[str] = []
        for number, topic in enumerate(each.topics):
            try:
                topics.append(find_topic(topic))
            except CardNotFound as missing:
                near = f"did you mean {missing.suggestions[0]!r}?" if missing.suggestions else ""
                message = with_hint(f"there is no card {shortened(repr(topic))}", near)
                told.append((("digests", index, "topics", number), message))
        found.append(replace(each, topics=tuple(dict.fromkeys(topics))))
    if told:
        raise SettingsError("\n".join(_placed(file, data, path, message) for path, message in told))
    return tuple(found)


def _explained(file: Path, data: bytes, details: Any) -> str:
    words = worded(details, DeclaredFile)
    key = words.key or details["type"] == "unexpected_keyword_argument"
    return _placed(file, data, (*details["loc"], *words.path), str(words), key=key)


def _placed(file: Path, data: bytes, path: reader.Path, message: str, *, key: bool = False) -> str:
    mark = reader.locate(data, path, key=key)
    return f"{file}:{mark.line}:{mark.column}: {message}"
