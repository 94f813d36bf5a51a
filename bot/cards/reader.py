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
from typing import TYPE_CHECKING, Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # its stubs do not export it

from bot.cards.diagnostics import with_hint
from bot.cards.document import MOST_MISTAKES, TOP, Document, Mark, Path, Slip
from bot.cards.legible import hidden, invisible, is_legible, legible
from bot.cards.nodes import Events, NodePlaces, Noted, Unreadable, place_of
from bot.cards.syntax import explain
from bot.cards.text import shortened
from bot.cards.trouble import Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.cards.legible import Origin
    from bot.cards.trouble import Told

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Path", "YamlProblem", "examine", "locate", "parse"]

MAX_BYTES = 256 * 1024  # DESIGN section 2; the largest real card is under 10 KiB
MAX_DEPTH = 32  # a card nests six deep; the builder recurses, so a bomb must end here
MAX_REPAIRS = 10  # each is another reading of the whole file
_LONGEST_REPAIRED = 64 * 1024  # characters

_TIGHT_KEY = re.compile(r"[\w.-]+:(?=[^\s/])")
_HYPHEN_BELOW = re.compile(r"\n *(?P<hyphen>-) ")


class YamlProblem(Exception):
    """What is wrong with a file's YAML, and where."""

    def __init__(self, slip: Slip) -> None:
        self.slip = slip
        self.message = with_hint(slip.message, slip.help)
        self.mark = slip.span.start
        super().__init__(self.message)


def parse(data: bytes) -> Any:
    """Return dictionaries, lists and strings. Raises YamlProblem at the first mistake of syntax."""
    try:
        return _Builder(_as_it_stands(data), None).document()
    except (Unreadable, UnicodeDecodeError, yaml.YAMLError):
        document = examine(data)
    if document.slips:
        raise YamlProblem(document.slips[0])
    return document.value  # what a byte order mark stands before


def _as_it_stands(data: bytes) -> str:
    text = data.decode()
    if len(data) > MAX_BYTES or not is_legible(text):
        raise Unreadable
    return text


def locate(data: bytes, path: Sequence[str | int], *, key: bool = False) -> Mark:
    """Return where the value at ``path`` begins, or its key; its nearest ancestor's place if it is not there."""
    return examine(data).span(path, key=key).start


def examine(data: bytes) -> Document:
    """Read a file that may be wrong, with the places of all nodes and as many of its mistakes as can be told apart."""
    if len(data) > MAX_BYTES:
        remedy = f"{MAX_BYTES // 1024} KiB is the most a card may have"
        return Document("", None, {}, (Slip("Y13", "the file is too long", TOP, remedy),))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        blank = Document(data[: error.start].decode() + "\ufffd", None, {}, ())
        place = blank.span_of(len(blank.text) - 1, len(blank.text))
        slip = Slip("Y01", "this character is not UTF-8", place, "save the file as UTF-8")
        return Document(blank.text, None, {}, (slip,))
    return _examined(text)


def _examined(text: str) -> Document:
    original = Document(text, None, {}, ())
    slips = list(invisible(original))
    readable, origin = legible(original)
    for _ in range(MAX_REPAIRS):
        builder = _Builder(readable, {})
        try:
            value = builder.document()
        except Unreadable as stop:
            slips.extend((*builder.slips(origin), stop.slip(origin)))
            break
        except yaml.MarkedYAMLError as error:
            told = _explained(error, readable, builder.last_scalar)
            slips.append(origin.slip(told))
            if told.repaired is None or len(text) > _LONGEST_REPAIRED:
                break
            readable = told.repaired
        except yaml.YAMLError:
            slips.append(Slip("Y18", "this is not YAML", TOP))
            break
        else:
            slips.extend(builder.slips(origin))
            # Of a file that is no card at all, one mistake says enough.
            told_enough = slips and not isinstance(value, dict)
            return Document(text, None if told_enough else value, builder.places(origin), _in_order(slips))
    return Document(text, None, {}, _in_order(slips))


def _in_order(slips: list[Slip]) -> tuple[Slip, ...]:
    return tuple(sorted(slips, key=lambda slip: slip.span.first)[:MOST_MISTAKES])


