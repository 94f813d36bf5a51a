"""YAML to plain Python values, with the line and column of every node.

The only module that imports yaml. It builds on the events of PyYAML's C parser instead of its loaders,
because those keep the last of two duplicate keys, expand alias bombs, turn ``no`` into False and ``1.10``
into 1.1. Here every scalar is a string, and what a curator cannot have meant is refused with its place.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # its stubs do not export it

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_BYTES = 256 * 1024  # DESIGN section 2; the largest real card is under 10 KiB
MAX_DEPTH = 32  # a card nests six deep; the builder recurses, so a bomb must end here

Path = tuple[str | int, ...]

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


class Mark(NamedTuple):
    """A place in a file: line and column count from 1, as editors show them."""

    line: int
    column: int


START = Mark(1, 1)


class Place(NamedTuple):
    """Where a value begins, and the key before it; an item of a list is its own key."""

    key: Mark
    value: Mark


class YamlProblem(Exception):
    """What is wrong with a file's YAML, and where."""

    def __init__(self, message: str, mark: Mark) -> None:
        self.message = message
        self.mark = mark
        super().__init__(message)


def parse(data: bytes) -> Any:
    """Return dictionaries, lists and strings. Raises YamlProblem at the first mistake of syntax."""
    return _Builder(data, None).document()


def locate(data: bytes, path: Sequence[str | int], *, key: bool = False) -> Mark:
    """Return where the value at ``path`` begins, or its key; its nearest ancestor's place if it is not there."""
    marks: dict[Path, Place] = {}
    _Builder(data, marks).document()
    target = tuple(path)
    while target and target not in marks:
        target = target[:-1]
    place = marks.get(target, Place(START, START))
    return place.key if key else place.value


class _Builder:
    """Turns parser events into values; notes marks only when asked, since noting them costs a third more time."""

    def __init__(self, data: bytes, marks: dict[Path, Place] | None) -> None:
        self._marks = marks
        self._text = _decode(data)
        self._next: Callable[[], Any] = CParser(self._text).get_event

    def document(self) -> Any:
        try:
            self._next()  # the stream's start
            event = self._next()
            if isinstance(event, yaml.StreamEndEvent):
                raise YamlProblem("the file is empty", START)
            value = self._node(self._next(), (), 0)
            self._next()  # the document's end
            event = self._next()
            if not isinstance(event, yaml.StreamEndEvent):
                raise YamlProblem("a second document begins here; write one card a file, without ---", _mark(event))
        except yaml.MarkedYAMLError as error:
            raise _syntax_problem(error, self._text) from None
        except yaml.YAMLError as error:
            raise YamlProblem(f"this is not YAML: {error}", START) from None
        return value

    def _node(self, event: Any, path: Path, depth: int) -> Any:
        if self._marks is not None:
            self._marks[path] = Place(_mark(event), _mark(event))
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None:
            raise YamlProblem("anchors (&) and aliases (*) are not used in cards; write the value out", _mark(event))
        if event.tag is not None:
            raise YamlProblem(f"the tag {event.tag} is not used in cards; remove it", _mark(event))
        if kind is yaml.ScalarEvent:
            return event.value
        if depth >= MAX_DEPTH:
            raise YamlProblem(f"nested more than {MAX_DEPTH} levels deep", _mark(event))
        return self._mapping(path, depth) if kind is yaml.MappingStartEvent else self._sequence(path, depth)

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items)) if self._marks is not None else path, depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        first_seen: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event)
            if key in first_seen:
                line = first_seen[key].line + 1
                raise YamlProblem(f"the key {key!r} is here twice; it already stands on line {line}", _mark(event))
            first_seen[key] = event.start_mark
            start, event = event, self._next()
            inner = (*path, key) if self._marks is not None else path
            value = self._node(event, inner, depth + 1)
            if self._marks is not None:
                self._marks[inner] = self._marks[inner]._replace(key=_mark(start))
            # `aliases:` with nothing after it leaves the field out; an empty text has to be written "".
            if value or type(event) is not yaml.ScalarEvent or not event.implicit[0]:
                items[key] = value
        return items

    def _key(self, event: Any) -> str:
        if type(event) is not yaml.ScalarEvent or event.anchor is not None or event.tag is not None:
            raise YamlProblem("a key must be a plain word", _mark(event))
        key: str = event.value
        return key


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise YamlProblem(f"the file is too long; {MAX_BYTES // 1024} KiB is the most a card may have", START)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise YamlProblem("this character is not UTF-8; save the file as UTF-8", _place_after(before)) from None
    # Checked here because libyaml's own error for these has no line and column.
    if match := _NOT_TEXT.search(text):
        message = f"an invisible character (U+{ord(match[0]):04X}) stands here; delete it"
        raise YamlProblem(message, _place_after(text[: match.start()]))
    return text


def _place_after(text: str) -> Mark:
    return Mark(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


_QUOTE_IT = "put the text in quotes"

# What libyaml says of the mistakes that curators really make: a part of its words, whether the place is where
# the broken thing begins rather than where reading stopped, and our words.
_EXPLAINED = (
    ("mapping values are not allowed", False, f"a colon and a space inside the text start a new key: {_QUOTE_IT}"),
    ("while scanning a quoted scalar", True, "a quotation mark opens here and never closes"),
    ("could not find expected ':'", True, "a key needs a colon and a space after it"),
    ("while scanning an alias", True, f"a text cannot begin with *: {_QUOTE_IT}"),
    ("while scanning an anchor", True, f"a text cannot begin with &: {_QUOTE_IT}"),
    ("found a tab character", False, "a tab stands here: indent with spaces"),
    ("found unknown escape character", False, "a backslash means something between double quotes: use single ones"),
    ("block sequence entries are not allowed", False, "a list begins on the line after its key"),
    ("did not find expected <document start>", False, "this line is not indented like the ones above it"),
    ("did not find expected key", False, "this is neither a key nor part of the value before it"),
    ("did not find expected '-' indicator", False, "this line is not indented like the list it follows"),
    ("did not find expected node content", False, f"a value is missing before this, or begins with it: {_QUOTE_IT}"),
)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str) -> YamlProblem:
    said = f"{error.context or ''}: {error.problem or ''}"
    began, stopped = error.context_mark, error.problem_mark or error.context_mark
    if "cannot start any token" in said and stopped:
        if text[stopped.index : stopped.index + 1] == "\t":
            return YamlProblem("a tab stands here: indent with spaces", _at(stopped))
        return YamlProblem(f"a value cannot begin with this character: {_QUOTE_IT}", _at(stopped))
    if "did not find expected ',' or" in said and began and stopped:
        if began.line == stopped.line:
            return YamlProblem(f"a comma is missing before this, or it belongs to the text: {_QUOTE_IT}", _at(stopped))
        return YamlProblem("a bracket opens here and never closes", _at(began))
    for words, at_beginning, explained in _EXPLAINED:
        if words in said:
            return YamlProblem(explained, _at(began if at_beginning else stopped))
    return YamlProblem(f"this is not valid YAML: {said}", _at(stopped))


def _at(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1) if mark else START
