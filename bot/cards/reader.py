"""YAML to plain Python values, with the place of every node.

The only module that imports yaml. It builds on the events of PyYAML's C parser instead of its loaders,
because those keep the last of two duplicate keys, expand alias bombs, turn ``no`` into False and ``1.10``
into 1.1. Here every scalar is a string, and what a curator cannot have meant is refused with its place.

``parse`` is for files that are right, and stops at the first mistake. ``examine`` is for the others: it notes where
everything stands, gets over the mistakes it can get over, and reports them all.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # its stubs do not export it

from bot.cards import syntax

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MAX_BYTES = 256 * 1024  # DESIGN section 2; the largest real card is under 10 KiB
MAX_DEPTH = 32  # a card nests six deep; the builder recurses, so a bomb must end here
MAX_REPAIRS = 10  # each is another reading of the whole file
_LONGEST_REPAIRED = 64 * 1024  # bytes

Path = tuple[str | int, ...]

# Control characters, the line ends that only YAML knows, and what turns or hides the text around it.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_COMMENT = re.compile(r"[ \t]+#(?P<glued>\w)?[^\r\n]*")
_NOT_PLAIN = {"", "'", '"', "[", "{", "|", ">"}
_LINE_END = re.compile(r"\r\n|\n|\r")


class Mark(NamedTuple):
    """A place in a file: line and column count from 1, as editors show them."""

    line: int
    column: int


START = Mark(1, 1)


class Span(NamedTuple):
    """A stretch of a file, from ``start`` to just before ``end``: characters ``first`` to ``last`` of its text."""

    start: Mark
    end: Mark
    first: int
    last: int


TOP = Span(START, START, 0, 0)


class Place(NamedTuple):
    """Where a value stands, and the key before it; an item of a list is its own key."""

    key: Span
    value: Span


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake of syntax. ``earlier`` is where the first of two stands; ``fix`` a safe replacement of characters."""

    code: str
    message: str
    span: Span
    help: str = ""
    earlier: Span | None = None
    fix: tuple[int, int, str] | None = None


class YamlProblem(Exception):
    """What is wrong with a file's YAML, and where."""

    def __init__(self, slip: Slip) -> None:
        self.slip = slip
        self.message = f"{slip.message}; {slip.help}" if slip.help else slip.message
        self.mark = slip.span.start
        super().__init__(self.message)


def parse(data: bytes) -> Any:
    """Return dictionaries, lists and strings. Raises YamlProblem at the first mistake of syntax."""
    try:
        text = data.decode()
        if len(data) > MAX_BYTES or _NOT_TEXT.search(text):
            raise _Stop
        return _Builder(text, None).document()
    except (_Stop, UnicodeDecodeError, yaml.YAMLError):
        document = examine(data)
    if document.slips:
        raise YamlProblem(document.slips[0])
    return document.value  # what a byte order mark stands before


def locate(data: bytes, path: Sequence[str | int], *, key: bool = False) -> Mark:
    """Return where the value at ``path`` begins, or its key; its nearest ancestor's place if it is not there."""
    return examine(data).span(path, key=key).start


