"""What of a message is in which language: everything a reader reads, less what a curator or a source wrote."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

import bot
from bot.cards.library import Edition
from bot.cards.schema import Source
from bot.cards.text import Language, Text
from bot.presentation.markup import displayed

_READ = {"content", "label", "placeholder", "description"}
_SHORTEST = 4  # characters: shorter pieces of a message with gaps are found in any language
_MARKS = " .,;:·\u00a0\u202f*`()“”«»"
_GAP = re.compile(r"\{\w*\}")
# Names of commands are the same in every language.
_CODE = re.compile(r"`[^`]*`")
# Where a passage leaves something out, a page has its own sign of that.
_LEFT_OUT = re.compile(r"\s*(?:\.\.\.|…|\[…\])\s*")


def read_in(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield every text of a message: its blocks, labels, hints and descriptions of pictures."""
    for component in components:
        for name, value in component.items():
            if name in _READ and isinstance(value, str):
                yield displayed(value)
            elif isinstance(value, list):
                yield from read_in(each for each in value if isinstance(each, Mapping))


@cache
def _sentences() -> tuple[tuple[str, str], ...]:
    """Return what the catalog has, as pairs of English and French; plurals are so many pairs."""
    path = Path(bot.__path__[0]) / "presentation" / "locales" / "fr" / "LC_MESSAGES" / "depeche.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale="fr")
    pairs: list[tuple[str, str]] = []
    for message in catalog:
        english = [message.id] if isinstance(message.id, str) else message.id
        french = [message.string] if isinstance(message.string, str) else message.string or ()
        pairs.extend(product(english, french))
    return tuple((english, french) for english, french in pairs if english)


@cache
def pieces_only_in(language: Language) -> tuple[str, ...]:
    """Return the sentences, or pieces of one, that the catalog has in this language and not in the other."""
    pairs = _sentences() if language == "en" else [(french, english) for english, french in _sentences()]
    other = "\n".join(its_other for _, its_other in pairs).casefold()
    pieces = {part.strip(_MARKS) for ours, _ in pairs for part in _GAP.split(displayed(ours))}
    return tuple(piece for piece in pieces if len(piece) >= _SHORTEST and piece.casefold() not in other)


def texts_in(value: Any) -> Iterator[Text | str]:
    """Yield every text of a card: in both languages, or as somebody wrote it."""
    if isinstance(value, Text | str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts_in(getattr(value, each.name))
    elif isinstance(value, Sequence):
        for each in value:
            yield from texts_in(each)


class Words:
    """The words of all cards of an edition: those that a page in ``language`` may have, and those it may not."""

    def __init__(self, edition: Edition, language: Language) -> None:
        texts = [*texts_in(tuple(edition.published.values()))]
        sources: list[Source] = [*edition.sources.values()]
        written = [text for text in (*texts, *texts_in(tuple(sources))) if isinstance(text, str)]
        as_written = {part for text in written for part in (text, *_LEFT_OUT.split(text))}
        ours = {text.to(language) for text in texts if isinstance(text, Text)}
        other: Language = "en" if language == "fr" else "fr"
        theirs = {text.to(other) for text in texts if isinstance(text, Text)}
        known = "\n".join((*ours, *as_written)).casefold()
        self._allowed = sorted((text for text in ours | as_written if len(text) > 1), key=len, reverse=True)
        self._foreign = [text for text in theirs if text.casefold() not in known]
        self._wrong = pieces_only_in(other)

    def foreign_in(self, components: Iterable[Mapping[str, Any]]) -> list[str]:
        """Return what stands in a message in the other language."""
        read = _CODE.sub("¶", "\n".join(read_in(components)))
        cards = [text for text in self._foreign if text in read]
        for text in self._allowed:
            read = read.replace(text, "¶")
        pieces = (piece for piece in self._wrong if piece in read)
        return [*cards, *(piece for piece in pieces if re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", read))]
