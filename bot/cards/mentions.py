"""Which cards a text names, in the order in which it names them first.

Proper names are compared word by word without accents, common nouns by their stems, so that « des modèles ouverts »
names the card « Modèle ouvert ». Where names overlap, the longest is meant. The time it takes grows with the text,
not with the number of cards: each word is looked up as the beginning of a name, once for each length in words that
names beginning with it have.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.cards.manners import Manner, are_one_noun, is_meant, needs_company
from bot.cards.namings import Naming, key_of, namings, runs_of
from bot.cards.schema import Term
from bot.cards.stems import Stems, Word, words
from bot.cards.surroundings import NEARBY, Place
from bot.cards.text import LANGUAGES, NAME_LENGTH, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bot.cards.schema import Card
    from bot.cards.text import Language

# Characters: a message, the embeds below it and whatever components show. The rest is not looked at.
LONGEST_TEXT = 12_000

# Code, mentions, custom emoji, timestamps and addresses are not words that somebody said.
_NOT_TEXT = re.compile(
    r"```.*?```|``.*?``|`[^`\n]*`|<(?:[@#]|a?:|/|t:|id:)[^<>\n]{1,120}>|https?://[^\s<>)\]]+"
    r"|(?<![\w.-])(?:[\w-]+\.)+[a-z]{2,}/[^\s<>)\]]*",
    re.DOTALL | re.IGNORECASE,
)
# The backslash before what it escapes.
_ESCAPING = re.compile(r"\\(?=[^\w\s])")
_SHORTEST_PLURAL = 3  # characters
_SHOUTED = 3  # words: fewer in capitals may be a name


class _Lexicon:
    """Names by the words they are compared by."""

    def __init__(self) -> None:
        self._namings: defaultdict[str, list[Naming]] = defaultdict(list)
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, keys: Sequence[str], naming: Naming) -> None:
        if all(keys):
            self._namings[" ".join(keys)].append(naming)
            self._lengths[keys[0]].add(len(keys))

    def found(self, keys: Sequence[str], run: Sequence[int]) -> Iterator[tuple[int, int, Naming]]:
        """Yield each name with the place of its first word and of what follows its last.

        Words with the same number in ``run`` have nothing between them that parts a name.
        """
        for place, key in enumerate(keys):
            for length in self._lengths.get(key, ()):
                end = place + length
                for naming in self._namings.get(" ".join(keys[place:end]), ()) if end <= len(keys) else ():
                    if run[place] == run[end - 1] or _parted_alike(run[place:end], naming.run):
                        yield place, end, naming


class Mentions:
    """The names of ``cards``, ready to be found in texts. Belongs to one thread at a time, as its stems do."""

    def __init__(self, cards: Collection[Card]) -> None:
        self._stems = Stems()
        self._names = _Lexicon()
        self._nouns = {language: _Lexicon() for language in LANGUAGES}
        for card, naming in namings(cards):
            self._add(naming, card)

    def find(self, text: str) -> list[str]:
        """Return the ids of the cards that ``text`` names."""
        text = _ESCAPING.sub("", visible(text[:LONGEST_TEXT]))
        text = _NOT_TEXT.sub("|", unicodedata.normalize("NFC", text))
        found = list(words(text))
        run = runs_of(text, found)
        shouted = len(found) >= _SHOUTED and text.isupper()
        spans: defaultdict[tuple[int, int], list[Naming]] = defaultdict(list)
        for start, end, naming in self._candidates([word.text for word in found], run):
            if is_meant(naming.manner, naming.name, _place(text, found, run, start, end), shouted=shouted):
                spans[start, end].append(naming)
        named = [naming for span in _longest_first(spans, found) for naming in _surest(spans[span])]
        alone = all(needs_company(naming.manner, shouted=shouted) for naming in named)
        return [] if alone else list(dict.fromkeys(naming.card_id for naming in named))

    def _add(self, naming: Naming, card: Card) -> None:
        if isinstance(card, Term) and naming.manner is not Manner.EXACT:
            for language, form in self._forms():
                self._nouns[language].add([form(word) for word in naming.name], naming)
        else:
            *first, last = map(key_of, naming.name)
            for each in (last, last + "s") if last.isalpha() and len(last) > _SHORTEST_PLURAL else (last,):
                self._names.add([*first, each], naming)  # « les Sam Altmans »

    def _candidates(self, written: Sequence[str], run: Sequence[int]) -> Iterator[tuple[int, int, Naming]]:
        keys = list(map(key_of, written))
        yield from self._names.found(keys, run)
        for language, form in self._forms():
            for start, end, naming in self._nouns[language].found([form(word) for word in written], run):
                if all(are_one_noun(key, key_of(word)) for key, word in zip(keys[start:end], naming.name, strict=True)):
                    yield start, end, naming

    def _forms(self) -> Iterator[tuple[Language, Callable[[str], str]]]:
        """Yield the two forms that stems have in each language: of a word as written, and without its accents."""
        for language in LANGUAGES:
            for which in (0, -1):
                yield language, partial(self._form, language, which)

    def _form(self, language: Language, which: int, word: str) -> str:
        stems = self._stems.of(word, language) if len(word) <= NAME_LENGTH else ()
        return stems[which] if stems else ""


def _surest(namings: Sequence[Naming]) -> Sequence[Naming]:
    """Leave out whose surname it is when something else is called just that."""
    return [naming for naming in namings if naming.manner is not Manner.SURNAME] or namings


def _parted_alike(run: Sequence[int], name: Sequence[int]) -> bool:
    """Tell whether words are parted only where those of the name are: "Open, but how far?" has a comma of its own."""
    steps = zip(pairwise(run), pairwise(name), strict=True)
    return all(other - one <= behind - before for (one, other), (before, behind) in steps)


def _place(text: str, found: Sequence[Word], run: Sequence[int], start: int, end: int) -> Place:
    first, last = found[start].start, found[end - 1].end
    return Place(
        written=[word.text for word in found[start:end]],
        before=text[max(first - NEARBY, 0) : first],
        after=text[last : last + NEARBY],
        previous=found[start - 1].text if start and run[start - 1] == run[start] else "",
        following=found[end].text if end < len(found) and run[end] == run[start] else "",
    )


def _longest_first(spans: Iterable[tuple[int, int]], found: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the spans that are not inside or across a longer one, in the order of the text."""
    taken = bytearray(len(found))
    chosen = []
    for start, end in sorted(spans, key=lambda span: (found[span[0]].start - found[span[1] - 1].end, span)):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            chosen.append((start, end))
    return sorted(chosen)
