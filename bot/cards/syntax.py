"""What a mistake of YAML means to somebody who writes cards: where it really is, and what to do.

libyaml says where reading stopped and in which state it was. The text around that place says what the curator did.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.cards import quoting
from bot.cards.trouble import KEY_LINE, Scalar, Told, Trouble, indent, line_end, spliced, token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SIGNS_OF_A_MERGE = re.compile(r"^(?:<{7}|={7}|>{7})(?= |\r?$)", re.MULTILINE)
_ANY_KEY = re.compile(r"^[ \t]*+(?:(?:- ++)?[\w\"'.-]++[ \t]*+:(?:\s|$)|[\[{])", re.MULTILINE)
_TIGHT_KEY = re.compile(r"\s*(?:- +)?(?P<key>[\w.-]+:)(?=[^\s/])")
_TIGHT_ITEM = re.compile(r"\s*(?P<hyphen>-)[\w.-]+:(?:\s|$)")
_CLOSING: Mapping[str, str] = {"[": "]", "{": "}"}


def explain(said: str, began: int, stopped: int, text: str, last: Scalar | None) -> Told:
    """Explain what libyaml ``said`` about what began at one character and stopped it at another."""
    # At its end, there is nothing to underline: the last character stands for it.
    trouble = Trouble(said, min(began, len(text)), min(stopped, len(text)), text, last)
    for words, explanation in _EXPLANATIONS:
        if words in said and (told := explanation(trouble)):
            return told
    return Told("Y18", "this is not YAML", "look at the line above it too", *token(text, trouble.stopped))


def _merge(trouble: Trouble) -> Told | None:
    found = _SIGNS_OF_A_MERGE.search(trouble.text)
    if not found:
        return None
    remedy = "keep one of the two versions, and delete the lines with <<<<<<<, ======= and >>>>>>>"
    return Told("Y18", "this line was left when two versions of the file were merged", remedy, *found.span())


def _no_card(trouble: Trouble) -> Told | None:
    if _ANY_KEY.search(trouble.text):
        return None
    start = indent(trouble.text)
    message = "a card is a block of keys such as id, kind and name"
    return Told("Y12", message, "see `depeche new`", start, max(line_end(trouble.text, start), start))


def _indented(trouble: Trouble) -> Told | None:
    # `-id: slow` is a key for YAML: it is out of its column, or else what follows it is.
    for start, line in (trouble.line_start, trouble.line), trouble.above:
        if tight := _TIGHT_ITEM.match(line):
            return _no_space(start + tight.start("hyphen"), start + tight.end("hyphen"), "hyphen")
    place = token(trouble.text, trouble.line_start + indent(trouble.line))
    remedy = "keys of one block begin in the same column; so do the hyphens of a list"
    return Told("Y08", "this line is not indented like the ones above it", remedy, *place)


def _off_the_line(trouble: Trouble) -> Told | None:
    """Reading stopped at the first word of a line: what is wrong is where the line begins."""
    return _indented(trouble) if not trouble.before.strip() else None


def _text_above(trouble: Trouble) -> Told | None:
    """``fr:Une phrase`` and ``fr Une phrase`` are texts for YAML: the key on the next line comes as a surprise."""
    start, line = trouble.above
    if tight := _TIGHT_KEY.match(line):
        return _no_space(start + tight.start("key"), start + tight.end("key"), "colon")
    beside = indent(line) == indent(trouble.line) and not KEY_LINE.match(line) and line.strip()[:1].isalnum()
    return _no_colon(trouble._replace(began=start + indent(line))) if beside else None


def _no_space(start: int, end: int, sign: str) -> Told:
    message, remedy = f"there is no space after this {sign}", f"write a {sign} and a space"
    return Told("Y17", message, remedy, start, end, (end, end, " "))


def _no_colon(trouble: Trouble) -> Told | None:
    start, end = token(trouble.text, trouble.began)
    line = trouble.text[start : line_end(trouble.text, start)]
    if tight := _TIGHT_KEY.match(line):
        return _no_space(start, start + tight.end("key"), "colon")
    if line.startswith("-"):
        return _no_space(start, start + 1, "hyphen")
    wide = trouble.text.find("\N{FULLWIDTH COLON}", start, start + len(line))
    if wide >= 0:
        message, remedy = "this is a full-width colon, which YAML does not know", "write a colon and a space"
        return Told("Y17", message, remedy, wide, wide + 1, (wide, wide + 1, ": "))
    return Told("Y17", "this key has no colon", "write a colon and a space between a key and its value", start, end)


def _odd_character(trouble: Trouble) -> Told | None:
    return _tab(trouble) if trouble.here == "\t" else quoting.sign(trouble, trouble.stopped)


def _tab(trouble: Trouble) -> Told | None:
    place = trouble.text.find("\t", trouble.line_start)
    if place < 0:
        place = trouble.stopped
    indents = not trouble.text[trouble.line_start : place].strip()
    # How many spaces an indenting tab stands for cannot be known, so nothing after it can be told.
    repaired = None if indents else trouble.text.replace("\t", " ")
    return Told("Y04", "a tab stands here", "indent with spaces", place, place + 1, None, repaired)


def _flow(trouble: Trouble) -> Told | None:
    text, began = trouble.text, trouble.began
    opening = text[began : began + 1]
    closing = _CLOSING.get(opening, "]")
    if text.count(opening, began) > text.count(closing, began) and (
        "\n" in text[began : trouble.stopped] or trouble.here not in _CLOSING.values()
    ):
        return Told("Y14", "a bracket opens here and never closes", f"close it with {closing}", began, began + 1)
    if trouble.here and trouble.here in "]}":
        place = trouble.stopped, trouble.stopped + 1
        message = f"a bracket that opened with {opening} closes with {trouble.here}"
        return Told("Y14", message, f"write {closing}", *place, None, spliced(text, *place, closing))
    remedy = f"write a comma, or {quoting.QUOTE_IT} if it all belongs together"
    start = trouble.stopped
    if trouble.here == ":":  # the key is what a comma is missing before
        start = trouble.line_start + len(trouble.before.rstrip().rpartition(" ")[0]) + 1
    return Told("Y14", "a comma is missing before this", remedy, *token(text, start))


def _closed_too_often(trouble: Trouble) -> Told | None:
    if not trouble.here or trouble.here not in "]}" or not trouble.before.rstrip().endswith(("]", "}")):
        return None
    place = trouble.stopped, trouble.stopped + 1
    message = "a bracket closes here that never opened"
    return Told("Y14", message, "delete it", *place, None, spliced(trouble.text, *place, " "))


def _list_on_the_line(trouble: Trouble) -> Told | None:
    remedy = "begin the list on the line after its key, or put the text in quotes"
    return Told("Y08", "a hyphen cannot stand here", remedy, trouble.stopped, trouble.stopped + 1)


def _no_value(trouble: Trouble) -> Told | None:
    place = trouble.stopped, trouble.stopped + 1
    if trouble.here == "," and "flow" in trouble.said:
        repaired = spliced(trouble.text, *place, " ")
        return Told(
            "Y14", "there is nothing before this comma", "delete it, or write what is missing", *place, None, repaired
        )
    if trouble.here and trouble.here in ",]}":
        return quoting.sign(trouble, trouble.stopped)
    remedy = f"write one, or {quoting.QUOTE_IT} if this is one"
    return Told("Y14", "a value is missing before this", remedy, *token(trouble.text, trouble.stopped))


# A part of libyaml's words, and who can explain them. The first to have an explanation gives it.
_EXPLANATIONS: tuple[tuple[str, Callable[[Trouble], Told | None]], ...] = (
    ("", _merge),
    ("", _no_card),
    ("while scanning a quoted scalar: found unexpected", quoting.unclosed_quote),
    ("found unknown escape character", quoting.backslash),
    ("did not find expected hexdecimal number", quoting.backslash),
    ("while parsing a quoted scalar", quoting.backslash),
    ("found a tab character", _tab),
    ("found character that cannot start any token", _odd_character),
    ("while scanning a directive", quoting.beginning),
    ("while scanning a block scalar", quoting.beginning),
    ("while scanning an alias", quoting.beginning),
    ("while scanning an anchor", quoting.beginning),
    ("while scanning a tag", quoting.beginning),
    ("while parsing a tag", quoting.beginning),
    ("", quoting.runaway_quote),
    ("mapping values are not allowed", quoting.colon),
    ("mapping values are not allowed", _text_above),
    ("mapping values are not allowed", _indented),
    ("mapping keys are not allowed", _odd_character),
    ("did not find expected ',' or", quoting.glued_to_a_quote),
    ("did not find expected ',' or", quoting.colon_between_brackets),
    ("did not find expected ',' or", _flow),
    ("did not find expected", _closed_too_often),
    ("", quoting.after_a_quote),
    ("", quoting.after_a_bracket),
    ("could not find expected ':'", _no_colon),
    ("block sequence entries are not allowed", _list_on_the_line),
    ("did not find expected node content", _no_value),
    ("did not find expected", _off_the_line),
)