@dataclass(frozen=True)
class Document:
    """A file as it was read: ``value`` is None when it could not be read to its end."""

    text: str
    value: Any
    places: Mapping[Path, Place]
    slips: tuple[Slip, ...]

    def span(self, path: Sequence[str | int], *, key: bool = False) -> Span:
        """Return where the value at ``path`` stands, or its key; its nearest ancestor's place if it is not there."""
        target = tuple(path)
        while target and target not in self.places:
            target = target[:-1]
        place = self.places.get(target, Place(TOP, TOP))
        return place.key if key else place.value

    def within(self, path: Sequence[str | int], start: int, end: int) -> Span:
        """Return where characters ``start`` to ``end`` of the text at ``path`` stand; all of it if that is unclear."""
        whole = self.span(path)
        value = self.value
        for part in path:
            value = value[part]
        written = syntax.aligned(self.text[whole.first : whole.last], value)
        if written is None or not start < end <= len(value):
            return whole
        return self.span_of(whole.first + written[start], whole.first + written[end - 1] + 1)

    def cut_off(self) -> Iterator[tuple[Path, str]]:
        """Yield the path of each text that a comment ends on its own line, and the comment.

        A word of a closed list may well have a comment after it; several words, or ``#1``, look like a text cut short.
        """
        for path, place in self.places.items():
            if place.key is place.value and path and isinstance(path[-1], str):
                continue
            written = self.text[place.value.first : place.value.last]
            comment = _COMMENT.match(self.text, place.value.last)
            if comment and written[:1] not in _NOT_PLAIN and (" " in written or comment["glued"]):
                yield path, comment[0].strip()

    def span_of(self, first: int, last: int) -> Span:
        return Span(self._mark(first), self._mark(last), first, last)

    def _mark(self, place: int) -> Mark:
        line = bisect_right(self._line_starts, place)
        return Mark(line, place - self._line_starts[line - 1] + 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]


def examine(data: bytes) -> Document:
    """Read a file that may be wrong, with the places of all nodes and as many of its mistakes as can be told apart."""
    slips: list[Slip] = []
    if len(data) > MAX_BYTES:
        message = f"the file is too long; {MAX_BYTES // 1024} KiB is the most a card may have"
        return Document("", None, {}, (Slip("Y13", message, TOP),))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        blank = Document(data[: error.start].decode() + "\ufffd", None, {}, ())
        place = blank.span_of(len(blank.text) - 1, len(blank.text))
        slip = Slip("Y01", "this character is not UTF-8", place, "save the file as UTF-8")
        return Document(blank.text, None, {}, (slip,))
    return _examined(text, slips)


def _examined(text: str, slips: list[Slip]) -> Document:
    original = Document(text, None, {}, ())
    for match in _NOT_TEXT.finditer(text):
        message = f"an invisible character (U+{ord(match[0]):04X}) stands here"
        slips.append(Slip("Y02", message, original.span_of(*match.span()), "delete it"))
    readable = _NOT_TEXT.sub(" ", text)
    for _ in range(MAX_REPAIRS):
        builder = _Builder(readable, {})
        try:
            value = builder.document()
        except _Stop as stop:
            slips.extend((*builder.slips(original), stop.slip(original)))
            return Document(text, None, {}, tuple(slips))
        except yaml.MarkedYAMLError as error:
            told = _explained(error, readable, builder.last_scalar)
            slips.append(_slip(told, original))
            if told.repaired is None or len(text) > _LONGEST_REPAIRED:
                break
            readable = told.repaired
        except yaml.YAMLError as error:
            slips.append(Slip("Y18", f"this is not YAML: {error}", TOP))
            break
        else:
            slips.extend(builder.slips(original))
            return Document(text, value, builder.places(original), _in_order(slips))
    return Document(text, None, {}, _in_order(slips))


def _in_order(slips: list[Slip]) -> tuple[Slip, ...]:
    return tuple(sorted(slips, key=lambda slip: slip.span.first))


def _explained(error: yaml.MarkedYAMLError, text: str, last_scalar: syntax.Scalar | None) -> syntax.Told:
    said = f"{error.context or ''}: {error.problem or ''}"
    stopped = error.problem_mark or error.context_mark
    began = error.context_mark or stopped
    return syntax.explain(said, began.index if began else 0, stopped.index if stopped else 0, text, last_scalar)


def _slip(told: syntax.Told, document: Document) -> Slip:
    return Slip(told.code, told.message, document.span_of(told.start, told.end), told.help, fix=told.fix)


