"""Finding a passage in an article: exactly, after folding what a keyboard and a printer do differently.

Folding levels Unicode form, case, white space, apostrophes, quotation marks and dashes. Accents stay, and so does
every word: "n'est pas" and "est" are 97% alike and say the opposite, so likeness may suggest and never accept.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from rapidfuzz import fuzz

from bot.cards.text import LIGATURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEPARATOR = " ... "
MAX_CHARACTERS = 400  # DESIGN section 2: a passage longer than this is a copy rather than a citation

_MOST_PLACES = 10  # that are counted, when words fit several
_LIKE_ENOUGH = 65  # rapidfuzz ratio, 0 to 100; below it, the closest text has nothing to do with what was meant

_LEVELLED = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ′", "'"),
        **dict.fromkeys("«»“”„", '"'),
        **dict.fromkeys("–—‑‐−", "-"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", None),  # invisible: soft hyphen and zero-width characters
    }
)
# French sets a space inside its guillemets; a keyboard without them has none to give.
_INSIDE_GUILLEMETS = re.compile(r"(?<=«)\s+|\s+(?=»)")
_WORD = re.compile(r"\S+")
_PUNCTUATION = re.compile(r"""^[^\w«“"]+|[^\w»”"]+$""")  # around words that are shown on their own
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)


def level(text: str) -> str:
    """Fold ``text`` for an exact comparison: ``« L’IA »  n’est`` becomes ``"l'ia" n'est``."""
    if "«" in text or "»" in text:
        text = _INSIDE_GUILLEMETS.sub("", text)
    composed = unicodedata.normalize("NFC", text).translate(_LEVELLED)
    return " ".join(composed.casefold().split())


class Span(NamedTuple):
    """Characters ``start`` to ``end`` (not included) of an article's text, as it was printed."""

    start: int
    end: int


Edge = Literal["first", "last"]


