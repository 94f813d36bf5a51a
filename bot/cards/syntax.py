"""What a mistake of YAML means to somebody who writes cards: where it really is, and what to do.

libyaml says where reading stopped and in which state it was. The text around that place says what the curator did.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Scalar(NamedTuple):
    """The last scalar that was read whole: characters ``start`` to ``end``, and its quotation mark if it has one."""

    start: int
    end: int
    style: str


class Told(NamedTuple):
    """A mistake at characters ``start`` to ``end``.

    ``fix`` replaces characters safely; ``repaired`` is the whole text, of the same length, as it could be read on.
    """

    code: str
    message: str
    help: str
    start: int
    end: int
    fix: tuple[int, int, str] | None = None
    repaired: str | None = None


class _Trouble(NamedTuple):
    said: str
    began: int
    stopped: int
    text: str
    last: Scalar | None

    @property
    def line_start(self) -> int:
        return _line_start(self.text, self.stopped)

    @property
    def line(self) -> str:
        return self.text[self.line_start : _line_end(self.text, self.stopped)]

    @property
    def here(self) -> str:
        return self.text[self.stopped : self.stopped + 1]


QUOTE_IT = "put the text in quotes"
_KEY_LINE = re.compile(r"\s*(?:- )?[\w.-]+\s*:(?:\s|$)")
_PLAIN_VALUE = re.compile(r"(?P<before>\s*(?:- +)?(?:[\w.-]+:)? +)(?P<value>\S.*?)\s*$")


def explain(said: str, began: int, stopped: int, text: str, last: Scalar | None) -> Told:
    """Explain what libyaml ``said`` about what began at one character and stopped it at another."""
    # At its end, there is nothing to underline: the last character stands for it.
    trouble = _Trouble(said, min(began, len(text)), min(stopped, len(text)), text, last)
    for words, explanation in _EXPLANATIONS:
        if words in said and (told := explanation(trouble)):
            return told
    return Told("Y18", f"this is not valid YAML: {said}", "", *_token(trouble.text, trouble.stopped))


def _runaway_quote(trouble: _Trouble) -> Told | None:
    """A quotation mark that was never closed swallows lines, up to the next one in the file."""
    last = trouble.last
    if not last or not last.style or last.style not in "'\"":
        return None
    swallowed = trouble.text[last.start : last.end]
    if "\n" not in swallowed or not any(_KEY_LINE.match(line) for line in swallowed.splitlines()[1:]):
        return None
    return _never_closed(trouble.text, last.start)


def _never_closed(text: str, start: int) -> Told:
    mark = text[start : start + 1]
    remedy = f"close it with {mark} at the end of the text"
    return Told("Y05", "a quotation mark opens here and never closes", remedy, start, start + 1)


def _unclosed_quote(trouble: _Trouble) -> Told | None:
    return _never_closed(trouble.text, trouble.began)


def _after_a_quote(trouble: _Trouble) -> Told | None:
    """``'l'été'`` and ``"open" is a word``: the text goes on where its quotation marks end it."""
    last, text = trouble.last, trouble.text
    if not last or not last.style or last.style not in "'\"" or "\n" in text[last.end : trouble.stopped]:
        return None
    line_end = _line_end(text, last.start)
    whole = text[last.start : line_end].rstrip()
    end = last.start + len(whole)
    closed = len(whole) > 1 and whole.endswith(last.style)
    if last.style == "'" and closed and not set('"\\') & set(whole):
        fix = f'"{whole[1:-1]}"'
        message = "the apostrophe ends the text here"
        remedy = "put the text in double quotes, or write the apostrophe twice"
        return Told(
            "Y06", message, remedy, last.end - 1, last.end, (last.start, end, fix), _spliced(text, last.start, end, fix)
        )
    harmless = "x" * len(whole)
    message = f"the text ends at this {last.style}, but the line goes on"
    remedy = "write quotation marks inside a text as « » or “ ”, and put the whole of it in quotes"
    return Told("Y06", message, remedy, last.end - 1, last.end, None, _spliced(text, last.start, end, harmless))


def _after_a_bracket(trouble: _Trouble) -> Told | None:
    """``[sic] he said``: YAML takes the bracket for a list, which ends, and the line goes on."""
    before = trouble.text[trouble.line_start : trouble.stopped]
    opening = re.match(r"\s*(?:- +)?(?:[\w.-]+: +)?(?P<list>[\[{].*[\]}])\s*$", before)
    if not opening:
        return None
    start = trouble.line_start + opening.start("list")
    return _sign(trouble, start)