class _Stop(Exception):
    """A mistake that the builder cannot get over, or may not: ``parse`` has no use for a second one."""

    def __init__(self, code: str = "", message: str = "", event: Any = None) -> None:
        self.code, self.message, self.event = code, message, event

    def slip(self, document: Document) -> Slip:
        span = _span(self.event, document) if self.event else TOP
        return Slip(self.code, self.message, span)


class _Noted(NamedTuple):
    code: str
    message: str
    help: str
    event: Any
    earlier: Any = None


def _span(event: Any, document: Document) -> Span:
    return document.span_of(event.start_mark.index, event.end_mark.index)


class _Builder:
    """Turns parser events into values. With somewhere to note events, it gets over what ``parse`` refuses."""

    def __init__(self, text: str, events: dict[Path, tuple[Any, Any]] | None) -> None:
        self._events = events
        self._noted: list[_Noted] = []
        self._next: Callable[[], Any] = CParser(text).get_event
        self._scalar: Any = None

    @property
    def last_scalar(self) -> syntax.Scalar | None:
        """The scalar that was read last: what stands right after it often explains why reading stopped."""
        if self._scalar is None:
            return None
        return syntax.Scalar(self._scalar.start_mark.index, self._scalar.end_mark.index, self._scalar.style or "")

    def slips(self, document: Document) -> Iterator[Slip]:
        for noted in self._noted:
            earlier = _span(noted.earlier, document) if noted.earlier else None
            yield Slip(noted.code, noted.message, _span(noted.event, document), noted.help, earlier)

    def places(self, document: Document) -> dict[Path, Place]:
        return {
            path: Place(_span(key, document), _span(value, document))
            for path, (key, value) in (self._events or {}).items()
        }

    def document(self) -> Any:
        self._next()  # the stream's start
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            raise _Stop("Y12", "the file is empty")
        value = self._node(self._next(), (), 0)
        self._next()  # the document's end
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Stop("Y11", "a second document begins here; write one card a file, without ---", event)
        return value

    def _note(self, code: str, message: str, remedy: str, event: Any, earlier: Any = None) -> None:
        if self._events is None:
            raise _Stop
        self._noted.append(_Noted(code, message, remedy, event, earlier))

    def _node(self, event: Any, path: Path, depth: int) -> Any:
        if self._events is not None:
            self._events[path] = (event, event)
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None:
            self._note("Y10", "anchors (&) and aliases (*) are not used in cards", "write the value out", event)
            if kind is yaml.AliasEvent:
                return ""
        if event.tag is not None:
            self._note("Y10", f"the tag {event.tag} is not used in cards", "remove it", event)
        if kind is yaml.ScalarEvent:
            self._scalar = event
            return event.value
        if depth >= MAX_DEPTH:
            raise _Stop("Y13", f"nested more than {MAX_DEPTH} levels deep", event)
        return self._mapping(path, depth) if kind is yaml.MappingStartEvent else self._sequence(path, depth)

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items)) if self._events is not None else path, depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        first_seen: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event)
            repeated = key in first_seen
            if repeated:
                line = first_seen[key].start_mark.line + 1
                message = f"the key {key!r} is here twice"
                self._note("Y09", message, f"it already stands on line {line}", event, first_seen[key])
            first_seen.setdefault(key, event)
            start, event = event, self._next()
            inner = path
            if self._events is not None:
                inner = (*path, key)
                kept = self._events.get(inner)
            value = self._node(event, inner, depth + 1)
            if self._events is not None:
                self._events[inner] = kept if repeated and kept else (start, event)
            # `aliases:` with nothing after it leaves the field out; an empty text has to be written "".
            if not repeated and (value or type(event) is not yaml.ScalarEvent or not event.implicit[0]):
                items[key] = value
        return items

    def _key(self, event: Any) -> str:
        if type(event) is not yaml.ScalarEvent or event.anchor is not None or event.tag is not None:
            raise _Stop("Y17", "a key must be a plain word", event)
        self._scalar = event
        key: str = event.value
        return key
