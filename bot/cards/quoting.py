"""Mistakes inside one text: its quotation marks, the sign it begins with, a colon, a backslash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.cards.trouble import KEY_LINE, Told, indent, inside_brackets, line_end, line_start, spliced

if TYPE_CHECKING:
    from bot.cards.trouble import Trouble

QUOTE_IT = "put the text in quotes"
_PLAIN_VALUE = re.compile(r"(?P<before>\s*(?:- +)?(?:[\w.-]+:)? +)(?P<value>\S.*)")
_A_KEY = re.compile(r"\s*(?:- +)?[\w.-]+")
_ESCAPE_THAT_STAYS = re.compile(r'\\(?![\\"])')
_LIST_ON_ITS_LINE = re.compile(r"\s*(?:- +)?(?:[\w.-]+: +)?(?P<list>[\[{].*[\]}])\s*$")


def runaway_quote(trouble: Trouble) -> Told | None:
    """A quotation mark that was never closed swallows lines, up to the next one in the file."""
    last = trouble.last
    if not last or not last.in_quotes:
        return None
    lines = trouble.text[last.start : last.end].splitlines()[1:]
    return _never_closed(trouble.text, last.start) if any(KEY_LINE.match(line) for line in lines) else None


def unclosed_quote(trouble: Trouble) -> Told | None:
    """A quotation mark that nothing closes up to the end of the file."""
    return _never_closed(trouble.text, trouble.began)


def _never_closed(text: str, start: int) -> Told:
    mark = text[start : start + 1]
    remedy = f"close it with {mark} at the end of the text"
    return Told("Y05", "a quotation mark opens here and never closes", remedy, start, start + 1)


def glued_to_a_quote(trouble: Trouble) -> Told | None:
    """``['l'atelier', b]``: a letter right after the mark shows that a comma is not what is missing."""
    last = trouble.last
    return after_a_quote(trouble) if last and trouble.stopped == last.end and trouble.here.isalnum() else None


def after_a_quote(trouble: Trouble) -> Told | None:
    """``'l'été'`` and ``"open" is a word``: the text goes on where its quotation marks end it."""
    last, text = trouble.last, trouble.text
    if not last or not last.in_quotes or "\n" in text[last.end : trouble.stopped]:
        return None
    start, end = last.start, _end_of_text(text, last.start, last.end, last.style)
    whole = text[start:end]
    if last.style == "'" and len(whole) > 1 and whole.endswith("'") and not set('"\\') & set(whole):
        fix = f'"{whole[1:-1]}"'
        remedy = "put the text in double quotes, or write the apostrophe twice"
        repaired = spliced(text, start, end, fix)
        return Told(
            "Y06", "the apostrophe ends the text here", remedy, last.end - 1, last.end, (start, end, fix), repaired
        )
    message = f"the text ends at this {last.style}, but the line goes on"
    remedy = "write quotation marks inside a text as « » or “ ”, and put the whole of it in quotes"
    return Told("Y06", message, remedy, last.end - 1, last.end, None, _blotted(text, start, end))


def _end_of_text(text: str, start: int, place: int, mark: str = "") -> int:
    """Return where the text ends that begins at ``start`` and was read up to ``place``: with its line, or its bracket.

    Between brackets it goes to the next ``mark`` that a comma or a bracket follows.
    """
    end = line_end(text, place)
    if inside_brackets(text[line_start(text, start) : start]):
        closing = re.compile(f"{mark}\\s*(?=[,\\]}}])").search(text, place, end)
        if closing:
            end = closing.end()
    return start + len(text[start:end].rstrip())


def _blotted(text: str, start: int, end: int) -> str:
    """Put something that is surely a text in the place of another, so that the rest can be read."""
    return spliced(text, start, end, "x" * (end - start))


def after_a_bracket(trouble: Trouble) -> Told | None:
    """``[sic] he said``: YAML takes the bracket for a list, which ends, and the line goes on."""
    opening = _LIST_ON_ITS_LINE.match(trouble.before)
    return sign(trouble, trouble.line_start + opening.start("list")) if opening else None


def colon(trouble: Trouble) -> Told | None:
    """``Altman : le pari``: what stands before the colon is no key."""
    value = _PLAIN_VALUE.match(trouble.line.rstrip())
    place = trouble.stopped - trouble.line_start
    if not value or place <= value.start("value") or _A_KEY.fullmatch(trouble.before):
        return None
    start, end = trouble.line_start + value.start("value"), trouble.line_start + value.end("value")
    quoted = None
    if value["before"].strip() and not _goes_on(trouble, end):
        quoted = _in_quotes(trouble.text[start:end])
    return _colon(trouble, start, end, quoted)


def colon_between_brackets(trouble: Trouble) -> Told | None:
    """``{fr: Lyon : atelier}``: the same, where a comma or a bracket should follow."""
    if trouble.here != ":" or trouble.after_a_key_in_braces or _A_KEY.fullmatch(trouble.before):
        return None
    text, start = trouble.text, trouble.last.start if trouble.last else trouble.stopped
    end = _end_of_text(text, start, trouble.stopped)
    return _colon(trouble, start, end, _in_quotes(text[start:end]))


def _colon(trouble: Trouble, start: int, end: int, quoted: str | None) -> Told:
    text, place = trouble.text, trouble.stopped
    harmless = text[start:end].replace(": ", "; ").removesuffix(":").ljust(end - start, ";")
    fix = (start, end, quoted) if quoted else None
    repaired = spliced(text, start, end, harmless)
    message = "a colon and a space inside the text start a new key"
    return Told("Y03", message, QUOTE_IT, place, place + 1, fix, repaired)


def _goes_on(trouble: Trouble, end: int) -> bool:
    """Tell whether the text that begins on this line is continued on the next."""
    following = trouble.text[end:].lstrip(" \t").lstrip("\r\n").partition("\n")[0]
    return indent(following) > len(trouble.line) - len(trouble.line.lstrip(" -")) and not KEY_LINE.match(following)


def sign(trouble: Trouble, start: int) -> Told:
    """``@ada``: the text that begins at ``start`` begins with a sign that YAML keeps for itself."""
    text = trouble.text
    end = _end_of_text(text, start, start)
    quoted = _in_quotes(text[start:end])
    fix = (start, end, quoted) if quoted else None
    message = f"a text cannot begin with {text[start : start + 1]}"
    return Told("Y07", message, QUOTE_IT, start, start + 1, fix, _blotted(text, start, end))


def beginning(trouble: Trouble) -> Told | None:
    """The same, where libyaml began to read something else."""
    return sign(trouble, trouble.began)


def backslash(trouble: Trouble) -> Told | None:
    """A Windows path between double quotes: a backslash and a letter that mean nothing together."""
    # libyaml stops at the letter; the backslash before it is what does not belong.
    place = max(trouble.text.rfind("\\", 0, trouble.stopped + 1), 0)
    end = line_end(trouble.text, place)
    rest = _ESCAPE_THAT_STAYS.sub("/", trouble.text[place:end])
    remedy = "write it twice, or put the text in single quotes"
    message = "a backslash means something between double quotes"
    return Told("Y15", message, remedy, place, place + 1, None, spliced(trouble.text, place, end, rest))


def _in_quotes(value: str) -> str | None:
    """Return ``value`` between quotes, if it can be put there as it is."""
    for mark in '"', "'":
        if mark not in value and "\\" not in value and not value.startswith(("'", '"')):
            return f"{mark}{value}{mark}"
    return None