def _colon(trouble: _Trouble) -> Told | None:
    value = _PLAIN_VALUE.match(trouble.line)
    place = trouble.stopped - trouble.line_start
    text = trouble.text
    if not value or place <= value.start("value") or _starts_a_key(trouble.line, place):
        return None
    start, end = trouble.line_start + value.start("value"), trouble.line_start + value.end("value")
    quoted = _quoted(text[start:end]) if value["before"].strip() and not _goes_on(trouble, end) else None
    return Told(
        "Y03",
        "a colon and a space inside the text start a new key",
        QUOTE_IT,
        trouble.stopped,
        trouble.stopped + 1,
        (start, end, quoted) if quoted else None,
        _spliced(text, start, end, text[start:end].replace(": ", "; ").removesuffix(":").ljust(end - start, ";")),
    )


def _goes_on(trouble: _Trouble, end: int) -> bool:
    """Tell whether the text that begins on this line is continued on the next."""
    following = trouble.text[end:].lstrip(" \t").lstrip("\r\n").partition("\n")[0]
    indent = len(following) - len(following.lstrip())
    return indent > len(trouble.line) - len(trouble.line.lstrip(" -")) and not _KEY_LINE.match(following)


def _starts_a_key(line: str, colon: int) -> bool:
    return re.fullmatch(r"\s*(?:- +)?[\w.-]+", line[:colon]) is not None


def _indented(trouble: _Trouble) -> Told | None:
    start, end = _token(trouble.text, trouble.line_start + len(trouble.line) - len(trouble.line.lstrip()))
    remedy = "keys of one block begin in the same column; so do the hyphens of a list"
    return Told("Y08", "this line is not indented like the ones above it", remedy, start, end)


def _off_the_line(trouble: _Trouble) -> Told | None:
    """Reading stopped at the first word of a line: what is wrong is where the line begins."""
    return _indented(trouble) if not trouble.text[trouble.line_start : trouble.stopped].strip() else None


def _tight_colon(trouble: _Trouble) -> Told | None:
    """``fr:Une phrase`` is a text for YAML, and the key on the next line comes as a surprise."""
    before = trouble.text[: trouble.line_start].rstrip()
    start = _line_start(before, len(before))
    tight = re.match(r"\s*(?:- +)?(?P<key>[\w.-]+:)(?=[^\s/])", before[start:])
    return _no_space(start + tight.start("key"), start + tight.end("key")) if tight else None


def _no_space(start: int, end: int) -> Told:
    return Told("Y17", "there is no space after this colon", "write a colon and a space", start, end, (end, end, " "))


def _sign(trouble: _Trouble, start: int) -> Told:
    text = trouble.text
    end = start + len(text[start : _line_end(text, start)].rstrip())
    quoted = _quoted(text[start:end])
    return Told(
        "Y07",
        f"a text cannot begin with {text[start]}",
        QUOTE_IT,
        start,
        start + 1,
        (start, end, quoted) if quoted else None,
        _spliced(text, start, end, "x" * (end - start)),
    )


def _beginning(trouble: _Trouble) -> Told | None:
    return _sign(trouble, trouble.began)


def _directive(trouble: _Trouble) -> Told | None:
    return _sign(trouble, trouble.began)


def _odd_character(trouble: _Trouble) -> Told | None:
    return _tab(trouble) if trouble.here == "\t" else _sign(trouble, trouble.stopped)


def _tab(trouble: _Trouble) -> Told | None:
    place = trouble.text.find("\t", trouble.line_start)
    if place < 0:
        place = trouble.stopped
    indents = not trouble.text[trouble.line_start : place].strip()
    # How many spaces an indenting tab stands for cannot be known, so nothing after it can be told.
    repaired = None if indents else trouble.text.replace("\t", " ")
    return Told("Y04", "a tab stands here", "indent with spaces", place, place + 1, None, repaired)


def _flow(trouble: _Trouble) -> Told | None:
    text = trouble.text
    if "\n" in text[trouble.began : trouble.stopped]:
        mark = {"[": "]", "{": "}"}.get(text[trouble.began : trouble.began + 1], "]")
        remedy = f"close it with {mark}"
        return Told("Y14", "a bracket opens here and never closes", remedy, trouble.began, trouble.began + 1)
    remedy = f"write a comma, or {QUOTE_IT} if it all belongs together"
    return Told("Y14", "a comma is missing before this", remedy, *_token(text, trouble.stopped))