@dataclass(frozen=True, slots=True)
class Closest:
    """The words of the article that look most like those of an edge; ``accents_only`` when nothing else differs."""

    words: str
    accents_only: bool


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a passage is refused. ``code`` is a rule of bot.cards.rules; ``edge`` is None when it is the whole."""

    code: str
    edge: Edge | None
    message: str
    help: str
    closest: Closest | None = None


class Edges(NamedTuple):
    """The first and the last words of a passage, and where the last begin; a passage in one piece has no last."""

    first: str
    last: str | None
    last_start: int


def split(passage: str) -> Edges:
    """Split ``first words ... last words``. Whatever is wrong with an edge shows when it is looked for."""
    first, dots, last = passage.partition(SEPARATOR)
    return Edges(first, last if dots else None, len(first) + len(dots))


class _Word(NamedTuple):
    """A word of an article: where it begins there, how it is printed, and levelled."""

    start: int
    printed: str
    levelled: str

    def span(self, place: int) -> Span:
        """Return where character ``place`` of the levelled word stands in the article."""
        spans = [
            Span(self.start + match.start(), self.start + match.end())
            for match in _CLUSTER.finditer(self.printed)
            for _ in level(match[0])
        ]
        return spans[place]


@dataclass(frozen=True)
class Article:
    """The text of an article, ready to be searched."""

    text: str

    @cached_property
    def _words(self) -> tuple[list[_Word], list[int], str]:
        """The words, where each begins in the levelled text, and that text."""
        words: list[_Word] = []
        starts: list[int] = []
        levelled: list[str] = []
        length = 0
        for match in _WORD.finditer(self.text):
            word = _Word(match.start(), match[0], level(match[0]))
            if not word.levelled:  # nothing but invisible characters
                continue
            if words and not (words[-1].printed.endswith("«") or word.printed.startswith("»")):
                levelled.append(" ")
                length += 1
            words.append(word)
            starts.append(length)
            levelled.append(word.levelled)
            length += len(word.levelled)
        return words, starts, "".join(levelled)

    @property
    def folded(self) -> str:
        return self._words[2]

    def original(self, start: int, end: int) -> Span:
        """Return where characters ``start`` to ``end`` of the folded text stand in the printed one."""
        return Span(self._span(start).start, self._span(end - 1).end)

    def _span(self, place: int) -> Span:
        words, starts, _ = self._words
        number = bisect_right(starts, place) - 1
        word = words[number]
        # The space after a word counts as its last character.
        return word.span(min(place - starts[number], len(word.levelled) - 1))

    def at(self, span: Span) -> str:
        return self.text[span.start : span.end]


def resolve(passage: str, article: Article) -> Span | tuple[Mismatch, ...]:
    """Return the one place of ``passage`` in ``article``, or everything that keeps it from being found."""
    first, last, _ = split(passage)
    if malformed := tuple(_malformed(first, last)):
        return malformed
    first_folded = level(first)
    starts = list(_places(first_folded, article.folded))
    if last is None:
        return _one_piece(first, first_folded, starts, article)
    last_folded = level(last)
    ends = [place + len(last_folded) for place in _places(last_folded, article.folded)]
    if not starts or not ends:
        missing: list[Mismatch] = []
        if not starts:
            missing.append(_not_there("first", first, article))
        if not ends:
            missing.append(_not_there("last", last, article))
        return tuple(missing)
    return _the_only_one(_between(starts, ends, len(first_folded) + len(last_folded), article))


def _between(starts: list[int], ends: list[int], shortest: int, article: Article) -> Iterator[Span]:
    """Yield the spans from each start to the ends after it: those of a passage's length, and the first that is longer.

    Both lists are in order, and an end further off only makes a span longer.
    """
    for start in starts:
        for place in range(bisect_left(ends, start + shortest), len(ends)):
            span = article.original(start, ends[place])
            yield span
            if span.end - span.start > MAX_CHARACTERS:
                break


def has_ends(words: str, passage: str) -> bool:
    """Tell whether ``words``, whole words of an article, begin and end as ``passage`` says."""
    first, last, _ = split(passage)
    if len(words) > MAX_CHARACTERS:
        return False
    if last is None:
        return words == first or level(words) == level(first)
    # Most passages are written as they are printed, and need no folding.
    if words.startswith(first) and words.endswith(last):
        return True
    levelled = level(words)
    return levelled.startswith(level(first)) and levelled.endswith(level(last))


def _malformed(first: str, last: str | None) -> Iterator[Mismatch]:
    edges: tuple[tuple[Edge, str | None], ...] = ("first", first), ("last", last)
    for edge, words in edges:
        if words is None:
            continue
        if "..." in words or "…" in words:
            yield Mismatch(
                "S05",
                edge,
                "a passage has one ` ... `, between its first and its last words",
                'write "first words ... last words", with a space on either side of the three dots',
            )
        elif not re.search(r"\w", words):
            remedy = 'write "first words ... last words", a few at each end'
            yield Mismatch("S05", None, f"the {edge} words of this passage are missing", remedy)


def _one_piece(words: str, folded: str, starts: list[int], article: Article) -> Span | tuple[Mismatch, ...]:
    if not starts:
        return (_not_there("first", words, article),)
    return _the_only_one(article.original(start, start + len(folded)) for start in starts)


def _the_only_one(spans: Iterable[Span]) -> Span | tuple[Mismatch, ...]:
    short: list[Span] = []
    too_long: int | None = None
    for span in spans:
        length = span.end - span.start
        if length <= MAX_CHARACTERS:
            short.append(span)
            if len(short) > _MOST_PLACES:
                break
        else:
            too_long = min(length, too_long or length)
    if len(short) == 1:
        return short[0]
    if short:
        places = f"more than {_MOST_PLACES}" if len(short) > _MOST_PLACES else str(len(short))
        message = f"these words fit {places} places in the article"
        return (Mismatch("S03", None, message, "take more words at one end, until only one place is meant"),)
    if too_long:
        message = f"this passage is {too_long} characters long; a citation has at most {MAX_CHARACTERS}"
        return (Mismatch("S04", None, message, "cite the part that the sentence rests on, or two passages"),)
    message = "the last words of this passage stand before its first"
    return (Mismatch("S05", None, message, "swap the two ends, or choose other words"),)


def _places(words: str, text: str) -> Iterator[int]:
    """Yield where ``words`` stand in ``text`` as whole words."""
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        inside_a_word = (start and _joined(text[start - 1], words[0])) or (
            end < len(text) and _joined(words[-1], text[end])
        )
        if not inside_a_word:
            yield start
        start = text.find(words, start + 1)


def _joined(left: str, right: str) -> bool:
    return _is_word(left) and _is_word(right)


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _not_there(edge: Edge, words: str, article: Article) -> Mismatch:
    closest = _closest(words, article)
    message = "these words are not in the article"
    inside = level(words).strip('"')
    if inside != level(words) and any(_places(inside, article.folded)):
        return Mismatch("S02", edge, message, "the article has them without this quotation mark: leave it out", closest)
    if closest is None:
        return Mismatch("S02", edge, message, "copy the words from the article, as they are printed", None)
    if closest.accents_only:
        return Mismatch("S02", edge, message, f'an accent differs; write "{closest.words}"', closest)
    return Mismatch("S02", edge, message, "compare word by word; a word more or less can turn the meaning", closest)


def _closest(words: str, article: Article) -> Closest | None:
    """Return the whole words of the article that look most like ``words``: to be shown, never accepted."""
    wanted = level(words).strip('"')
    if len(wanted) > MAX_CHARACTERS:  # no passage is as long, and the time this takes grows with the square
        return None
    found = fuzz.partial_ratio_alignment(wanted, article.folded, score_cutoff=_LIKE_ENOUGH)
    if found is None or found.dest_end <= found.dest_start:
        return None
    start, end = _whole_words(found.dest_start, found.dest_end, article.folded)
    if start >= end:
        return None
    shown = _PUNCTUATION.sub("", " ".join(article.at(article.original(start, end)).split()))
    bare = _without_accents(words)
    accents_only = _without_accents(shown) == bare and _without_accents(article.folded).count(bare) == 1
    return Closest(shown, accents_only)


def _whole_words(start: int, end: int, text: str) -> tuple[int, int]:
    """Return the stretch of ``text`` from ``start`` to ``end`` without spaces around it, and with the words it cuts."""
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    while start and _joined(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _joined(text[end - 1], text[end]):
        end += 1
    return start, end


def _without_accents(text: str) -> str:
    """Level ``text``, and take off its accents and ligatures and nothing else."""
    letters = unicodedata.normalize("NFD", level(text)).translate(LIGATURES)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