def _explained(error: yaml.MarkedYAMLError, text: str, last_scalar: Scalar | None) -> Told:
    said = f"{error.context or ''}: {error.problem or ''}"
    stopped = error.problem_mark or error.context_mark
    began = error.context_mark or stopped
    return explain(said, began.index if began else 0, stopped.index if stopped else 0, text, last_scalar)


class _Builder:
    """Turns parser events into values. With somewhere to note events, it gets over what ``parse`` refuses."""

    def __init__(self, text: str, events: Events | None) -> None:
        self._text = text
        self._events = events
        self._noted: list[Noted] = []
        self._next: Callable[[], Any] = CParser(text).get_event
        self._scalar: Any = None

    @property
    def last_scalar(self) -> Scalar | None:
        """The scalar that was read last: what stands right after it often explains why reading stopped."""
        return Scalar(*place_of(self._scalar), self._scalar.style or "") if self._scalar else None

    def slips(self, origin: Origin) -> Iterator[Slip]:
        return (noted.slip(origin) for noted in self._noted)

    def places(self, origin: Origin) -> NodePlaces:
        return NodePlaces(self._events or {}, origin)

    def document(self) -> Any:
        self._next()  # the stream's start
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            raise Unreadable("Y12", "the file is empty", "see `depeche new`")
        value = self._node(self._next(), (), 0)
        self._next()  # the document's end
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise Unreadable("Y11", "a second document begins here", "write one card a file, without ---", event)
        return value

    def _note(self, noted: Noted) -> None:
        if self._events is None:
            raise Unreadable
        if len(self._noted) < MOST_MISTAKES:
            self._noted.append(noted)

    def _node(self, event: Any, path: Path, depth: int) -> Any:
        if self._events is not None:
            self._events[path] = (event, event)
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None:
            message = "anchors (&) and aliases (*) are not used in cards"
            self._note(Noted("Y10", message, "write the value out", place_of(event)))
            if kind is yaml.AliasEvent:
                return ""
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note(Noted("Y10", f"the tag {shortened(tag)} is not used in cards", "remove it", place_of(event)))
        if kind is yaml.ScalarEvent:
            self._scalar = event
            self._look_into(event)
            return event.value
        if depth >= MAX_DEPTH:
            raise Unreadable("Y13", f"nested more than {MAX_DEPTH} levels deep", event=event)
        return self._mapping(path, depth) if kind is yaml.MappingStartEvent else self._sequence(path, depth)

    def _look_into(self, event: Any) -> None:
        """Find what YAML lets pass in a text and no curator means."""
        if event.style == '"' and (character := hidden(event.value)):
            message = f"a backslash makes an invisible character ({character}) in this text"
            self._note(Noted("Y02", message, "remove it, or write the backslash twice", place_of(event)))
        if not event.style and event.end_mark.line > event.start_mark.line:
            start, end = place_of(event)
            item = self._text[self._text.rfind("\n", 0, start) + 1 : start].strip() == "-"
            if item and (below := _HYPHEN_BELOW.search(self._text, start, end)):
                message = "this line is indented further than the item above it, and becomes part of it"
                remedy = "begin the hyphens of a list in the same column, or put the text in quotes"
                self._note(Noted("Y08", message, remedy, below.span("hyphen")))

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
                message = f"the key {shortened(key)!r} is here twice"
                remedy = f"it already stands on line {first_seen[key].start_mark.line + 1}"
                self._note(Noted("Y09", message, remedy, place_of(event), place_of(first_seen[key])))
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
            left_out = not value and type(event) is yaml.ScalarEvent and event.implicit[0]
            if left_out and (tight := _TIGHT_KEY.match(key)):
                place = start.start_mark.index, start.start_mark.index + tight.end()
                message, remedy = "there is no space after this colon", "write a colon and a space"
                self._note(Noted("Y17", message, remedy, place, gap=place[1]))
            if not repeated and not left_out:
                items[key] = value
        return items

    def _key(self, event: Any) -> str:
        if type(event) is not yaml.ScalarEvent or event.anchor is not None or event.tag is not None:
            raise Unreadable("Y17", "a key must be a plain word", event=event)
        self._scalar = event
        key: str = event.value
        return key