def _no_colon(trouble: _Trouble) -> Told | None:
    start, end = _token(trouble.text, trouble.began)
    line = trouble.text[start : _line_end(trouble.text, start)]
    tight = re.match(r"[\w.-]+:(?=\S)", line)
    if tight:
        return _no_space(start, start + tight.end())
    return Told("Y17", "this key has no colon", "write a colon and a space between a key and its value", start, end)


def _list_on_the_line(trouble: _Trouble) -> Told | None:
    remedy = "begin the list on the line after its key, or put the text in quotes"
    return Told("Y08", "a hyphen cannot stand here", remedy, trouble.stopped, trouble.stopped + 1)


def _backslash(trouble: _Trouble) -> Told | None:
    # libyaml stops at the letter; the backslash before it is what does not belong.
    place = trouble.text.rfind("\\", 0, trouble.stopped + 1)
    repaired = trouble.text.replace("\\", "/")
    remedy = "write it twice, or put the text in single quotes"
    return Told(
        "Y15",
        "a backslash means something between double quotes",
        remedy,
        max(place, 0),
        max(place, 0) + 1,
        None,
        repaired,
    )


def _no_value(trouble: _Trouble) -> Told | None:
    if trouble.here and trouble.here in ",]}":
        return _sign(trouble, trouble.stopped)
    remedy = f"write one, or {QUOTE_IT} if this is one"
    return Told("Y14", "a value is missing before this", remedy, *_token(trouble.text, trouble.stopped))


def _second_document(trouble: _Trouble) -> Told | None:
    return _off_the_line(trouble)


# A part of libyaml's words, and who can explain them. The first to have an explanation gives it.
_EXPLANATIONS: tuple[tuple[str, Callable[[_Trouble], Told | None]], ...] = (
    ("while scanning a quoted scalar: found unexpected", _unclosed_quote),
    ("found unknown escape character", _backslash),
    ("did not find expected hexdecimal number", _backslash),
    ("while parsing a quoted scalar", _backslash),
    ("found a tab character", _tab),
    ("found character that cannot start any token", _odd_character),
    ("while scanning a directive", _directive),
    ("while scanning an alias", _beginning),
    ("while scanning an anchor", _beginning),
    ("while scanning a tag", _beginning),
    ("while parsing a tag", _beginning),
    ("", _runaway_quote),
    ("mapping values are not allowed", _colon),
    ("mapping values are not allowed", _tight_colon),
    ("mapping values are not allowed", _indented),
    ("mapping keys are not allowed", _odd_character),
    ("did not find expected ',' or", _flow),
    ("", _after_a_quote),
    ("", _after_a_bracket),
    ("could not find expected ':'", _no_colon),
    ("block sequence entries are not allowed", _list_on_the_line),
    ("did not find expected node content", _no_value),
    ("did not find expected", _off_the_line),
)


def aligned(written: str, value: str) -> list[int] | None:
    """Return where each character of ``value`` stands in the scalar ``written`` in the file; None when unclear.

    Lines that YAML folds into a space and the doubled apostrophes of single quotes are followed; escapes are not.
    """
    if written[:1] in {"|", ">"}:
        return None
    quote = written[0] if written[:1] in {"'", '"'} else ""
    place = len(quote)
    places: list[int] = []
    for character in value:
        if place >= len(written):
            return None
        if written[place] == character:
            if written[place : place + 2] == "''" == quote * 2:
                place += 1
            places.append(place)
            place += 1
        elif character == " " and (gap := re.compile(r"\s+").match(written, place)):
            places.append(place)
            place = gap.end()
        else:
            return None
    return places


def _token(text: str, place: int) -> tuple[int, int]:
    """Return the word that begins at ``place``, or one character when there is none."""
    word = re.compile(r"[^\s,\[\]{}:]+").match(text, place)
    return (place, word.end()) if word else (place, min(place + 1, len(text)))


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _quoted(value: str) -> str | None:
    """Return ``value`` between quotes, if it can be put there as it is."""
    for mark in '"', "'":
        if mark not in value and "\\" not in value and not value.startswith(("'", '"')):
            return f"{mark}{value}{mark}"
    return None


def _spliced(text: str, start: int, end: int, replacement: str) -> str:
    return text[:start] + replacement + text[end:]
